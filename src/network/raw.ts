import { ipProtocol } from '../packet/ipv4.js';
import { type IpPacket, decodeIp } from '../packet/packet.js';
import { icmpIdentifier } from './icmp-identifier.js';
import { KernelNetwork } from './kernel.js';
import { type RawReader, RawSockets } from './raw-sockets.js';
import { type Network, NoRawSocketError, SendError } from './network.js';
import type { RawLink, RawSocketModule } from './raw-link.js';

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
    throw absenceOf(error) ?? error;
  }
}

/** What a failed `require` of a compiled package means; nothing for what is a fault. */
export function absenceOf(error: unknown): NoRawSocketError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND') return new NoRawSocketError();
  if (code !== 'ERR_DLOPEN_FAILED') return undefined;
  // As Node words it; other faults, such as a missing library of the system, need another build too.
  return new NoRawSocketError(message.includes('NODE_MODULE_VERSION') ? 'another-node' : undefined);
}

class RawNetwork extends KernelNetwork {
  readonly #sockets: RawSockets;
  readonly #reader: RawReader;
  readonly #identifiers = new Set<number>();
  #source6 = '::1';

  constructor(module: RawSocketModule, reason: string) {
    super(reason);
    this.#reader = {
      packet: (packet) => {
        this.inbox.put(packet);
      },
      failure: (error) => {
        this.inbox.fail(error);
      },
      knows: (identifier) => this.#identifiers.has(identifier),
      source6: () => this.#source6,
    };
    this.#sockets = RawSockets.join(module, this.#reader);
    try {
      // Opened at once: it throws here when the user may not, and every error about our packets comes by ICMP.
      this.#sockets.open(4, ipProtocol.icmp);
    } catch (error) {
      this.#sockets.leave(this.#reader);
      throw error;
    }
  }

  override async send(bytes: Uint8Array, uncut = false): Promise<number> {
    this.inbox.refuseWhenClosed();
    const packet = decodeIp(bytes);
    const link = this.#sockets.open(packet.version, packet.protocol);
    this.#listenFor(bytes, packet);
    await this.#sockets.warm();
    this.inbox.refuseWhenClosed();
    const sentMs = await this.#sendBy(link, bytes, packet, uncut);
    this.inbox.refuseWhenClosed();
    return sentMs;
  }

  async #sendBy(link: RawLink, bytes: Uint8Array, packet: IpPacket, uncut: boolean): Promise<number> {
    const destination = this.zoned(packet.destination);
    try {
      return await link.send(bytes, destination);
    } catch (error) {
      const tooLong = error instanceof SendError && error.code === 'EMSGSIZE';
      if (!tooLong || uncut || (packet.version === 4 && packet.dontFragment)) throw error;
      return this.#sockets.sendInFragments(packet, destination);
    }
  }

  /** Whatever answers a packet may come before it is known to have left. */
  #listenFor(bytes: Uint8Array, packet: IpPacket): void {
    if (packet.version === 6) {
      this.#sockets.open(6, ipProtocol.icmpv6);
      this.#source6 = packet.source;
    }
    const isIcmp = packet.protocol === (packet.version === 4 ? ipProtocol.icmp : ipProtocol.icmpv6);
    const identifier =
      isIcmp && icmpIdentifier(packet.version === 4 ? bytes : packet.payload, packet.version);
    if (typeof identifier === 'number') this.#identifiers.add(identifier);
  }

  override close(): void {
    super.close();
    this.#sockets.leave(this.#reader);
  }
}
