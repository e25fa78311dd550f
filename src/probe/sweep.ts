import { type Network, reserveNetwork, SendError } from '../network/network.js';
import type { Origin } from '../origin.js';
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../packet/address.js';
import { requireAuthorisation } from './authorisation.js';
import { type EchoAnswer, readEchoAnswer } from './echo-answer.js';
import { isIpv6, withoutZone } from './ip-packet.js';
import { pingPacket } from './ping-request.js';
import { ParseError } from '../parse-error.js';
import { checkInteger, checkNumber, InvalidOptionError } from '../option.js';

/** What {@link sweep} and {@link sweeping} accept. */
export interface SweepOptions {
  /** Tries for an address that does not answer, 2 by default. */
  readonly tries?: number;
  /** How long to wait for the last answers of each try, 500 ms by default. */
  readonly timeoutMs?: number;
  /** Time between two packets, 0 by default: as fast as the system takes them. */
  readonly intervalMs?: number;
  /** Who allowed the sweep of addresses that are not private, in words. */
  readonly authorisation?: string;
  /** Stops when aborted; who was found is kept. */
  readonly signal?: AbortSignal;
}

/** A host that answered. */
export interface SweptHost {
  /** With its zone where it is the link's own (`fe80::1%eth0`). */
  readonly address: string;
  readonly rttMs: number;
  /** Time to live left in its reply; 0 where the system does not tell (IPv6 on raw sockets). */
  readonly ttl: number;
}

/** A whole sweep. */
export interface SweepResult {
  readonly origin: Origin;
  readonly prefix: string;
  /** How many addresses were probed; a group is one. */
  readonly probed: number;
  /** Who answered, in the order of addresses. */
  readonly hosts: readonly SweptHost[];
  readonly elapsedMs: number;
}

/**
 * Finds which addresses of a prefix answer an echo request (nmap's "ping scan", fping -g), or who is on a link of IPv6: a
 * link has more addresses than can be tried, but its hosts answer the group of all nodes, this machine among them.
 *
 * @param network where to send, see `open`
 * @param prefix such as `192.168.1.0/24` or `2001:db8::/120`, of at most 65536 addresses; or a group of IPv6 and the
 *   interface that leads to its link, such as `ff02::1%eth0`, whose members are waited for until the time of each try is over
 * @param options see {@link SweepOptions}
 * @throws {@link NotAuthorisedError} for public addresses without an authorisation, {@link InvalidOptionError},
 *   NetworkBusyError when another probe has the network, SendError for a group that cannot be sent to
 * @see fping(8); nmap(1), -sn
 * @example
 * ```ts
 * import { open, sweep } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const { hosts } = await sweep(network, '192.168.1.0/24');
 * console.log(hosts.map(({ address }) => address).join(', ')); // → 192.168.1.1, 192.168.1.23, 192.168.1.42
 * network.close();
 * ```
 */
export async function sweep(
  network: Network,
  prefix: string,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const startMs = network.now();
  const probed = addressesOf(prefix);
  const found = new Map<string, SweptHost>();
  for await (const host of sweeping(network, prefix, options)) found.set(host.address, host);
  const hosts = [...found.values()].sort(byAddress);
  return { origin: network.origin, prefix, probed: probed.length, hosts, elapsedMs: network.now() - startMs };
}

/**
 * Sweeps a prefix, or a group of a link, and gives each host as it answers.
 *
 * @param network where to send, see `open`
 * @param prefix as of {@link sweep}
 * @param options see {@link SweepOptions}
 * @throws as {@link sweep}
 * @see fping(8)
 * @example
 * ```ts
 * import { open } from 'sonde';
 * import { sweeping } from 'sonde/probe';
 *
 * const network = await open({ network: 'simulated' });
 * for await (const { address, rttMs } of sweeping(network, '192.168.1.0/28')) console.log(address, rttMs);
 * network.close();
 * ```
 */
export async function* sweeping(
  network: Network,
  prefix: string,
  options: SweepOptions = {},
): AsyncGenerator<SweptHost> {
  const { tries = 2, timeoutMs = 500, intervalMs = 0, authorisation, signal } = options;
  checkInteger('tries', tries, 1, 10);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  checkNumber('intervalMs', intervalMs, 0, 0x7fffffff);
  const addresses = addressesOf(prefix);
  for (const address of addresses) requireAuthorisation(address, network.origin, authorisation);
  const session = new SweepSession(network, addresses, intervalMs);
  const release = reserveNetwork(network);
  try {
    for (let attempt = 1; attempt <= tries && session.silent > 0; attempt++) {
      yield* session.attempt(attempt, timeoutMs, signal);
    }
  } finally {
    release();
  }
}

class SweepSession {
  readonly #identifier: number;
  readonly #data = new Uint8Array(56);
  /** When each address that has not answered was last probed. */
  readonly #sentMs = new Map<string, number>();
  /** Who has answered for a group. */
  readonly #members = new Set<string>();
  /** The group that is asked, if it is one, and its zone. */
  readonly #group: string | undefined;
  #source: string | undefined;

  constructor(
    readonly network: Network,
    addresses: readonly string[],
    readonly intervalMs: number,
  ) {
    this.#identifier = network.identifier();
    this.#group = addresses.find(isGroup);
    for (const address of addresses) this.#sentMs.set(address, NaN);
  }

  get silent(): number {
    return this.#sentMs.size;
  }

  async *attempt(sequence: number, timeoutMs: number, signal?: AbortSignal): AsyncGenerator<SweptHost> {
    for (const address of [...this.#sentMs.keys()]) {
      if (signal?.aborted) return;
      const dueMs = this.network.now() + this.intervalMs;
      await this.#send(address, sequence);
      yield* this.#receive(dueMs, signal);
    }
    yield* this.#receive(this.network.now() + timeoutMs, signal);
  }

  async #send(destination: string, sequence: number): Promise<void> {
    this.#source ??= await this.network.sourceFor(destination);
    const packet = pingPacket({
      ...{ kind: 'echo', source: this.#source, destination: withoutZone(destination), ttl: 64 },
      ...{ identifier: this.#identifier, sequence, data: this.#data, recordRoute: false, dayMs: 0 },
    });
    try {
      this.#sentMs.set(destination, await this.network.send(packet));
    } catch (error) {
      // An address that this host cannot send to (no route, a broadcast) is an address that does not answer.
      if (!(error instanceof SendError) || this.#group !== undefined) throw error;
    }
  }

  async *#receive(deadlineMs: number, signal?: AbortSignal): AsyncGenerator<SweptHost> {
    while (this.silent > 0 && !signal?.aborted) {
      const received = await this.network.receive(deadlineMs, signal);
      if (!received) {
        if (this.network.now() >= deadlineMs) return;
        continue;
      }
      const host = this.#settle(received.bytes, received.atMs);
      if (host) yield host;
    }
  }

  #settle(bytes: Uint8Array, atMs: number): SweptHost | undefined {
    const answer: EchoAnswer | undefined = readEchoAnswer(bytes, {
      identifier: this.#identifier,
      source: this.#source ?? '',
    });
    const sentMs = answer && this.#sentMs.get(this.#group ?? answer.from);
    if (answer?.kind !== 'reply' || sentMs === undefined || Number.isNaN(sentMs)) return undefined;
    const { from, ttl } = answer;
    if (this.#group === undefined) this.#sentMs.delete(from);
    else if (this.#members.has(from) || this.#members.size >= MOST_ADDRESSES) return undefined;
    else this.#members.add(from);
    const rttMs = Math.max(0, Math.trunc((atMs - sentMs) * 1000)) / 1000;
    return { address: this.#zoned(from), rttMs, ttl };
  }

  /** An address of the link's own is of no use without its link. */
  #zoned(address: string): string {
    const zone = this.#group?.split('%')[1];
    return zone !== undefined && /^fe[89ab]/.test(address) ? `${address}%${zone}` : address;
  }
}

/** As many as a /16 has, or a /112 of IPv6: a sweep of more would take hours. */
const MOST_ADDRESSES = 65_536;

const PREFIX = /^([^/%]+)(?:%([^\s/%]{1,15}))?(?:\/(\d{1,3}))?$/;
const LIKE = 'like 192.168.1.0/24, 2001:db8::/120 or ff02::1%eth0';

/**
 * The addresses to probe of a prefix: in IPv4 all but the network's own and its broadcast, as fping and nmap do, but all of a
 * /31 and a /32; in IPv6 all. A group of IPv6 with its link is one address, which many answer.
 *
 * @param prefix such as `192.168.1.0/24`; bits beyond the length are ignored; an address alone is a prefix of its own
 * @throws {@link InvalidOptionError} when it is not a prefix, or has more than 65536 addresses
 */
export function addressesOf(prefix: string): string[] {
  const [, text = '', zone, lengthText] = PREFIX.exec(prefix) ?? [];
  const bytes = addressBytes(text, prefix);
  const bits = bytes.length * 8;
  const length = Number(lengthText ?? bits);
  // An address of the link's own needs its link; only a group has one here.
  if (length > bits || (zone !== undefined) !== isGroup(text) || (zone !== undefined && length < bits))
    throw new InvalidOptionError('prefix', prefix, LIKE);
  if (zone !== undefined) return [`${text}%${zone}`];
  const count = 2 ** (bits - length);
  if (count > MOST_ADDRESSES) throw new InvalidOptionError('prefix', prefix, tooMany(bits));
  // So many addresses differ in their last bytes alone.
  const view = new DataView(bytes.buffer, bytes.length - 4);
  const first = Math.floor(view.getUint32(0) / count) * count;
  const addresses = Array.from({ length: count }, (_, i) => {
    view.setUint32(0, first + i);
    return bits === 32 ? ipv4Text(bytes) : ipv6Text(bytes);
  });
  return bits === 32 && length < 31 ? addresses.slice(1, -1) : addresses;
}

/** What to sweep instead of too large a prefix. */
function tooMany(bits: number): string {
  const most = `of at most ${MOST_ADDRESSES} addresses`;
  return bits === 32 ? most : `${most} (a /112); the hosts of a link answer its group, such as ff02::1%eth0`;
}

/** A group of IPv6 (RFC 4291): one address, which all of its members answer. */
export function isGroup(address: string): boolean {
  return isIpv6(address) && ipv6Bytes(withoutZone(address))[0] === 0xff;
}

/** The order of addresses. */
export function byAddress({ address: a }: SweptHost, { address: b }: SweptHost): number {
  const [left, right] = [bytesOf(withoutZone(a)), bytesOf(withoutZone(b))];
  const differs = left.findIndex((byte, i) => byte !== right[i]);
  return (left[differs] ?? 0) - (right[differs] ?? 0);
}

function bytesOf(address: string): Uint8Array {
  return isIpv6(address) ? ipv6Bytes(address) : ipv4Bytes(address);
}

function addressBytes(text: string, prefix: string): Uint8Array {
  try {
    return Uint8Array.from(bytesOf(text));
  } catch (error) {
    if (error instanceof ParseError) throw new InvalidOptionError('prefix', prefix, LIKE);
    throw error;
  }
}
