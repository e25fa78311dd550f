import { ipProtocol } from '../packet/ipv4.js';
import {
  byteAt,
  ipv4HeaderLength,
  isLaterFragment,
  isUdpWithoutChecksum,
  replaceAddress,
  replaceWord16,
  word16At,
} from './ip-header.js';

/** What a NAT reads of a packet: the two ends of its flow, and where they stand. */
export interface NatFlow {
  readonly protocol: number;
  /** Addresses as four bytes in text. */
  readonly source: string;
  readonly destination: string;
  /** Ports; of an ICMP query, its identifier at the end of who asks, and 0 at the other. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Which end of a packet is rewritten. */
type NatSide = 'source' | 'destination';

/** Queries of ICMP, and the answers to them. */
const QUERIES: ReadonlySet<number> = new Set([8, 13, 15, 17]);
const REPLIES: ReadonlySet<number> = new Set([0, 14, 16, 18]);

/**
 * The flow of the IPv4 packet that begins at `start`: 0, or where an ICMP error quotes one.
 *
 * @returns nothing when the packet is cut too early, or is an ICMP message that belongs to no flow
 */
export function flowOf(bytes: Uint8Array, start: number): NatFlow | undefined {
  const packet = start === 0 ? bytes : bytes.subarray(start);
  if (packet.length < 20 || byteAt(packet, 0) >> 4 !== 4 || isLaterFragment(packet, 4)) return undefined;
  const transport = ipv4HeaderLength(packet);
  if (transport < 20) return undefined;
  const protocol = byteAt(packet, 9);
  const ports = portsOf(packet, transport, protocol);
  if (!ports) return undefined;
  return { protocol, source: dotted(packet, 12), destination: dotted(packet, 16), ...ports };
}

function portsOf(
  packet: Uint8Array,
  transport: number,
  protocol: number,
): { sourcePort: number; destinationPort: number } | undefined {
  if (protocol === ipProtocol.tcp || protocol === ipProtocol.udp) {
    if (transport + 8 > packet.length) return undefined;
    return { sourcePort: word16At(packet, transport), destinationPort: word16At(packet, transport + 2) };
  }
  if (protocol !== ipProtocol.icmp) return { sourcePort: 0, destinationPort: 0 };
  if (transport + 8 > packet.length) return undefined;
  const identifier = word16At(packet, transport + 4);
  const type = byteAt(packet, transport);
  if (QUERIES.has(type)) return { sourcePort: identifier, destinationPort: 0 };
  return REPLIES.has(type) ? { sourcePort: 0, destinationPort: identifier } : undefined;
}

function dotted(packet: Uint8Array, offset: number): string {
  return packet.subarray(offset, offset + 4).join('.');
}

/**
 * Rewrites one end of the packet that begins at `start`, with its checksums. A quoted packet may be cut before its
 * checksum, which is then not there to be updated.
 */
export function rewrite(
  bytes: Uint8Array,
  start: number,
  side: NatSide,
  address: Uint8Array,
  port: number,
): void {
  const packet = bytes.subarray(start);
  const transport = ipv4HeaderLength(packet);
  const protocol = byteAt(packet, 9);
  const [checksum, portAt] = placesOf(packet, transport, protocol, side);
  const pseudo = protocol === ipProtocol.icmp || checksum === undefined ? [] : [checksum];
  replaceAddress(packet, { offset: side === 'source' ? 12 : 16, checksums: [10, ...pseudo] }, address);
  if (portAt === undefined) return;
  replaceWord16(packet, { offset: portAt, checksums: checksum === undefined ? [] : [checksum] }, port);
}

/** Offsets of the checksum of the transport and of the port of one side. */
function placesOf(
  packet: Uint8Array,
  transport: number,
  protocol: number,
  side: NatSide,
): readonly [checksum: number | undefined, port: number | undefined] {
  const port = transport + (side === 'source' ? 0 : 2);
  switch (protocol) {
    case ipProtocol.tcp:
      return [transport + 16, port];
    case ipProtocol.udp:
      return [isUdpWithoutChecksum(packet, transport) ? undefined : transport + 6, port];
    case ipProtocol.icmp:
      return [transport + 2, transport + 4];
    default:
      return [undefined, undefined];
  }
}
