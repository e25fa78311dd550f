import { performance } from 'node:perf_hooks';
import type * as RawSocketExports from 'raw-socket';

/**
 * A protocol number that nobody else uses: "for experimentation and testing" (RFC 3692, RFC 4727). Captures of ICMP
 * do not show it, and a packet to loopback never reaches a wire.
 */
const EXPERIMENTAL_PROTOCOL = 253;
/** After this long without sending, the way from JavaScript to the wire has left the processor's caches. */
const COLD_AFTER_MS = 1;
/** A bound on the wait for our own packet; on loopback it takes some 50 µs. */
const GIVE_UP_AFTER_MS = 2;

/**
 * Makes the first packet after a pause as quick to send and to receive as one in a burst, by sending a packet to
 * ourselves just before: without it, half of a loopback RTT would be our own cold start (bench/ping.ts measures it).
 */
export class WarmPath {
  #socket: RawSocketExports.Socket | undefined;
  #lastMs = -Infinity;
  #arrived: (() => void) | undefined;

  constructor(module: typeof RawSocketExports) {
    this.#socket = module.createSocket({ protocol: EXPERIMENTAL_PROTOCOL, bufferSize: 64 });
    this.#socket.on('message', () => this.#arrived?.());
    this.#socket.on('error', () => {
      this.close();
    });
  }

  /** Returns when the path is warm, or cannot be warmed (no loopback in this network namespace). */
  async warm(): Promise<void> {
    const socket = this.#socket;
    const now = performance.now();
    const cold = now - this.#lastMs > COLD_AFTER_MS;
    this.#lastMs = now;
    if (!cold || !socket) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#arrived = resolve;
      timer = setTimeout(resolve, GIVE_UP_AFTER_MS);
      socket.send(
        Buffer.alloc(8),
        0,
        8,
        '127.0.0.1',
        () => undefined,
        (error) => {
          if (error) resolve();
        },
      );
    });
    clearTimeout(timer);
    this.#arrived = undefined;
    this.#lastMs = performance.now();
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }
}
