import { performance } from 'node:perf_hooks';
import type * as RawSocketExports from 'raw-socket';
import { NetworkClosedError, SendError } from './network.js';

export type RawSocketModule = typeof RawSocketExports;

/** setsockopt(2) numbers that raw-socket does not name (linux/icmp.h): level SOL_RAW, option ICMP_FILTER. */
export const SOL_RAW = 255;
export const ICMP_FILTER = 1;

/**
 * Links in use. A program that only waits for a packet holds no other reference to its socket, and raw-socket lets an
 * unreferenced one be collected: the program would end in silence in the middle of a probe.
 */
const openLinks = new Set<RawLink>();

/** What a link does with what comes in. */
interface LinkListener {
  /**
   * A packet (IPv4 with its header, IPv6 without), when it was there, and who sent it. The bytes are the socket's own, and
   * change with the next packet.
   */
  readonly packet: (bytes: Uint8Array, atMs: number, source: string) => void;
  /** The socket failed and is closed. */
  readonly failure: (error: Error) => void;
}

/**
 * One raw socket whose timestamps are as close to the wire as JavaScript allows: on loopback the reply is there before
 * sendto(2) returns, so whatever runs between the two would be measured as network time.
 */
export class RawLink {
  readonly #pendingSends = new Set<(error: Error) => void>();
  #closed = false;

  constructor(
    readonly socket: RawSocketExports.Socket,
    listener: LinkListener,
  ) {
    openLinks.add(this);
    let readableMs = 0;
    // Before raw-socket's own listener, which reads the packet: that it can be read says that it has arrived.
    socket.wrap.prependListener('recvReady', () => {
      readableMs = performance.now();
    });
    socket.on('message', (buffer, source) => {
      listener.packet(buffer, readableMs, source);
    });
    socket.on('error', (error) => {
      listener.failure(error);
      this.close();
    });
  }

  /**
   * Sends a packet.
   *
   * @returns when it left, in milliseconds of `performance.now()`
   * @throws SendError, or NetworkClosedError when closed meanwhile
   */
  send(packet: Uint8Array, destination: string): Promise<number> {
    const buffer = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
    return new Promise((resolve, reject) => {
      // raw-socket would keep the request for ever.
      if (this.#closed) throw new NetworkClosedError();
      this.#pendingSends.add(reject);
      let sentMs = 0;
      const stamp = (): void => {
        sentMs = performance.now();
      };
      this.socket.send(buffer, 0, buffer.length, destination, stamp, (error) => {
        this.#pendingSends.delete(reject);
        if (error) reject(new SendError(destination, errnoName(error.message)));
        else afterNextPoll(resolve, sentMs);
      });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    openLinks.delete(this);
    this.socket.close();
    for (const refuse of this.#pendingSends) refuse(new NetworkClosedError());
  }
}

/** Two rounds of the event loop, which polls the socket in between: a reply that is there is stamped before all else. */
function afterNextPoll(resolve: (sentMs: number) => void, sentMs: number): void {
  setImmediate(() => setImmediate(resolve, sentMs));
}

/** raw-socket reports strerror(3)'s text and no code. */
function errnoName(message: string): string {
  const names: Readonly<Record<string, string>> = {
    'Network is unreachable': 'ENETUNREACH',
    'No route to host': 'EHOSTUNREACH',
    'Message too long': 'EMSGSIZE',
    'Permission denied': 'EACCES',
    'Operation not permitted': 'EPERM',
    'No buffer space available': 'ENOBUFS',
    'Invalid argument': 'EINVAL',
  };
  return names[message] ?? message;
}
