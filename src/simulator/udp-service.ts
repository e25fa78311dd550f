import { type DnsMessage, decodeDns, dnsResponseCode, encodeDns } from '../packet/dns.js';
import type { DnsRecord } from '../packet/dns/record.js';
import { ipProtocol } from '../packet/ipv4.js';
import type { IpPacket } from '../packet/packet.js';
import { type DecodedUdp, encodeUdp } from '../packet/udp.js';
import { ParseError } from '../parse-error.js';
import { answersTo } from './names.js';
import { reportError } from './icmp-error.js';
import type { NetworkNode } from './node.js';
import { sendNew } from './output.js';

/** What comes from a lower port may come from a service: two services would answer each other for ever (inetd knows it). */
const FIRST_CLIENT_PORT = 1024;

/** Gives a datagram to the service of its port; a closed port is reported. */
export function answerUdp(node: NetworkNode, bytes: Uint8Array, ip: IpPacket, datagram: DecodedUdp): void {
  const { sourcePort, destinationPort } = datagram;
  if (!datagram.checksumValid) {
    node.counters.drop('bad-checksum');
    return;
  }
  if (node.reservedPorts.has(`udp ${destinationPort}`)) return;
  const open = node.settings.udpServices.find(({ port }) => port === destinationPort);
  if (!open) {
    node.counters.drop('unanswered');
    reportError(node, bytes, { kind: 'port-unreachable' });
    return;
  }
  const data = sourcePort < FIRST_CLIENT_PORT ? undefined : serve(node, open.service, datagram.data);
  if (!data) return;
  const endpoints = { source: ip.destination, destination: ip.source };
  const payload = encodeUdp({ sourcePort: destinationPort, destinationPort: sourcePort, data }, endpoints);
  node.takeTime(() => {
    sendNew(node, { ...endpoints, protocol: ipProtocol.udp, payload, dontFragment: true });
  });
}

function serve(
  node: NetworkNode,
  service: 'echo' | 'discard' | 'dns',
  data: Uint8Array,
): Uint8Array | undefined {
  switch (service) {
    case 'echo':
      return data;
    case 'discard':
      return undefined;
    case 'dns':
      return serveDns(node, data);
  }
}

/** Answers a DNS question with the names of the scenario. */
function serveDns(node: NetworkNode, data: Uint8Array): Uint8Array | undefined {
  const query = decoded(data);
  const [question] = query?.questions ?? [];
  if (!query || !question || query.response || query.operation !== 0) {
    node.counters.drop('unanswered');
    return undefined;
  }
  const found: readonly DnsRecord[] | undefined = answersTo(question, node.names);
  const { id, questions, recursionDesired } = query;
  const responseCode = found ? dnsResponseCode.noError : dnsResponseCode.noSuchName;
  const flags = { response: true, recursionDesired, recursionAvailable: true, responseCode };
  return encodeDns({ id, questions, ...flags, answers: found ?? [] });
}

function decoded(data: Uint8Array): DnsMessage | undefined {
  try {
    return decodeDns(data);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
