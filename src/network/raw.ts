import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { decodeIpv4, ipProtocol } from '../packet/ipv4.js';
import type { Ipv6Packet } from '../packet/ipv6.js';
import { decodeIp } from '../packet/packet.js';
import { Inbox } from './inbox.js';
import { kernelConnect } from './kernel-connect.js';
import { KernelFragmenter } from './kernel-fragmenter.js';
import { kernelResolve, kernelSource } from './kernel-names.js';
import type { ConnectOptions, ConnectOutcome, Network, ReceivedPacket } from './network.js';
import { NoRawSocketError, SendError } from './network.js';
import type { RawSocketModule } from './raw-link.js';
import { RawSockets } from './raw-sockets.js';
import { WarmPath } from './warm-path.js';

/**
 * Opens the real network, through raw sockets.
 *
 * @param reason why it was chosen, in French
 * @throws {@link NoRawSocketError} when the package raw-socket is not built
 * @throws NoPrivilegeError when the user may not open raw sockets
 * @see raw(7)
 */
export function openRaw(reason: string): Network {
  return new RawNetwork(loadRawSocket(), reason);
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

class RawNetwork implements Network {
  readonly origin = 'live';
  readonly epochMs = performance.timeOrigin;
  readonly #inbox = new Inbox();
  readonly #sockets: RawSockets;
  readonly #warmPath: WarmPath;
  #fragmenter: KernelFragmenter | undefined;

  constructor(
    readonly module: RawSocketModule,
    readonly reason: string,
  ) {
    this.#sockets = new RawSockets(module, {
      packet: (packet) => {
        this.#inbox.put(packet);
      },
      failure: (error) => {
        this.#inbox.fail(error);
      },
    });
    // At once, for it tells whether this user may; and every error about our packets comes by ICMP.
    this.#sockets.open(4, ipProtocol.icmp);
    this.#warmPath = new WarmPath(module);
  }

  now(): number {
    return performance.now();
  }

  identifier(): number {
    return randomInt(0x10000);
  }

  resolve(host: string, version?: 4 | 6): Promise<string> {
    return kernelResolve(host, version);
  }

  sourceFor(destination: string): Promise<string> {
    return kernelSource(destination);
  }

  async send(bytes: Uint8Array): Promise<number> {
    this.#inbox.refuseWhenClosed();
    const packet = decodeIp(bytes);
    const link = this.#sockets.open(packet.version, packet.protocol);
    if (packet.version === 6) this.#listenToErrors6(packet);
    await this.#warmPath.warm();
    this.#inbox.refuseWhenClosed();
    try {
      return await link.send(bytes, packet.destination);
    } catch (error) {
      if (!(error instanceof SendError && error.code === 'EMSGSIZE') || packet.version === 6) throw error;
      return this.#sendInFragments(bytes, error);
    }
  }

  #listenToErrors6({ source }: Ipv6Packet): void {
    this.#sockets.open(6, ipProtocol.icmpv6);
    this.#sockets.speakAs(source);
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

  connect(address: string, port: number, options: ConnectOptions): Promise<ConnectOutcome> {
    this.#inbox.refuseWhenClosed();
    return kernelConnect(address, port, options);
  }

  close(): void {
    this.#inbox.close();
    this.#sockets.close();
    this.#warmPath.close();
    this.#fragmenter?.close();
  }
}
