import { performance } from 'node:perf_hooks';
import { type RawSocketModule, RawLink } from './raw-link.js';

/**
 * A protocol number that nobody else uses: "for experimentation and testing" (RFC 3692, RFC 4727). Captures of ICMP
 * do not show it, and a packet to loopback never reaches a wire.
 */
const EXPERIMENTAL_PROTOCOL = 253;
/** After this long without sending, the way from JavaScript to the wire has left the processor's caches. */
const COLD_AFTER_MS = 1;
/** The first time, the functions on that way are not even compiled: some rounds take another quarter off. */
const FIRST_ROUNDS = 20;
/** A bound on the wait for our own packet; on loopback it takes some 50 µs. */
const GIVE_UP_AFTER_MS = 2;

/**
 * Makes the first packet after a pause as quick to send and to receive as one in a burst, by sending a packet to
 * ourselves just before: without it, half of a loopback RTT would be our own cold start (bench/ping.bench.mjs
 * measures it).
 */
export class WarmPath {
  readonly #link: RawLink;
  #lastMs = -Infinity;
  #rounds = FIRST_ROUNDS;
  #arrived: (() => void) | undefined;
  #warming: Promise<void> | undefined;

  constructor(module: RawSocketModule) {
    const socket = module.createSocket({ protocol: EXPERIMENTAL_PROTOCOL, bufferSize: 64 });
    this.#link = new RawLink(socket, {
      packet: () => this.#arrived?.(),
      failure: () => {
        this.close();
      },
    });
  }

  /** Returns when the path is warm, or cannot be warmed (no loopback in this network namespace). */
  async warm(): Promise<void> {
    if (performance.now() - this.#lastMs > COLD_AFTER_MS) {
      // Packets sent at once share one warming.
      this.#warming ??= this.#warmUp();
      await this.#warming;
      this.#warming = undefined;
    }
    this.#lastMs = performance.now();
  }

  async #warmUp(): Promise<void> {
    let back = true;
    for (let round = 0; round < this.#rounds && back; round++) back = await this.#round();
    this.#rounds = 1;
  }

  close(): void {
    this.#link.close();
  }

  /** There and back once; `false` when it did not come back (no loopback in this network namespace, most likely). */
  async #round(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const back = new Promise<boolean>((resolve) => {
      this.#arrived = () => {
        resolve(true);
      };
      timer = setTimeout(resolve, GIVE_UP_AFTER_MS, false);
    });
    try {
      await this.#link.send(new Uint8Array(8), '127.0.0.1');
      return await back;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
