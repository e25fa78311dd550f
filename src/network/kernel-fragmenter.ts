import type { Ipv4Packet } from '../packet/ipv4.js';
import { ipProtocol } from '../packet/ipv4.js';
import type { RawSocketModule } from './raw-link.js';
import { ICMP_FILTER, RawLink, SOL_RAW } from './raw-link.js';

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
