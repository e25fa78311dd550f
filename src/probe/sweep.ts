import { type Network, reserveNetwork, SendError } from '../network/network.js';
import type { Origin } from '../origin.js';
import { encodeIcmp } from '../packet/icmp.js';
import { encodeIpv4, ipProtocol } from '../packet/ipv4.js';
import { requireAuthorisation } from './authorisation.js';
import { type EchoAnswer, readEchoAnswer } from './echo-answer.js';
import { ipv4Bytes, ipv4Text } from '../packet/address.js';
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
  readonly address: string;
  readonly rttMs: number;
  /** Time to live left in its reply. */
  readonly ttl: number;
}

/** A whole sweep. */
export interface SweepResult {
  readonly origin: Origin;
  readonly prefix: string;
  /** How many addresses were probed. */
  readonly probed: number;
  /** Who answered, in the order of addresses. */
  readonly hosts: readonly SweptHost[];
  readonly elapsedMs: number;
}

/**
 * Finds which addresses of a prefix answer an echo request (nmap's "ping scan", fping -g).
 *
 * @param network where to send, see `open`
 * @param prefix such as `192.168.1.0/24`
 * @param options see {@link SweepOptions}
 * @throws {@link NotAuthorisedError} for public addresses without an authorisation, {@link InvalidOptionError},
 *   NetworkBusyError when another probe has the network
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
  const hosts = probed.flatMap((address) => found.get(address) ?? []);
  return { origin: network.origin, prefix, probed: probed.length, hosts, elapsedMs: network.now() - startMs };
}

/**
 * Sweeps a prefix and gives each host as it answers.
 *
 * @param network where to send, see `open`
 * @param prefix such as `192.168.1.0/24`
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
  #source: string | undefined;

  constructor(
    readonly network: Network,
    addresses: readonly string[],
    readonly intervalMs: number,
  ) {
    this.#identifier = network.identifier();
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
    const source = this.#source;
    const message = {
      kind: 'echo-request',
      identifier: this.#identifier,
      sequence,
      data: this.#data,
    } as const;
    const payload = encodeIcmp(message);
    try {
      const sentMs = await this.network.send(
        encodeIpv4({ source, destination, protocol: ipProtocol.icmp, payload }),
      );
      this.#sentMs.set(destination, sentMs);
    } catch (error) {
      // An address that this host cannot send to (no route, a broadcast) is an address that does not answer.
      if (!(error instanceof SendError)) throw error;
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
    const sentMs = answer && this.#sentMs.get(answer.from);
    if (answer?.kind !== 'reply' || sentMs === undefined || Number.isNaN(sentMs)) return undefined;
    this.#sentMs.delete(answer.from);
    const rttMs = Math.max(0, Math.trunc((atMs - sentMs) * 1000)) / 1000;
    return { address: answer.from, rttMs, ttl: answer.ttl };
  }
}

/** As many as a /16 has: a sweep of more would take hours. */
const MOST_ADDRESSES = 65_536;

/**
 * The addresses to probe of an IPv4 prefix: all but the network's own and its broadcast, as fping and nmap do; all of a
 * /31 and a /32.
 *
 * @param prefix such as `192.168.1.0/24`; bits beyond the length are ignored; an address alone is a /32
 * @throws {@link InvalidOptionError} when it is not a prefix, or has more than 65536 addresses
 */
export function addressesOf(prefix: string): string[] {
  const [text = '', lengthText = '32', ...rest] = prefix.split('/');
  const length = /^\d{1,2}$/.test(lengthText) ? Number(lengthText) : NaN;
  if (rest.length > 0 || !(length <= 32))
    throw new InvalidOptionError('prefix', prefix, 'like 192.168.1.0/24');
  const count = 2 ** (32 - length);
  if (count > MOST_ADDRESSES)
    throw new InvalidOptionError('prefix', prefix, `of at most ${MOST_ADDRESSES} addresses`);
  const view = new DataView(Uint8Array.from(addressBytes(text, prefix)).buffer);
  const first = Math.floor(view.getUint32(0) / count) * count;
  const addresses = Array.from({ length: count }, (_, i) => {
    view.setUint32(0, first + i);
    return ipv4Text(new Uint8Array(view.buffer));
  });
  return length < 31 ? addresses.slice(1, -1) : addresses;
}

function addressBytes(text: string, prefix: string): Uint8Array {
  try {
    return ipv4Bytes(text);
  } catch (error) {
    if (error instanceof ParseError) throw new InvalidOptionError('prefix', prefix, 'like 192.168.1.0/24');
    throw error;
  }
}
