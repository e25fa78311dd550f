import type { DecodedPacket } from '../packet/packet.js';
import { decodePacket } from '../packet/packet.js';
import { ipProtocol } from '../packet/ipv4.js';
import type { DecodedTcp } from '../packet/tcp.js';
import { encodeTcp } from '../packet/tcp.js';
import { ParseError } from '../parse-error.js';
import type { NetworkNode } from './node.js';
import { sendOwn } from './output.js';
import { ownPacketBytes } from './own-packet.js';

/** Answers a TCP segment by a reset in the name of its destination, as a filter does. */
export function resetFor(node: NetworkNode, bytes: Uint8Array): void {
  try {
    const { ip, transport }: DecodedPacket = decodePacket(bytes);
    if (transport.kind === 'tcp') sendReset(node, transport.segment, ip.destination, ip.source);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
}

/** Refuses a segment (RFC 9293, section 3.5.2). A reset is never answered. */
export function sendReset(node: NetworkNode, segment: DecodedTcp, source: string, destination: string): void {
  const { flags, sourcePort, destinationPort, sequence, acknowledgment } = segment;
  if (flags.includes('rst')) return;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort, window: 0 };
  const reset = flags.includes('ack')
    ? ({ ...ports, flags: ['rst'], sequence: acknowledgment } as const)
    : ({ ...ports, flags: ['rst', 'ack'], acknowledgment: (sequence + lengthOf(segment)) >>> 0 } as const);
  const endpoints = { source, destination };
  const payload = encodeTcp(reset, endpoints);
  sendOwn(
    node,
    ownPacketBytes(node, { ...endpoints, protocol: ipProtocol.tcp, payload, dontFragment: true }),
  );
}

/** How much of the sequence space a segment takes: its data, and one for each end of the connection. */
export function lengthOf({ flags, data }: DecodedTcp): number {
  return data.length + (flags.includes('syn') ? 1 : 0) + (flags.includes('fin') ? 1 : 0);
}
