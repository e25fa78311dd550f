import { ipProtocol } from '../packet/ipv4.js';
import type { IpPacket } from '../packet/packet.js';
import { encodeTcpOptions } from '../packet/tcp-options.js';
import type { DecodedTcp, TcpFields } from '../packet/tcp.js';
import { encodeTcp } from '../packet/tcp.js';
import type { NetworkNode } from './node.js';
import { sendOwn } from './output.js';
import { ownPacketBytes } from './own-packet.js';
import { lengthOf, sendReset } from './tcp-reset.js';

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
  // Any number will do, if the same question gets the same one.
  const initial = Math.imul(node.salt ^ sequence, 0x9e3779b1) ^ (sourcePort << 16) ^ destinationPort;
  return { flags: ['syn', 'ack'], sequence: initial >>> 0, options, window: 64_240 };
}

function reply(node: NetworkNode, ip: IpPacket, segment: DecodedTcp, answer: Answer): void {
  const { sourcePort, destinationPort, sequence } = segment;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort };
  const acknowledgment = (sequence + lengthOf(segment)) >>> 0;
  const endpoints = { source: ip.destination, destination: ip.source };
  const payload = encodeTcp({ ...answer, ...ports, acknowledgment }, endpoints);
  sendOwn(
    node,
    ownPacketBytes(node, { ...endpoints, protocol: ipProtocol.tcp, payload, dontFragment: true }),
  );
}
