import { type DecodedIcmp, type IcmpMessage, encodeIcmp } from '../packet/icmp.js';
import { type DecodedIcmpv6, encodeIcmpv6 } from '../packet/icmpv6.js';
import { type Ipv4Packet, ipProtocol } from '../packet/ipv4.js';
import type { Ipv6Packet } from '../packet/ipv6.js';
import { answeredOptions } from './ip-options.js';
import type { NetworkNode } from './node.js';
import { sendNew } from './output.js';

const DAY_MS = 86_400_000;

/** Answers the ICMP messages that ask something: echo, timestamp, address mask. */
export function answerIcmp(node: NetworkNode, bytes: Uint8Array, ip: Ipv4Packet, message: DecodedIcmp): void {
  if (!message.checksumValid) {
    node.counters.drop('bad-checksum');
    return;
  }
  const reply = replyTo(node, ip, message);
  if (!reply) return;
  const { source: destination, destination: source, tos } = ip;
  const options = answeredOptions(bytes, source);
  node.takeTime(() => {
    const payload = encodeIcmp(reply);
    sendNew(node, { source, destination, protocol: ipProtocol.icmp, payload, tos, options });
  });
}

function replyTo(node: NetworkNode, ip: Ipv4Packet, message: DecodedIcmp): IcmpMessage | undefined {
  const { echo, timestamp, mask } = node.settings.icmp;
  switch (message.kind) {
    case 'echo-request':
      if (echo) return { ...message, kind: 'echo-reply' };
      node.counters.drop('echo-refused');
      return undefined;
    case 'timestamp-request':
      if (timestamp) return { ...message, kind: 'timestamp-reply', ...timesOf(node) };
      break;
    case 'address-mask-request':
      if (mask) return { ...message, kind: 'address-mask-reply', mask: maskOf(node, ip.destination) };
      break;
    default:
  }
  node.counters.drop('unanswered');
  return undefined;
}

/** The virtual day begins with the simulation. */
function timesOf(node: NetworkNode): { receiveMs: number; transmitMs: number } {
  const sinceMidnightMs = Math.floor(node.clock.now()) % DAY_MS;
  return { receiveMs: sinceMidnightMs, transmitMs: sinceMidnightMs };
}

/** The mask of the network on which the node has an address. */
function maskOf(node: NetworkNode, address: string): string {
  const addresses = node.interfaces.flatMap(({ settings }) => settings.addresses);
  const bits = addresses.find((own) => own.address === address)?.prefixLength ?? 32;
  return [0, 8, 16, 24].map((start) => (0xff00 >> Math.min(8, Math.max(0, bits - start))) & 0xff).join('.');
}

/** Answers echo requests in IPv6. */
export function answerIcmpv6(node: NetworkNode, ip: Ipv6Packet, message: DecodedIcmpv6): void {
  if (!message.checksumValid) node.counters.drop('bad-checksum');
  else if (message.kind !== 'echo-request') node.counters.drop('unanswered');
  else if (!node.settings.icmp.echo) node.counters.drop('echo-refused');
  else {
    const endpoints = { source: ip.destination, destination: ip.source };
    const payload = encodeIcmpv6({ ...message, kind: 'echo-reply' }, endpoints);
    node.takeTime(() => {
      sendNew(node, { ...endpoints, protocol: ipProtocol.icmpv6, payload });
    });
  }
}
