import { internetChecksum } from '../packet/checksum.js';
import { ipv4Bytes } from '../packet/address.js';
import { ipProtocol } from '../packet/ipv4.js';
import { versionOf } from '../scenario/prefix.js';
import type { VirtualClock } from './clock.js';
import type { NetworkInterface } from './interface.js';
import { byteAt, ipv4HeaderLength, replaceAddress, versionAt } from './ip-header.js';
import { type NatFlow, flowOf, rewrite } from './nat-flow.js';

/** A flow from the inside, and the port under which the outside knows it. */
interface Mapping {
  readonly flow: NatFlow;
  readonly outsidePort: number;
  usedMs: number;
}

/** Mappings at most (Linux: nf_conntrack_max). */
const MAX_MAPPINGS = 16_384;
/** How long a mapping lives without a packet: RFC 5508 (ICMP), RFC 4787 (UDP), RFC 5382 (TCP). */
const LIFE_MS: ReadonlyMap<number, number> = new Map([
  [ipProtocol.icmp, 60_000],
  [ipProtocol.udp, 120_000],
  [ipProtocol.tcp, 7_440_000],
]);
const OTHER_LIFE_MS = 60_000;
/** The first of the ports that are tried when the flow's own is taken. */
const FIRST_PORT = 1024;

/**
 * Source NAT, as Linux masquerades: packets that go out by one link carry the address of the node, keep their port (or
 * ICMP identifier) if it is free, and what comes back finds its way in, ICMP errors and the packets that they quote
 * included. IPv4 only: IPv6 needs none.
 */
export class Nat {
  readonly #byInside = new Map<string, Mapping>();
  readonly #byOutside = new Map<string, Mapping>();
  readonly #clock: VirtualClock;
  readonly #outside: NetworkInterface;
  readonly #address: string | undefined;

  constructor(clock: VirtualClock, outside: NetworkInterface) {
    this.#clock = clock;
    this.#outside = outside;
    this.#address = outside.settings.addresses.map(({ address }) => address).find((a) => versionOf(a) === 4);
  }

  /** Before routing: an IPv4 packet that comes back from the outside, whole, gets its inside destination. */
  comesIn(from: NetworkInterface, bytes: Uint8Array): void {
    if (from !== this.#outside || bytes.subarray(16, 20).join('.') !== this.#address) return;
    if (isError(bytes)) {
      this.#errorComesIn(bytes);
      return;
    }
    const flow = flowOf(bytes, 0);
    const mapping = flow && this.#byOutside.get(keyOf(reversed(flow)));
    if (!mapping) return;
    mapping.usedMs = this.#clock.now();
    rewrite(bytes, 0, 'destination', ipv4Bytes(mapping.flow.source), mapping.flow.sourcePort);
  }

  /**
   * After routing: what goes out by the outside gets the node's address.
   *
   * @returns false when no more flows fit
   */
  goesOut(out: NetworkInterface, bytes: Uint8Array): boolean {
    if (out !== this.#outside || this.#address === undefined || versionAt(bytes) !== 4) return true;
    if (isError(bytes)) {
      this.#errorGoesOut(bytes, this.#address);
      return true;
    }
    const flow = flowOf(bytes, 0);
    // No answer comes back to a message that belongs to no flow: it needs no mapping.
    if (!flow) return true;
    const mapping = this.#byInside.get(keyOf(flow)) ?? this.#map(flow, this.#address);
    if (!mapping) return false;
    mapping.usedMs = this.#clock.now();
    rewrite(bytes, 0, 'source', ipv4Bytes(this.#address), mapping.outsidePort);
    return true;
  }

  #map(flow: NatFlow, address: string): Mapping | undefined {
    if (this.#byInside.size >= MAX_MAPPINGS) this.#forgetOld();
    if (this.#byInside.size >= MAX_MAPPINGS) return undefined;
    const seenOutside = (port: number): string => keyOf({ ...flow, source: address, sourcePort: port });
    let outsidePort = flow.sourcePort;
    for (let tries = 0; this.#byOutside.has(seenOutside(outsidePort)); tries++) {
      if (tries > 0xffff) return undefined;
      outsidePort = outsidePort >= 0xffff ? FIRST_PORT : Math.max(FIRST_PORT, outsidePort + 1);
    }
    const mapping = { flow, outsidePort, usedMs: this.#clock.now() };
    this.#byInside.set(keyOf(flow), mapping);
    this.#byOutside.set(seenOutside(outsidePort), mapping);
    return mapping;
  }

  #forgetOld(): void {
    const nowMs = this.#clock.now();
    for (const mappings of [this.#byInside, this.#byOutside]) {
      for (const [key, { flow, usedMs }] of mappings) {
        if (nowMs - usedMs > (LIFE_MS.get(flow.protocol) ?? OTHER_LIFE_MS)) mappings.delete(key);
      }
    }
  }

  /** An error from the outside quotes a packet as it was outside. */
  #errorComesIn(bytes: Uint8Array): void {
    const quoted = ipv4HeaderLength(bytes) + 8;
    const flow = flowOf(bytes, quoted);
    const mapping = flow && this.#byOutside.get(keyOf(flow));
    if (!mapping) return;
    const inside = ipv4Bytes(mapping.flow.source);
    rewrite(bytes, quoted, 'source', inside, mapping.flow.sourcePort);
    replaceAddress(bytes, { offset: 16, checksums: [10] }, inside);
    sumIcmp(bytes);
  }

  /** An error from the inside quotes a packet as it was inside. */
  #errorGoesOut(bytes: Uint8Array, address: string): void {
    const quoted = ipv4HeaderLength(bytes) + 8;
    const flow = flowOf(bytes, quoted);
    const mapping = flow && this.#byInside.get(keyOf(reversed(flow)));
    if (mapping) rewrite(bytes, quoted, 'destination', ipv4Bytes(address), mapping.outsidePort);
    replaceAddress(bytes, { offset: 12, checksums: [10] }, ipv4Bytes(address));
    sumIcmp(bytes);
  }
}

/** Types of ICMP errors: unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);

function isError(bytes: Uint8Array): boolean {
  const offset = ipv4HeaderLength(bytes);
  return (
    byteAt(bytes, 9) === ipProtocol.icmp && offset + 8 <= bytes.length && ERRORS.has(byteAt(bytes, offset))
  );
}

/** The key of a flow: its protocol, addresses and ports. */
function keyOf({ protocol, source, sourcePort, destination, destinationPort }: NatFlow): string {
  return `${protocol} ${source} ${sourcePort} ${destination} ${destinationPort}`;
}

/** The flow of the answers. */
function reversed({ protocol, source, sourcePort, destination, destinationPort }: NatFlow): NatFlow {
  return {
    protocol,
    source: destination,
    sourcePort: destinationPort,
    destination: source,
    destinationPort: sourcePort,
  };
}

/** Adds up an ICMP message again, whose quoted packet has changed. */
function sumIcmp(bytes: Uint8Array): void {
  const message = bytes.subarray(ipv4HeaderLength(bytes));
  message[2] = 0;
  message[3] = 0;
  const checksum = internetChecksum(message);
  message[2] = checksum >>> 8;
  message[3] = checksum;
}
