import { randomInt } from 'node:crypto';
import { createSocket as createUdpSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { performance } from 'node:perf_hooks';
import type * as RawSocketExports from 'raw-socket';
import { ipv4Text } from '../packet/address.js';
import { decodeIpv4, IPV4_MAX_LENGTH, ipProtocol } from '../packet/ipv4.js';
import { Inbox } from './inbox.js';
import { KernelFragmenter } from './kernel-fragmenter.js';
import type { Network, ReceivedPacket } from './network.js';
import { NoPrivilegeError, NoRawSocketError, SendError, UnknownHostError } from './network.js';
import type { RawSocketModule } from './raw-link.js';
import { ICMP_FILTER, RawLink, SOL_RAW } from './raw-link.js';
import { WarmPath } from './warm-path.js';

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
  return new RawNetwork(module, socket, reason);
}

/** Loads the optional package; a machine without a compiler does not have it. */
function loadRawSocket(): RawSocketModule {
  try {
    // A plain require: the package is optional and must load only when raw sockets are asked for.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('raw-socket') as RawSocketModule;
  } catch (error) {
    // Never built, or built for another version of Node.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'].includes(code)) throw new NoRawSocketError();
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
  readonly #link: RawLink;
  readonly #warmPath: WarmPath;
  #fragmenter: KernelFragmenter | undefined;

  constructor(
    readonly module: RawSocketModule,
    socket: RawSocketExports.Socket,
    readonly reason: string,
  ) {
    this.#warmPath = new WarmPath(module);
    this.#link = new RawLink(socket, {
      packet: (bytes, atMs) => {
        this.#inbox.put({ bytes, atMs });
      },
      failure: (error) => {
        this.#inbox.fail(error);
      },
    });
  }

  now(): number {
    return performance.now();
  }

  identifier(): number {
    return randomInt(0x10000);
  }

  async resolve(host: string): Promise<string> {
    // "This host on this network" (RFC 1122, 3.2.1.3): the answers will come from loopback.
    if (host === '0.0.0.0') return '127.0.0.1';
    if (isIPv4(host)) return host;
    // An empty name has, for getaddrinfo(3), an empty answer.
    if (host === '') throw new UnknownHostError(host);
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
    await this.#warmPath.warm();
    this.#inbox.refuseWhenClosed();
    try {
      return await this.#link.send(packet, ipv4Text(packet, 16));
    } catch (error) {
      if (!(error instanceof SendError && error.code === 'EMSGSIZE')) throw error;
      return this.#sendInFragments(packet, error);
    }
  }

  #sendInFragments(bytes: Uint8Array, tooLong: SendError): Promise<number> {
    const packet = decodeIpv4(bytes);
    if (packet.dontFragment || packet.protocol !== ipProtocol.icmp) throw tooLong;
    this.#fragmenter ??= new KernelFragmenter(this.module);
    return this.#fragmenter.send(packet);
  }

  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    return this.#inbox.take(deadlineMs - performance.now(), signal);
  }

  close(): void {
    this.#inbox.close();
    this.#link.close();
    this.#warmPath.close();
    this.#fragmenter?.close();
  }
}
