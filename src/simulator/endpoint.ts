import { IPV4_MAX_LENGTH } from '../packet/ipv4.js';
import { replaceWord16 } from './checksum-update.js';
import { mayNotFragment, packetLength, versionAt, word16At } from './ip-header.js';
import type { NetworkNode, PacketListener } from './node.js';
import { packetCopy } from './packet-slab.js';
import type { SendRefusal } from './output.js';
import { sendOwn } from './output.js';
import { sourceOf } from './source-address.js';

/** A node as the programs on it see the network: raw sockets, ports, and the address that the routes choose. */
export class Endpoint {
  readonly #node: NetworkNode;

  constructor(node: NetworkNode) {
    this.#node = node;
  }

  /** Name of the node. */
  get name(): string {
    return this.#node.name;
  }

  /**
   * Sends a whole IP packet, as a raw socket does. What is too long for the link is cut, unless it says not to be.
   *
   * @param packet is copied
   * @returns errno's name for what keeps the packet from leaving, or nothing
   */
  send(packet: Uint8Array): SendRefusal | undefined {
    const length = packetLength(packet);
    if (packet.length > IPV4_MAX_LENGTH) return 'EMSGSIZE';
    if (length === 0 || length > packet.length) return 'EINVAL';
    const bytes = packetCopy(packet.subarray(0, length));
    if (lacksIdentification(bytes)) {
      replaceWord16(bytes, { offset: 4, checksums: [10] }, this.#node.nextIdentification());
    }
    return sendOwn(this.#node, bytes);
  }

  /**
   * Receives every packet for this node from now on, whole and whatever its protocol, at the time of its arrival. The
   * kernel of the node goes on answering as it does.
   *
   * @returns ends it
   */
  onPacket(listener: PacketListener): () => void {
    this.#node.listeners.add(listener);
    return () => {
      this.#node.listeners.delete(listener);
    };
  }

  /**
   * Takes a port for a program that answers by itself: the kernel neither resets connections nor reports the port as
   * unreachable.
   *
   * @returns gives the port back
   */
  reserve(protocol: 'tcp' | 'udp', port: number): () => void {
    const key = `${protocol} ${port}`;
    this.#node.reservedPorts.add(key);
    return () => {
      this.#node.reservedPorts.delete(key);
    };
  }

  /** The address that packets to a destination carry as their source; `undefined` without a route. */
  sourceFor(destination: string): string | undefined {
    return sourceOf(this.#node, destination);
  }
}

/** Linux identifies what a raw socket leaves unidentified, if it may be cut (raw(7), ip_select_ident). */
function lacksIdentification(bytes: Uint8Array): boolean {
  return versionAt(bytes) === 4 && word16At(bytes, 4) === 0 && !mayNotFragment(bytes, 4);
}
