import type * as RawSocketExports from 'raw-socket';
import { IPV4_MAX_LENGTH, type Ipv4Packet, ipProtocol } from '../packet/ipv4.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import { NoPrivilegeError, type ReceivedPacket } from './network.js';
import { ICMP_FILTER, RawLink, type RawSocketModule, SOL_RAW } from './raw-link.js';

/** Room for a burst of replies while JavaScript is busy elsewhere. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
/** setsockopt(2) numbers of linux/in6.h and linux/icmpv6.h. */
const IPPROTO_IPV6 = 41;
const IPV6_HDRINCL = 36;
const ICMPV6_FILTER = 1;
/** Bytes of ICMPv6's filter: a bit for each type, set for those that the socket does not want. */
const ICMPV6_FILTER_BYTES = 32;
/** Echo requests, and neighbour discovery, which is none of a probe's business (RFC 4443, RFC 4861). */
const UNWANTED_ICMPV6 = [128, 133, 134, 135, 136, 137];

/** Who takes what the sockets receive. */
interface RawSocketsListener {
  readonly packet: (packet: ReceivedPacket) => void;
  readonly failure: (error: Error) => void;
}

/**
 * The raw sockets of one network: one for each family and protocol, opened when it is first spoken. Each sends whole
 * packets, and receives every packet of its protocol that reaches this machine.
 */
export class RawSockets {
  readonly #links = new Map<string, RawLink>();
  /** Our address in the last IPv6 packet sent: received ones come without the header that would tell. */
  #source6 = '::1';

  constructor(
    readonly module: RawSocketModule,
    readonly listener: RawSocketsListener,
  ) {}

  /**
   * Opens the socket of a protocol, if it is not open yet.
   *
   * @throws NoPrivilegeError when the user may not
   */
  open(version: 4 | 6, protocol: number): RawLink {
    const key = `${version} ${protocol}`;
    const known = this.#links.get(key);
    if (known) return known;
    const link = version === 4 ? this.#open4(protocol) : this.#open6(protocol);
    this.#links.set(key, link);
    return link;
  }

  /** Takes note of the source of an IPv6 packet that is about to be sent. */
  speakAs(source6: string): void {
    this.#source6 = source6;
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
  }

  #open4(protocol: number): RawLink {
    const { SocketLevel, SocketOption } = this.module;
    const socket = this.#create(protocol, 'IPv4');
    // With IP_HDRINCL the whole IP packet is ours, as on the simulated network: ttl, options, identification.
    socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_HDRINCL, 1);
    if (protocol === ipProtocol.icmp && process.platform === 'linux') {
      // On loopback our own requests come back to us: let the kernel drop them, or they delay the reply's timestamp.
      const blockEchoRequests = new Uint8Array(Uint32Array.of(1 << 8).buffer);
      socket.setOption(SOL_RAW, ICMP_FILTER, Buffer.from(blockEchoRequests), blockEchoRequests.length);
    }
    return new RawLink(socket, {
      packet: (bytes, atMs) => {
        this.listener.packet({ bytes, atMs });
      },
      failure: this.listener.failure,
    });
  }

  #open6(protocol: number): RawLink {
    const socket = this.#create(protocol, 'IPv6');
    socket.setOption(IPPROTO_IPV6, IPV6_HDRINCL, 1);
    if (protocol === ipProtocol.icmpv6 && process.platform === 'linux') {
      socket.setOption(ipProtocol.icmpv6, ICMPV6_FILTER, icmpv6Filter(), ICMPV6_FILTER_BYTES);
    }
    return new RawLink(socket, {
      packet: (payload, atMs, source) => {
        const fields = { source, destination: this.#source6, protocol, payload, hopLimit: 0 };
        this.listener.packet({ bytes: encodeIpv6(fields), atMs, headerRebuilt: true });
      },
      failure: this.listener.failure,
    });
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
}

function icmpv6Filter(): Buffer {
  const words = new Uint32Array(ICMPV6_FILTER_BYTES / 4);
  for (const type of UNWANTED_ICMPV6) words[type >> 5] = (words[type >> 5] ?? 0) | (1 << (type & 31));
  return Buffer.from(words.buffer);
}

/**
 * Sends ICMP packets longer than the link allows. A socket with IP_HDRINCL refuses them (EMSGSIZE); one without lets
 * the kernel write the header and cut the packet (raw(7)), which is how ping sends them.
 */
export class KernelFragmenter {
  readonly #link: RawLink;

  constructor(readonly module: RawSocketModule) {
    const socket = module.createSocket({ protocol: ipProtocol.icmp, bufferSize: 64 });
    this.#link = new RawLink(socket, { packet: () => undefined, failure: () => undefined });
    if (process.platform === 'linux') {
      // Replies come to the other socket; this one need not be woken for them.
      socket.setOption(SOL_RAW, ICMP_FILTER, Buffer.alloc(4, 0xff), 4);
    }
  }

  /**
   * Sends the payload under a header of the kernel's with the same time to live and type of service.
   *
   * @returns when it left, in milliseconds of `performance.now()`
   * @throws SendError, or NetworkClosedError when closed meanwhile
   */
  send({ ttl, tos, payload, destination }: Ipv4Packet): Promise<number> {
    const { SocketLevel, SocketOption } = this.module;
    this.#link.socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_TTL, ttl);
    this.#link.socket.setOption(SocketLevel.IPPROTO_IP, SocketOption.IP_TOS, tos);
    return this.#link.send(payload, destination);
  }

  close(): void {
    this.#link.close();
  }
}
