import { type DecodedPacket, decodePacket } from '../packet/packet.js';
import { type PendingPacket, reassemble } from '../packet/reassembly.js';
import { ParseError } from '../parse-error.js';
import { answerIcmp, answerIcmpv6 } from './icmp-query.js';
import { refuse } from './forward.js';
import { reportError } from './icmp-error.js';
import type { NetworkInterface } from './interface.js';
import { byteAt, isFragment, transportAt } from './ip-header.js';
import type { NetworkNode } from './node.js';
import { answerTcp } from './tcp.js';
import { answerUdp } from './udp-service.js';

/** Takes a packet that is for the node itself: fragments first, then the filter, the programs, and the kernel. */
export function deliver(node: NetworkNode, from: NetworkInterface, bytes: Uint8Array, version: 4 | 6): void {
  const whole = isFragment(bytes, version) ? reassembled(node, bytes) : bytes;
  if (!whole) return;
  const refusal = node.filters.refuses('input', whole, version, from.settings.link, undefined);
  if (refusal) {
    refuse(node, whole, refusal);
    return;
  }
  node.counters.delivered++;
  const nowMs = node.clock.now();
  const asks = !isAnswerOnly(whole, version);
  for (const listener of node.listeners) {
    // A listener may keep what it gets, and change it: it needs bytes of its own if others read them too.
    listener(asks || node.listeners.size > 1 ? whole.slice() : whole, nowMs);
  }
  if (asks) answer(node, whole);
}

/** The packet that a fragment completes; `undefined` while other fragments of it are missing. */
export function reassembled(node: NetworkNode, bytes: Uint8Array): Uint8Array | undefined {
  const { clock } = node;
  try {
    const { reassembly, outcome, expired } = reassemble(node.reassembly, bytes, clock.now());
    node.reassembly = reassembly;
    giveUp(node, expired);
    if (outcome.kind === 'dropped') node.counters.drop('incomplete');
    if (outcome.kind === 'waiting') {
      clock.schedule(reassembly.limits.timeoutMs, () => {
        expire(node);
      });
    }
    return outcome.kind === 'whole' ? outcome.bytes : undefined;
  } catch (error) {
    malformed(node, error);
    return undefined;
  }
}

/** Drops the packets whose missing fragments did not come in time. */
function expire(node: NetworkNode): void {
  const { limits, pending } = node.reassembly;
  const oldestMs = node.clock.now() - limits.timeoutMs;
  giveUp(
    node,
    pending.filter(({ sinceMs }) => sinceMs <= oldestMs),
  );
  node.reassembly = { limits, pending: pending.filter(({ sinceMs }) => sinceMs > oldestMs) };
}

/** Reports each packet whose first fragment is there (RFC 792, time exceeded, code 1). */
function giveUp(node: NetworkNode, packets: readonly PendingPacket[]): void {
  for (const { pieces } of packets) {
    node.counters.drop('incomplete');
    const [first] = pieces;
    if (first?.offset === 0) reportError(node, first.bytes, { kind: 'reassembly-time-exceeded' });
  }
}

/** Whether it is an ICMP answer or error, which needs no answer of the kernel, nor decoding: a probing host gets many. */
function isAnswerOnly(bytes: Uint8Array, version: 4 | 6): boolean {
  const { protocol, offset } = transportAt(bytes, version);
  const type = byteAt(bytes, offset);
  if (version === 4) return protocol === 1 && (type === 0 || type === 3 || type === 11);
  return protocol === 58 && (type < 128 || type === 129);
}

function answer(node: NetworkNode, bytes: Uint8Array): void {
  let packet: DecodedPacket;
  try {
    packet = decodePacket(bytes);
  } catch (error) {
    malformed(node, error);
    return;
  }
  const { ip, transport } = packet;
  switch (transport.kind) {
    case 'icmp':
      if (ip.version === 4) answerIcmp(node, bytes, ip, transport.message);
      return;
    case 'icmpv6':
      if (ip.version === 6) answerIcmpv6(node, ip, transport.message);
      return;
    case 'udp':
      answerUdp(node, bytes, ip, transport.datagram);
      return;
    case 'tcp':
      answerTcp(node, ip, transport.segment);
      return;
    case 'fragment':
      node.counters.drop('incomplete');
      return;
    case 'other':
      node.counters.drop('unanswered');
      reportError(node, bytes, { kind: 'protocol-unreachable' });
  }
}

function malformed(node: NetworkNode, error: unknown): void {
  if (!(error instanceof ParseError) && !(error instanceof RangeError)) throw error;
  node.counters.drop('malformed');
}
