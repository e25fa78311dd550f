import { deliver, reassembled } from './deliver.js';
import type { Transit } from './egress.js';
import { forward } from './forward.js';
import { reportError } from './icmp-error.js';
import type { NetworkInterface } from './interface.js';
import {
  byteAt,
  ipv4ChecksumHolds,
  ipv4HeaderLength,
  isFragment,
  isMulticast,
  packetLength,
  SOURCE_OFFSET,
  versionAt,
} from './ip-header.js';
import { readOptions } from './ip-options.js';
import type { Nat } from './nat.js';
import { routeTo } from './next-hop.js';
import type { NetworkNode } from './node.js';

/** What a node does with a packet that comes in, in the order of Linux (ip_rcv, ip6_rcv). */
export function receivePacket(node: NetworkNode, from: NetworkInterface, transit: Transit): void {
  node.counters.received++;
  const length = packetLength(transit.bytes);
  if (length === 0 || length > transit.bytes.length) {
    node.counters.drop('malformed');
    return;
  }
  // Padding of the link.
  if (length < transit.bytes.length) transit.bytes = transit.bytes.slice(0, length);
  const version = versionAt(transit.bytes) ?? 4;
  if (version === 4 && !ipv4ChecksumHolds(transit.bytes)) node.counters.drop('bad-checksum');
  else if (version === 4 && byteAt(transit.bytes, 16) === 127 && from !== node.loopback)
    node.counters.drop('martian');
  else if (isMulticast(transit.bytes, version)) node.counters.drop('multicast');
  else if (node.nat && version === 4) translate(node, node.nat, from, transit);
  else route(node, from, transit, version);
}

/** Translates a packet at a NAT. Fragments are reassembled before, for only the first of them has ports. */
function translate(node: NetworkNode, nat: Nat, from: NetworkInterface, transit: Transit): void {
  const whole = isFragment(transit.bytes, 4) ? reassembled(node, transit.bytes) : transit.bytes;
  if (!whole) return;
  transit.bytes = whole;
  nat.comesIn(from, whole);
  route(node, from, transit, 4);
}

function route(node: NetworkNode, from: NetworkInterface, transit: Transit, version: 4 | 6): void {
  const { bytes } = transit;
  const found = routeTo(node, version, bytes);
  let recordedAt: number | undefined;
  if (version === 4 && ipv4HeaderLength(bytes) > 20) {
    const verdict = readOptions(bytes, () => addressTowardsSource(node, bytes));
    if (verdict.kind !== 'fine') {
      node.counters.drop(verdict.kind === 'bad' ? 'bad-options' : 'source-route');
      if (verdict.kind === 'bad')
        reportError(node, bytes, { kind: 'parameter-problem', pointer: verdict.pointer });
      return;
    }
    recordedAt = verdict.recordedAt;
  }
  if (found?.kind === 'local') deliver(node, from, bytes, version);
  else if (found?.kind === 'broadcast') node.counters.drop('multicast');
  else if (!node.settings.router) node.counters.drop('not-a-router');
  else if (found?.kind === 'via') forward(node, from, transit, { version, hops: found.hops, recordedAt });
  else refuse(node, bytes, found?.kind);
}

/** Refuses a packet that no route leads further, or that a route says to refuse. */
function refuse(
  node: NetworkNode,
  bytes: Uint8Array,
  kind: 'blackhole' | 'unreachable' | 'prohibit' | undefined,
): void {
  switch (kind) {
    case undefined:
      node.counters.drop('no-route');
      reportError(node, bytes, { kind: 'net-unreachable' });
      return;
    case 'unreachable':
      node.counters.drop('unreachable');
      reportError(node, bytes, { kind: versionAt(bytes) === 6 ? 'net-unreachable' : 'host-unreachable' });
      return;
    case 'prohibit':
      node.counters.drop('prohibited');
      reportError(node, bytes, { kind: 'admin-prohibited' });
      return;
    case 'blackhole':
      node.counters.drop('blackhole');
  }
}

/** The address by which the source of a packet knows this node. */
function addressTowardsSource(node: NetworkNode, bytes: Uint8Array): string {
  const own = routeTo(node, 4, bytes);
  if (own?.kind === 'local') return bytes.subarray(16, 20).join('.');
  const back = routeTo(node, 4, bytes, SOURCE_OFFSET[4]);
  return back?.kind === 'via' ? back.hops[0].source : '0.0.0.0';
}
