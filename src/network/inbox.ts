import { onAbort } from './abort.js';
import { type ReceivedPacket, NetworkBusyError, NetworkClosedError } from './network.js';

/** Packets kept while nobody asks for them; beyond, the oldest are lost, as in a socket buffer. */
const CAPACITY = 4096;

interface Waiter {
  readonly resolve: (packet: ReceivedPacket | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Packets that have arrived and the one reader who may be waiting for them. */
export class Inbox {
  #packets: ReceivedPacket[] = [];
  #waiter: Waiter | undefined;
  #failure: Error | undefined;

  /** Hands a packet to the reader, or keeps it for the next {@link take}. */
  put(packet: ReceivedPacket): void {
    const waiter = this.#waiter;
    // Served at once: a second packet in the same turn must not go to the same reader, who would not see it.
    this.#waiter = undefined;
    if (waiter) waiter.resolve(packet);
    else {
      if (this.#packets.length === CAPACITY) this.#packets.shift();
      this.#packets.push(packet);
    }
  }

  /** Makes the present reader, and every later one, fail. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#packets = [];
    this.#waiter?.reject(error);
  }

  close(): void {
    this.fail(new NetworkClosedError());
  }

  /** @throws NetworkClosedError, or the failure of the socket */
  refuseWhenClosed(): void {
    if (this.#failure) throw this.#failure;
  }

  /**
   * The next packet, waiting at most `waitMs` for it.
   *
   * @returns `undefined` when none came in time or `signal` was aborted
   * @throws NetworkBusyError when somebody waits already
   */
  async take(waitMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    this.refuseWhenClosed();
    if (this.#waiter) throw new NetworkBusyError();
    const packet = this.#packets.shift();
    if (packet || waitMs <= 0 || signal?.aborted) return packet;
    return this.#wait(waitMs, signal);
  }

  async #wait(waitMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    let forget = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<ReceivedPacket | undefined>((resolve, reject) => {
        const waiter = (this.#waiter = { resolve, reject });
        const giveUp = (): void => {
          // At once, as in put: who gave up by a signal may read again in the same turn.
          if (this.#waiter === waiter) this.#waiter = undefined;
          resolve(undefined);
        };
        timer = setTimeout(giveUp, Math.min(waitMs, 0x7fffffff));
        forget = onAbort(signal, giveUp);
      });
    } finally {
      clearTimeout(timer);
      forget();
    }
  }
}
