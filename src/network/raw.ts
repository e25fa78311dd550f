import { randomInt } from 'node:crypto';
import { createSocket as createUdpSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { performance } from 'node:perf_hooks';
import type * as RawSocketExports from 'raw-socket';
import { IPV4_MAX_LENGTH, ipProtocol } from '../packet/ipv4.js';
import { Inbox } from './inbox.js';
import type { Network, ReceivedPacket } from './network.js';
import { NoPrivilegeError, NoRawSocketError, SendError, UnknownHostError } from './network.js';
import { WarmPath } from './warm-path.js';

type RawSocketModule = typeof RawSocketExports;

/** setsockopt(2) numbers that raw-socket does not name (linux/icmp.h): level SOL_RAW, option ICMP_FILTER. */
const SOL_RAW = 255;
const ICMP_FILTER = 1;
/** Room for a burst of replies while JavaScript is busy elsewhere. */
const RECEIVE_BUFFER_BYTES = 4 << 20;

/**
 * Opens the real network, through raw sockets.
 *
 * @param reason why it was chosen, in French
 * @throws {@link NoRawSocketError} when the package raw-socket is not built
 * @throws {@link NoPrivilegeError} when the user may not open raw sockets
 * @see raw(7)
 */
export function openRaw(reason: string): Network {
  const module = loadRawSocket();
  const socket = openIcmpSocket(module);
  return new RawNetwork(socket, new WarmPath(module), reason);
}

/** Loads the optional package; a machine without a compiler does not have it. */
function loadRawSocket(): RawSocketModule {
  try {
    // A plain require: the package is optional and must load only when raw sockets are asked for.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('raw-socket') as RawSocketModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') throw new NoRawSocketError();
    throw error;
  }
}

function openIcmpSocket(module: RawSocketModule): RawSocketExports.Socket {
  const socket = createPrivileged(module);
  // With IP_HDRINCL the whole IP packet is ours, as on the simulated network: ttl, options, identification.
  socket.setOption(module.SocketLevel.IPPROTO_IP, module.SocketOption.IP_HDRINCL, 1);
  socket.setOption(module.SocketLevel.SOL_SOCKET, module.SocketOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
  if (process.platform === 'linux') {
    // On loopback our own requests come back to us: let the kernel drop them, or they delay the reply's timestamp.
    const blockEchoRequests = new Uint8Array(Uint32Array.of(1 << 8).buffer);
    socket.setOption(SOL_RAW, ICMP_FILTER, Buffer.from(blockEchoRequests), blockEchoRequests.length);
  }
  return socket;
}

function createPrivileged(module: RawSocketModule): RawSocketExports.Socket {
  try {
    return module.createSocket({ protocol: ipProtocol.icmp, bufferSize: IPV4_MAX_LENGTH });
  } catch (error) {
    if (/not permitted|denied/i.test((error as Error).message)) throw new NoPrivilegeError();
    throw error;
  }
}

class RawNetwork implements Network {
  readonly origin = 'live';
  readonly #inbox = new Inbox();
  #closed = false;

  constructor(
    readonly socket: RawSocketExports.Socket,
    readonly warmPath: WarmPath,
    readonly reason: string,
  ) {
    socket.on('message', (buffer) => {
      const atMs = performance.now();
      // raw-socket hands out the same buffer each time: the packet needs its own bytes.
      this.#inbox.put({ bytes: new Uint8Array(buffer), atMs });
    });
    socket.on('error', (error) => {
      this.#inbox.fail(error);
    });
  }

  now(): number {
    return performance.now();
  }

  identifier(): number {
    return randomInt(0x10000);
  }

  async resolve(host: string): Promise<string> {
    if (isIPv4(host)) return host;
    try {
      return (await lookup(host, { family: 4 })).address;
    } catch {
      throw new UnknownHostError(host);
    }
  }

  /** Connecting a UDP socket sends nothing and makes the kernel choose the source (connect(2), ip(7)). */
  async sourceFor(destination: string): Promise<string> {
    const socket = createUdpSocket('udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(9, destination, resolve);
      });
      return socket.address().address;
    } catch (error) {
      throw new SendError(destination, (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN');
    } finally {
      socket.close();
    }
  }

  async send(packet: Uint8Array): Promise<number> {
    this.#inbox.refuseWhenClosed();
    await this.warmPath.warm();
    this.#inbox.refuseWhenClosed();
    const destination = packet.subarray(16, 20).join('.');
    const buffer = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
    return new Promise((resolve, reject) => {
      let sentMs = 0;
      this.socket.send(
        buffer,
        0,
        buffer.length,
        destination,
        () => {
          sentMs = performance.now();
        },
        (error) => {
          if (error) reject(new SendError(destination, errnoName(error.message)));
          else resolve(sentMs);
        },
      );
    });
  }

  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    return this.#inbox.take(deadlineMs - performance.now(), signal);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.close();
    this.warmPath.close();
    this.#inbox.close();
  }
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
