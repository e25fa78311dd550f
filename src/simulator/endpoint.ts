import { IPV4_MAX_LENGTH } from '../packet/ipv4.js';
import { mayNotFragment, packetLength, replaceWord16, versionAt, word16At } from './ip-header.js';
import { sourceOf } from './next-hop.js';
import type { NetworkNode, PacketListener } from './node.js';
import { type SendRefusal, packetCopy, sendOwn } from './output.js';

/** A node as the programs on it see the network: raw sockets, ports, and the address that the routes choose. */
export interface Endpoint {
  /** Name of the node. */
  readonly name: string;
  /**
   * Sends a whole IP packet, as a raw socket does. What is too long for the link is cut, unless it says not to be.
   *
   * @param packet is copied
   * @param uncut it is not cut in IPv6 either, which has no bit to say so
   * @returns errno's name for what keeps the packet from leaving, or nothing
   */
  send(packet: Uint8Array, uncut?: boolean): SendRefusal | undefined;
  /**
   * Receives every packet for this node from now on, whole and whatever its protocol, at the time of its arrival. The
   * kernel of the node goes on answering as it does.
   *
   * @returns ends it
   */
  onPacket(listener: PacketListener): () => void;
  /**
   * Takes a port for a program that answers by itself: the kernel neither resets connections nor reports the port as
   * unreachable.
   *
   * @returns gives the port back
   */
  reserve(protocol: 'tcp' | 'udp', port: number): () => void;
  /** The address that packets to a destination carry as their source; `undefined` without a route. */
  sourceFor(destination: string): string | undefined;
}

/** The longest packet: in IPv6 the header is not counted. */
const MAX_LENGTH = 40 + IPV4_MAX_LENGTH;

/** The endpoint of a node. */
export function endpointOf(node: NetworkNode): Endpoint {
  return {
    name: node.name,
    send: (packet, uncut = false) => sendRaw(node, packet, uncut),
    onPacket: (listener) => {
      node.listeners.add(listener);
      return () => {
        node.listeners.delete(listener);
      };
    },
    reserve: (protocol, port) => {
      const key = `${protocol} ${port}`;
      node.reservedPorts.add(key);
      return () => {
        node.reservedPorts.delete(key);
      };
    },
    sourceFor: (destination) => sourceOf(node, destination),
  };
}

function sendRaw(node: NetworkNode, packet: Uint8Array, uncut: boolean): SendRefusal | undefined {
  const length = packetLength(packet);
  if (packet.length > MAX_LENGTH) return 'EMSGSIZE';
  if (length === 0 || length > packet.length) return 'EINVAL';
  const bytes = packetCopy(packet.subarray(0, length));
  if (lacksIdentification(bytes)) {
    replaceWord16(bytes, { offset: 4, checksums: [10] }, node.nextIdentification());
  }
  return sendOwn(node, bytes, uncut);
}

/** Linux identifies what a raw socket leaves unidentified, if it may be cut (raw(7), ip_select_ident). */
function lacksIdentification(bytes: Uint8Array): boolean {
  return versionAt(bytes) === 4 && word16At(bytes, 4) === 0 && !mayNotFragment(bytes, 4);
}
