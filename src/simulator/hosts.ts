import type { DecodedIcmp, IcmpMessage } from '../packet/icmp.js';
import { decodeIcmp, encodeIcmp } from '../packet/icmp.js';
import type { Ipv4Packet } from '../packet/ipv4.js';
import { decodeIpv4, encodeIpv4, IPV4_HEADER_LENGTH, ipProtocol } from '../packet/ipv4.js';
import type { VirtualClock } from './clock.js';
import type { Random } from './random.js';

/** A host of the simulated network, and the way to it. */
export interface SimulatedHost {
  readonly name: string;
  readonly address: string;
  /** Mean round-trip time. */
  readonly rttMs: number;
  /** Standard deviation of the round-trip time. */
  readonly jitterMs: number;
  /** Share of the round trips that are lost, from 0 to 1; 1 is a host that never answers. */
  readonly loss?: number;
  /** Share of the replies that come twice, from 0 to 1. */
  readonly duplication?: number;
  /** Time to live with which its replies start: 64 (Linux), 128 (Windows), 255 (many routers). */
  readonly initialTtl: number;
  /** Routers on the way. */
  readonly hops: number;
  /** The last router says that it cannot be reached, with this code of ICMP type 3. */
  readonly unreachableCode?: number;
}

/** Address of a simulated router that is not a host of its own (RFC 6598, shared address space). */
const routerAddress = (hop: number): string => `100.64.0.${hop}`;

/** As Linux quotes in its ICMP errors: at most 576 bytes in all (RFC 1812, 4.3.2.3). */
const QUOTED_BYTES = 576 - 2 * IPV4_HEADER_LENGTH - 8;

/** Hosts that answer echo requests after a while, over ways that delay, lose and double packets. */
export class SimulatedHosts {
  readonly #byAddress: ReadonlyMap<string, SimulatedHost>;

  /**
   * @param hosts who is on the network
   * @param deliver takes each packet that comes back
   */
  constructor(
    hosts: readonly SimulatedHost[],
    readonly clock: VirtualClock,
    readonly random: Random,
    readonly deliver: (packet: Uint8Array) => void,
  ) {
    this.#byAddress = new Map(hosts.map((host) => [host.address, host]));
  }

  /** Takes a packet from the student's machine. One to an address that nobody has is lost in silence. */
  accept(bytes: Uint8Array): void {
    const packet = decodeIpv4(bytes);
    const host = this.#byAddress.get(packet.destination);
    if (!host || this.random.chance(host.loss ?? 0)) return;
    const reply = answer(host, packet, bytes);
    if (!reply) return;
    const copies = this.random.chance(host.duplication ?? 0) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      this.clock.schedule(this.#rttMs(host), () => {
        this.deliver(reply);
      });
    }
  }

  /** Normal, but never under half of the mean: the speed of light does not jitter. */
  #rttMs({ rttMs, jitterMs }: SimulatedHost): number {
    return Math.max(rttMs / 2, this.random.normal(rttMs, jitterMs));
  }
}

function answer(host: SimulatedHost, packet: Ipv4Packet, bytes: Uint8Array): Uint8Array | undefined {
  const { hops } = host;
  const quoted = bytes.slice(0, QUOTED_BYTES);
  if (packet.ttl <= hops) {
    return fromRouter(packet, packet.ttl, { kind: 'time-exceeded', code: 0, quoted });
  }
  if (host.unreachableCode !== undefined) {
    const code = host.unreachableCode;
    return fromRouter(packet, hops, { kind: 'destination-unreachable', code, quoted });
  }
  const request = packet.protocol === ipProtocol.icmp ? decodeIcmp(packet.payload) : undefined;
  if (request?.kind !== 'echo-request' || !request.checksumValid) return undefined;
  return fromHost(host, packet, { ...request, kind: 'echo-reply' });
}

function fromRouter(packet: Ipv4Packet, hop: number, message: IcmpMessage): Uint8Array {
  return encodeIpv4({
    source: routerAddress(hop),
    destination: packet.source,
    ttl: 256 - hop,
    protocol: ipProtocol.icmp,
    payload: encodeIcmp(message),
  });
}

function fromHost(host: SimulatedHost, packet: Ipv4Packet, message: DecodedIcmp): Uint8Array {
  return encodeIpv4({
    source: host.address,
    destination: packet.source,
    ttl: host.initialTtl - host.hops,
    protocol: ipProtocol.icmp,
    payload: encodeIcmp(message),
  });
}
