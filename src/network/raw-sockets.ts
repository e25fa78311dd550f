import type * as RawSocketExports from 'raw-socket';
import { decodeIpv4Options, encodeIpv4Options } from '../packet/ipv4-options.js';
import { IPV4_MAX_LENGTH, ipProtocol } from '../packet/ipv4.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import type { IpPacket } from '../packet/packet.js';
import { icmpIdentifier } from './icmp-identifier.js';
import { NoPrivilegeError, type ReceivedPacket } from './network.js';
import { ICMP_FILTER, RawLink, type RawSocketModule, SOL_RAW } from './raw-link.js';
import { WarmPath } from './warm-path.js';

/** Room for a burst of replies while JavaScript is busy elsewhere. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
/** setsockopt(2) numbers of linux/in.h, linux/in6.h and linux/icmpv6.h. */
const IP_OPTIONS = 4;
const IPPROTO_IPV6 = 41;
const IPV6_UNICAST_HOPS = 16;
const IPV6_MULTICAST_HOPS = 18;
const IPV6_HDRINCL = 36;
const ICMPV6_FILTER = 1;
/**
 * The ICMP that concerns probes: answers, and errors about packets (RFC 792). The kernel drops the rest, our own requests
 * on loopback among them, which would delay the timestamp of the reply.
 */
const WANTED_ICMP = [0, 3, 4, 5, 11, 12, 14, 18];
/** The same of ICMPv6 (RFC 4443). */
const WANTED_ICMPV6 = [1, 2, 3, 4, 129];

/** A network that takes what the sockets receive. */
export interface RawReader {
  readonly packet: (packet: ReceivedPacket) => void;
  readonly failure: (error: Error) => void;
  /** Whether it has sent a request of this identifier: what is about others' is none of its business. */
  readonly knows: (identifier: number) => boolean;
  /** Our address in its last IPv6 packet: received ones come without the header that would tell. */
  readonly source6: () => string;
}

/**
 * The raw sockets of this process: one for each family and protocol, opened when it is first spoken. Each sends whole
 * packets, and receives every packet of its protocol that reaches this machine. All networks share them: a packet is read
 * once, however many probes there are, and goes to those that it may concern.
 */
export class RawSockets {
  static #shared: RawSockets | undefined;
  readonly #links = new Map<string, RawLink>();
  readonly #readers = new Set<RawReader>();
  #warmPath: WarmPath | undefined;

  private constructor(readonly module: RawSocketModule) {}

  /** The sockets of this process, with one more reader. */
  static join(module: RawSocketModule, reader: RawReader): RawSockets {
    RawSockets.#shared ??= new RawSockets(module);
    RawSockets.#shared.#readers.add(reader);
    return RawSockets.#shared;
  }

  /** Takes a reader away; the last one closes the sockets. */
  leave(reader: RawReader): void {
    if (this.#readers.delete(reader) && this.#readers.size === 0) this.#close();
  }

  /**
   * Opens the socket of a protocol, if it is not open yet.
   *
   * @throws NoPrivilegeError when the user may not
   */
  open(version: 4 | 6, protocol: number): RawLink {
    return this.#linkOf(`${version} ${protocol}`, () =>
      version === 4 ? this.#open4(protocol) : this.#open6(protocol),
    );
  }

  /** Returns when the way from JavaScript to the wire is warm. */
  warm(): Promise<void> {
    this.#warmPath ??= new WarmPath(this.module);
    return this.#warmPath.warm();
  }

  /**
   * Sends a packet that is longer than the link allows. A socket to which headers are given refuses it (EMSGSIZE); one
   * without lets the kernel write the header and cut the packet (raw(7)), which is how ping sends it.
   *
   * @param destination with its zone, if it has one
   * @returns when it left, in milliseconds of `performance.now()`
   * @throws SendError
   */
  sendInFragments(packet: IpPacket, destination: string): Promise<number> {
    const { version, protocol, payload } = packet;
    const link = this.#linkOf(`${version} ${protocol} cut`, () => {
      const socket = this.#create(protocol, version === 4 ? 'IPv4' : 'IPv6');
      // Answers come to the other socket.
      filterIcmp(socket, version, protocol, []);
      return new RawLink(socket, { packet: () => undefined, failure: this.#fail });
    });
    const { SocketLevel, SocketOption } = this.module;
    if (packet.version === 4) {
      link.socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_TTL, packet.ttl);
      link.socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_TOS, packet.tos);
      const options = Buffer.from(optionsForKernel(packet.options));
      link.socket.setOption(SocketLevel.IPPROTO_IP, IP_OPTIONS, options, options.length);
    } else {
      link.socket.setOption(IPPROTO_IPV6, IPV6_UNICAST_HOPS, packet.hopLimit);
      link.socket.setOption(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, packet.hopLimit);
    }
    return link.send(payload, destination);
  }

  #linkOf(key: string, make: () => RawLink): RawLink {
    const link = this.#links.get(key) ?? make();
    this.#links.set(key, link);
    return link;
  }

  #open4(protocol: number): RawLink {
    const { SocketLevel, SocketOption } = this.module;
    const socket = this.#create(protocol, 'IPv4');
    // With IP_HDRINCL the whole IP packet is ours, as on the simulated network: ttl, options, identification.
    socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_HDRINCL, 1);
    filterIcmp(socket, 4, protocol, WANTED_ICMP);
    return new RawLink(socket, {
      packet: (bytes, atMs) => {
        const identifier = protocol === ipProtocol.icmp ? icmpIdentifier(bytes, 4) : undefined;
        // raw-socket hands out the same buffer each time: each reader needs bytes of its own.
        for (const reader of this.#concerned(identifier))
          reader.packet({ bytes: new Uint8Array(bytes), atMs });
      },
      failure: this.#fail,
    });
  }

  #open6(protocol: number): RawLink {
    const socket = this.#create(protocol, 'IPv6');
    socket.setOption(IPPROTO_IPV6, IPV6_HDRINCL, 1);
    filterIcmp(socket, 6, protocol, WANTED_ICMPV6);
    return new RawLink(socket, {
      packet: (payload, atMs, source) => {
        const identifier = protocol === ipProtocol.icmpv6 ? icmpIdentifier(payload, 6) : undefined;
        for (const reader of this.#concerned(identifier)) {
          const fields = { source, destination: reader.source6(), protocol, payload, hopLimit: 0 };
          reader.packet({ bytes: encodeIpv6(fields), atMs, headerRebuilt: true });
        }
      },
      failure: this.#fail,
    });
  }

  /** Those who sent a request of that identifier; all of them without one. */
  *#concerned(identifier: number | undefined): Generator<RawReader> {
    for (const reader of this.#readers) {
      if (identifier === undefined || reader.knows(identifier)) yield reader;
    }
  }

  #create(protocol: number, family: 'IPv4' | 'IPv6'): RawSocketExports.Socket {
    const { AddressFamily, SocketLevel, SocketOption } = this.module;
    try {
      const options = { protocol, addressFamily: AddressFamily[family], bufferSize: IPV4_MAX_LENGTH };
      const socket = this.module.createSocket(options);
      socket.setOption(SocketLevel.SOL_SOCKET, SocketOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      return socket;
    } catch (error) {
      if (/not permitted|denied/i.test((error as Error).message)) throw new NoPrivilegeError();
      throw error;
    }
  }

  /** One socket that failed is the end for all who read. */
  readonly #fail = (error: Error): void => {
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#close();
    for (const reader of readers) reader.failure(error);
  };

  #close(): void {
    if (RawSockets.#shared === this) RawSockets.#shared = undefined;
    for (const link of this.#links.values()) link.close();
    this.#warmPath?.close();
  }
}

/** Options as the kernel takes them: into a record route it writes the sender's own address itself. */
function optionsForKernel(options: Uint8Array): Uint8Array {
  const asked = decodeIpv4Options(options).map((option) =>
    option.kind === 'record-route' ? { ...option, recorded: option.recorded.slice(0, -1) } : option,
  );
  return encodeIpv4Options(asked);
}

/** Lets the kernel drop the ICMP of all other types: a bit that is set refuses a type (linux/icmp.h, RFC 3542). */
function filterIcmp(
  socket: RawSocketExports.Socket,
  version: 4 | 6,
  protocol: number,
  wanted: readonly number[],
): void {
  if (process.platform !== 'linux') return;
  if (protocol !== (version === 4 ? ipProtocol.icmp : ipProtocol.icmpv6)) return;
  const words = new Uint32Array(version === 4 ? 1 : 8).fill(0xffffffff);
  for (const type of wanted) words[type >> 5] = (words[type >> 5] ?? 0) & ~(1 << (type & 31));
  const [level, option] = version === 4 ? [SOL_RAW, ICMP_FILTER] : [ipProtocol.icmpv6, ICMPV6_FILTER];
  socket.setOption(level, option, Buffer.from(words.buffer), words.byteLength);
}
