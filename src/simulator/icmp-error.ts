import { type IpEndpoints, internetChecksum } from '../packet/checksum.js';
import { type IcmpMessage, encodeIcmp } from '../packet/icmp.js';
import { type Icmpv6Message, encodeIcmpv6 } from '../packet/icmpv6.js';
import { ipProtocol } from '../packet/ipv4.js';
import { addressText } from '../scenario/prefix.js';
import {
  DESTINATION_OFFSET,
  SOURCE_OFFSET,
  byteAt,
  ipv4HeaderLength,
  isLaterFragment,
  isMulticast,
  replaceWord16,
  transportAt,
  versionAt,
  word16At,
} from './ip-header.js';
import { chooseHop, routeTo } from './next-hop.js';
import type { NetworkNode } from './node.js';
import { ownPacketBytes, packetRoom, sendBy, sendOwn } from './output.js';

/** Why a node sends an ICMP error about a packet. */
type ErrorCause =
  | { readonly kind: 'time-exceeded' | 'reassembly-time-exceeded' }
  | { readonly kind: 'net-unreachable' | 'host-unreachable' | 'protocol-unreachable' | 'port-unreachable' }
  | { readonly kind: 'net-prohibited' | 'host-prohibited' | 'admin-prohibited' }
  | { readonly kind: 'too-big'; readonly mtu: number }
  /** `pointer` is the offset of the byte at fault. */
  | { readonly kind: 'parameter-problem'; readonly pointer: number };

/** The longest error, header included (RFC 1812, section 4.3.2.3; RFC 4443, section 2.4). */
const MAX_ERROR_BYTES = { 4: 576, 6: 1280 } as const;
const HEADERS = { 4: 20 + 8, 6: 40 + 8 } as const;
/** Precedence "internetwork control" (RFC 1812, section 4.3.2.5); the other bits of the packet at fault are kept. */
const INTERNETWORK_CONTROL = 0xc0;
const TOS_MASK = 0x1e;

/**
 * Sends an ICMP error about a packet, unless the rules forbid it (RFC 1122, section 3.2.2; RFC 4443, section 2.4), the
 * node sends none, or it has sent too many.
 *
 * @param bytes the packet at fault, as it is at this point: the error quotes it
 */
export function reportError(node: NetworkNode, bytes: Uint8Array, cause: ErrorCause): void {
  const version = versionAt(bytes);
  if (version === undefined || !mayReport(bytes, version)) return;
  const { errors, tooBig } = node.settings.icmp;
  if (!errors || (cause.kind === 'too-big' && !tooBig)) {
    node.counters.drop('silent');
    return;
  }
  // No copy: nobody changes the bytes of a packet that goes no further.
  const quoted = bytes.subarray(0, MAX_ERROR_BYTES[version] - HEADERS[version]);
  node.takeTime(() => {
    sendError(node, quoted, version, cause);
  });
}

/** Whether an error about this packet could do harm: storms, loops of errors. */
function mayReport(bytes: Uint8Array, version: 4 | 6): boolean {
  if (isLaterFragment(bytes, version) || isMulticast(bytes, version)) return false;
  const source = SOURCE_OFFSET[version];
  const first = byteAt(bytes, source);
  const noHost = version === 4 ? first === 0 || first >= 224 : first === 0xff || isUnspecified(bytes, source);
  return !noHost && !isIcmpError(bytes, version);
}

function isUnspecified(bytes: Uint8Array, offset: number): boolean {
  return bytes.subarray(offset, offset + 16).every((byte) => byte === 0);
}

/** Unreachable, source quench, redirect, time exceeded, parameter problem, and types that nobody knows. */
const ICMP_QUERIES: ReadonlySet<number> = new Set([0, 8, 9, 10, 13, 14, 15, 16, 17, 18]);

function isIcmpError(bytes: Uint8Array, version: 4 | 6): boolean {
  const { protocol, offset } = transportAt(bytes, version);
  if (offset >= bytes.length) return protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;
  const type = byteAt(bytes, offset);
  // In ICMPv6, the first bit tells errors (0) from the rest, and redirects are informational but count as errors.
  if (version === 6) return protocol === ipProtocol.icmpv6 && (type < 128 || type === 137);
  return protocol === ipProtocol.icmp && !ICMP_QUERIES.has(type);
}

function sendError(node: NetworkNode, quoted: Uint8Array, version: 4 | 6, cause: ErrorCause): void {
  const destination = addressAt(quoted, SOURCE_OFFSET[version], version);
  const exempt = cause.kind === 'too-big';
  if (!exempt && node.limiter && !node.limiter.allows(destination, node.clock.now())) {
    node.counters.drop('rate-limited');
    return;
  }
  const route = routeTo(node, version, quoted, SOURCE_OFFSET[version]);
  const hop = route?.kind === 'via' ? chooseHop(node, route.hops, quoted, version) : undefined;
  // An error from the destination itself comes from the address that was asked; any other one from the way out.
  const asked = routeTo(node, version, quoted)?.kind === 'local';
  if (!asked && !hop && route?.kind !== 'local') return;
  const source = asked
    ? addressAt(quoted, DESTINATION_OFFSET[version], version)
    : (hop?.source ?? destination);
  const bytes = errorPacket(node, quoted, cause, { source, destination });
  if (hop) sendBy(node, hop, bytes, version);
  else sendOwn(node, bytes);
}

function errorPacket(
  node: NetworkNode,
  quoted: Uint8Array,
  cause: ErrorCause,
  endpoints: IpEndpoints,
): Uint8Array {
  if (versionAt(quoted) === 6) {
    const payload = encodeIcmpv6(icmpv6Message(cause, quoted), endpoints);
    return ownPacketBytes(node, { ...endpoints, protocol: ipProtocol.icmpv6, payload, ttl: 64 });
  }
  const tos = (byteAt(quoted, 1) & TOS_MASK) | INTERNETWORK_CONTROL;
  const payload = encodeIcmp(icmpMessage(cause, NOTHING));
  const headers = ownPacketBytes(node, { ...endpoints, protocol: ipProtocol.icmp, payload, tos });
  return withQuote(headers, quoted);
}

const NOTHING = new Uint8Array(0);

/** Adds the quoted packet to an error that has none. Most packets that a router makes are errors: none is made twice. */
function withQuote(headers: Uint8Array, quoted: Uint8Array): Uint8Array {
  const start = headers.length;
  const bytes = packetRoom(start + quoted.length);
  bytes.set(headers);
  bytes.set(quoted, start);
  replaceWord16(bytes, { offset: 2, checksums: [10] }, bytes.length);
  const icmp = ipv4HeaderLength(bytes);
  const checksum = internetChecksum(quoted, ~word16At(bytes, icmp + 2) & 0xffff);
  bytes[icmp + 2] = checksum >>> 8;
  bytes[icmp + 3] = checksum;
  return bytes;
}

/** Codes of ICMP destination unreachable (RFC 792, 1122, 1812). */
const icmpCodes = {
  'net-unreachable': 0,
  'host-unreachable': 1,
  'protocol-unreachable': 2,
  'port-unreachable': 3,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
} as const;

function icmpMessage(cause: ErrorCause, quoted: Uint8Array): IcmpMessage {
  switch (cause.kind) {
    case 'time-exceeded':
      return { kind: 'time-exceeded', code: 0, quoted };
    case 'reassembly-time-exceeded':
      return { kind: 'time-exceeded', code: 1, quoted };
    case 'too-big':
      return { kind: 'destination-unreachable', code: 4, nextHopMtu: cause.mtu, quoted };
    case 'parameter-problem':
      return { kind: 'parameter-problem', code: 0, pointer: cause.pointer, quoted };
    default:
      return { kind: 'destination-unreachable', code: icmpCodes[cause.kind], quoted };
  }
}

/** Codes of ICMPv6 destination unreachable (RFC 4443, section 3.1). */
const icmpv6Codes = {
  'net-unreachable': 0,
  'host-unreachable': 3,
  'port-unreachable': 4,
  'net-prohibited': 1,
  'host-prohibited': 1,
  'admin-prohibited': 1,
} as const;

function icmpv6Message(cause: ErrorCause, quoted: Uint8Array): Icmpv6Message {
  switch (cause.kind) {
    case 'time-exceeded':
      return { kind: 'time-exceeded', code: 0, quoted };
    case 'reassembly-time-exceeded':
      return { kind: 'time-exceeded', code: 1, quoted };
    case 'too-big':
      return { kind: 'packet-too-big', code: 0, mtu: cause.mtu, quoted };
    case 'parameter-problem':
      return { kind: 'parameter-problem', code: 0, pointer: cause.pointer, quoted };
    case 'protocol-unreachable':
      // There is no such code: the next header is unrecognised. 6 is where the IPv6 header names it.
      return { kind: 'parameter-problem', code: 1, pointer: 6, quoted };
    default:
      return { kind: 'destination-unreachable', code: icmpv6Codes[cause.kind], quoted };
  }
}

function addressAt(bytes: Uint8Array, offset: number, version: 4 | 6): string {
  return addressText(bytes.subarray(offset, offset + (version === 4 ? 4 : 16)));
}
