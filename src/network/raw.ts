import { decodeIpv4, ipProtocol } from '../packet/ipv4.js';
import type { Ipv6Packet } from '../packet/ipv6.js';
import { decodeIp } from '../packet/packet.js';
import { KernelNetwork } from './kernel.js';
import { KernelFragmenter, RawSockets } from './raw-sockets.js';
import { type Network, NoRawSocketError, SendError } from './network.js';
import type { RawSocketModule } from './raw-link.js';
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

class RawNetwork extends KernelNetwork {
  readonly #sockets: RawSockets;
  readonly #warmPath: WarmPath;
  #fragmenter: KernelFragmenter | undefined;

  constructor(
    readonly module: RawSocketModule,
    reason: string,
  ) {
    super(reason);
    this.#sockets = new RawSockets(module, {
      packet: (packet) => {
        this.inbox.put(packet);
      },
      failure: (error) => {
        this.inbox.fail(error);
      },
    });
    // Opened at once: it throws here when the user may not, and every error about our packets comes by ICMP.
    this.#sockets.open(4, ipProtocol.icmp);
    this.#warmPath = new WarmPath(module);
  }

  override async send(bytes: Uint8Array): Promise<number> {
    this.inbox.refuseWhenClosed();
    const packet = decodeIp(bytes);
    const link = this.#sockets.open(packet.version, packet.protocol);
    if (packet.version === 6) this.#listenToErrors6(packet);
    await this.#warmPath.warm();
    this.inbox.refuseWhenClosed();
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

  override close(): void {
    super.close();
    this.#sockets.close();
    this.#warmPath.close();
    this.#fragmenter?.close();
  }
}
