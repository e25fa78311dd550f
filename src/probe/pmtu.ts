import { type Network, reserveNetwork, SendError } from '../network/network.js';
import type { Origin } from '../origin.js';
import { encodeIcmp } from '../packet/icmp.js';
import { encodeIcmpv6 } from '../packet/icmpv6.js';
import { ipProtocol } from '../packet/ipv4.js';
import { readEchoAnswer } from './echo-answer.js';
import { encodeProbe, isIpv6, withoutZone } from './ip-packet.js';
import { checkInteger, checkNumber } from '../option.js';

/** What {@link pathMtu} accepts. */
export interface PathMtuOptions {
  /** Largest packet to try, 65535 bytes by default. */
  readonly maxMtu?: number;
  /** Tries for a packet that nobody answers, 2 by default. */
  readonly tries?: number;
  /** How long to wait for each answer, 1000 ms by default. */
  readonly timeoutMs?: number;
  /** Stops when aborted. */
  readonly signal?: AbortSignal;
}

/** What one packet taught. */
export interface PathMtuStep {
  /** Bytes of the whole IP packet. */
  readonly length: number;
  /**
   * - `passed`: the destination answered;
   * - `too-big`: somebody said that it is too long;
   * - `too-big-here`: this machine's own link cannot carry it;
   * - `silent`: nobody answered.
   */
  readonly outcome: 'passed' | 'too-big' | 'too-big-here' | 'silent';
  /** Who said that it is too long. */
  readonly from?: string;
  /** What the next link can carry, as that router says. */
  readonly nextHopMtu?: number;
}

/** The largest packet that a path carries whole. */
export interface PathMtuResult {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  /** In bytes, IP header included; absent when the destination never answered. */
  readonly pathMtu?: number;
  /** Long packets vanish without a word: a path-MTU black hole (RFC 2923, section 2.1). */
  readonly blackHole: boolean;
  readonly steps: readonly PathMtuStep[];
}

/** The least that every link must carry (RFC 791, RFC 8200). */
const LEAST = { 4: 68, 6: 1280 } as const;

/**
 * Finds the path MTU: echo requests that may not be cut, shortened as routers say, or by halves where they say nothing.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link PathMtuOptions}
 * @throws UnknownHostError, SendError, NetworkBusyError when another probe has the network, and
 *   {@link InvalidOptionError} for an option out of range
 * @see RFC 1191; RFC 8201; RFC 4821 for the search without ICMP; tracepath(8)
 * @example
 * ```ts
 * import { open, pathMtu } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const result = await pathMtu(network, 'passerelle.lan');
 * console.log(result.pathMtu, result.blackHole); // → 1500 false
 * network.close();
 * ```
 */
export async function pathMtu(
  network: Network,
  host: string,
  options: PathMtuOptions = {},
): Promise<PathMtuResult> {
  const { maxMtu = 65535, tries = 2, timeoutMs = 1000, signal } = options;
  checkInteger('maxMtu', maxMtu, 68, 65535);
  checkInteger('tries', tries, 1, 10);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  const release = reserveNetwork(network);
  try {
    const address = await network.resolve(host);
    const search = new MtuSearch(LEAST[isIpv6(address) ? 6 : 4], maxMtu);
    const prober = new LengthProber(network, await network.sourceFor(address), withoutZone(address), {
      tries,
      timeoutMs,
    });
    const steps: PathMtuStep[] = [];
    for (let length = search.next(); length !== undefined && !signal?.aborted; length = search.next()) {
      const step = await prober.probe(length, signal);
      steps.push(step);
      search.learn(step);
    }
    const { origin } = network;
    const mtu = search.passed;
    return {
      origin,
      host,
      address,
      ...(mtu !== undefined && { pathMtu: mtu }),
      blackHole: search.blackHole,
      steps,
    };
  } finally {
    release();
  }
}

/** What is known of the path, and the next length worth trying. */
class MtuSearch {
  /** The longest that passed. */
  passed: number | undefined;
  /** Longer ones are not worth trying. */
  #ceiling: number;
  #silences = 0;
  #halving = false;

  constructor(
    readonly least: number,
    max: number,
  ) {
    this.#ceiling = Math.max(max, least);
  }

  /** Some length passed where longer ones vanished. */
  get blackHole(): boolean {
    return this.passed !== undefined && this.#silences > 0;
  }

  next(): number | undefined {
    if (this.passed === this.#ceiling || this.#ceiling < this.least) return undefined;
    // The first silence asks whether anything passes at all: if the least does not, nothing will.
    if (this.#silences > 0 && this.passed === undefined) return this.#silences === 1 ? this.least : undefined;
    if (!this.#halving) return this.#ceiling;
    return Math.ceil(((this.passed ?? this.least) + this.#ceiling) / 2);
  }

  learn({ length, outcome, nextHopMtu }: PathMtuStep): void {
    switch (outcome) {
      case 'passed':
        this.passed = Math.max(this.passed ?? 0, length);
        break;
      case 'too-big':
        this.#ceiling =
          nextHopMtu !== undefined && nextHopMtu >= this.least
            ? Math.min(nextHopMtu, length - 1)
            : length - 1;
        // A router older than RFC 1191 gives no figure.
        this.#halving = nextHopMtu === undefined || nextHopMtu < this.least;
        break;
      case 'too-big-here':
        this.#ceiling = length - 1;
        this.#halving = true;
        break;
      case 'silent':
        this.#ceiling = length - 1;
        this.#silences += 1;
        this.#halving = true;
        break;
    }
  }
}

/** Sends echo requests of a given length and reads what comes of them. */
class LengthProber {
  readonly #identifier: number;
  #sequence = 0;

  constructor(
    readonly network: Network,
    readonly source: string,
    readonly destination: string,
    readonly patience: { readonly tries: number; readonly timeoutMs: number },
  ) {
    this.#identifier = network.identifier();
  }

  async probe(length: number, signal?: AbortSignal): Promise<PathMtuStep> {
    for (let attempt = 0; attempt < this.patience.tries && !signal?.aborted; attempt++) {
      const step = await this.#try(length, signal);
      if (step) return step;
    }
    return { length, outcome: 'silent' };
  }

  async #try(length: number, signal?: AbortSignal): Promise<PathMtuStep | undefined> {
    const { source, destination } = this;
    const identifier = this.#identifier;
    const sequence = ++this.#sequence % 0x10000;
    const v6 = isIpv6(destination);
    const data = new Uint8Array(length - (v6 ? 48 : 28));
    const message = { kind: 'echo-request', identifier, sequence, data } as const;
    const payload = v6 ? encodeIcmpv6(message, { source, destination }) : encodeIcmp(message);
    const protocol = v6 ? ipProtocol.icmpv6 : ipProtocol.icmp;
    const packet = encodeProbe({ source, destination, protocol, ttl: 64, payload, dontFragment: true });
    try {
      await this.network.send(packet, true);
    } catch (error) {
      if (error instanceof SendError && error.code === 'EMSGSIZE') return { length, outcome: 'too-big-here' };
      throw error;
    }
    return this.#answer(length, { identifier, data, source, destination }, sequence, signal);
  }

  async #answer(
    length: number,
    ours: { identifier: number; data: Uint8Array; source: string; destination: string },
    sequence: number,
    signal?: AbortSignal,
  ): Promise<PathMtuStep | undefined> {
    const deadlineMs = this.network.now() + this.patience.timeoutMs;
    while (this.network.now() < deadlineMs && !signal?.aborted) {
      const received = await this.network.receive(deadlineMs, signal);
      const answer = received && readEchoAnswer(received.bytes, ours);
      if (answer?.sequence !== sequence) continue;
      if (answer.kind === 'reply') return { length, outcome: 'passed' };
      const { from, nextHopMtu } = answer;
      if (isTooBig(answer))
        return { length, outcome: 'too-big', from, ...(nextHopMtu !== undefined && { nextHopMtu }) };
    }
    return undefined;
  }
}

function isTooBig({ error, code }: { readonly error: string; readonly code: number }): boolean {
  return error === 'packet-too-big' || (error === 'destination-unreachable' && code === 4);
}
