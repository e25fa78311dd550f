import { ipProtocol } from '../packet/ipv4.js';
import { type DecodedPacket, type IpPacket, decodePacket } from '../packet/packet.js';
import { encodeTcpOptions } from '../packet/tcp-options.js';
import { type DecodedTcp, type TcpFields, encodeTcp } from '../packet/tcp.js';
import { ParseError } from '../parse-error.js';
import type { NetworkNode } from './node.js';
import { sendNew } from './output.js';

/** IP and TCP headers, which the maximum segment size leaves out. */
const HEADERS = { 4: 40, 6: 60 } as const;

/**
 * A TCP server that keeps no state, as SYN cookies do: it accepts connections, acknowledges data, closes when asked, and
 * refuses what comes to a closed port.
 */
export function answerTcp(node: NetworkNode, ip: IpPacket, segment: DecodedTcp): void {
  const { flags, destinationPort, data } = segment;
  if (!segment.checksumValid) {
    node.counters.drop('bad-checksum');
    return;
  }
  if (node.reservedPorts.has(`tcp ${destinationPort}`) || flags.includes('rst')) return;
  const open = node.settings.tcpPorts.includes(destinationPort);
  const opens = flags.includes('syn') && !flags.includes('ack');
  if (!open || (!opens && !flags.includes('ack')) || (flags.includes('syn') && flags.includes('ack'))) {
    sendReset(node, segment, ip.destination, ip.source);
    return;
  }
  if (opens) reply(node, ip, segment, synAck(node, ip, segment));
  else if (flags.includes('fin'))
    reply(node, ip, segment, { flags: ['fin', 'ack'], sequence: segment.acknowledgment });
  else if (data.length > 0) reply(node, ip, segment, { flags: ['ack'], sequence: segment.acknowledgment });
}

type Answer = Omit<TcpFields, 'sourcePort' | 'destinationPort' | 'acknowledgment'>;

function synAck(
  node: NetworkNode,
  ip: IpPacket,
  { sourcePort, destinationPort, sequence }: DecodedTcp,
): Answer {
  const mtu = Math.min(...node.interfaces.slice(1).map(({ settings }) => settings.mtu), 65_535);
  const options = encodeTcpOptions([{ kind: 'mss', mss: mtu - HEADERS[ip.version] }]);
  // Any initial sequence number will do, as long as a repeated SYN gets the same one.
  const initial = Math.imul(node.salt ^ sequence, 0x9e3779b1) ^ (sourcePort << 16) ^ destinationPort;
  return { flags: ['syn', 'ack'], sequence: initial >>> 0, options, window: 64_240 };
}

function reply(node: NetworkNode, ip: IpPacket, segment: DecodedTcp, answer: Answer): void {
  const { sourcePort, destinationPort, sequence } = segment;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort };
  const acknowledgment = (sequence + lengthOf(segment)) >>> 0;
  const endpoints = { source: ip.destination, destination: ip.source };
  const payload = encodeTcp({ ...answer, ...ports, acknowledgment }, endpoints);
  node.takeTime(() => {
    sendNew(node, { ...endpoints, protocol: ipProtocol.tcp, payload, dontFragment: true });
  });
}

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
function sendReset(node: NetworkNode, segment: DecodedTcp, source: string, destination: string): void {
  const { flags, sourcePort, destinationPort, sequence, acknowledgment } = segment;
  if (flags.includes('rst')) return;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort, window: 0 };
  const reset = flags.includes('ack')
    ? ({ ...ports, flags: ['rst'], sequence: acknowledgment } as const)
    : ({ ...ports, flags: ['rst', 'ack'], acknowledgment: (sequence + lengthOf(segment)) >>> 0 } as const);
  const endpoints = { source, destination };
  const payload = encodeTcp(reset, endpoints);
  sendNew(node, { ...endpoints, protocol: ipProtocol.tcp, payload, dontFragment: true });
}

/** How much of the sequence space a segment takes: its data, and one for each end of the connection. */
function lengthOf({ flags, data }: DecodedTcp): number {
  return data.length + (flags.includes('syn') ? 1 : 0) + (flags.includes('fin') ? 1 : 0);
}
