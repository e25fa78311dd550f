import { ParseError } from '../parse-error.js';
import type { MplsLabel } from '../packet/icmp/extension.js';
import { type DecodedPacket, type Transport, decodePacket } from '../packet/packet.js';
import { decodeQuotedPacket } from '../packet/quoted-packet.js';
import type { TraceFlow, TraceMethod } from './trace-method.js';
import { ttlOf } from './ip-packet.js';

/** What a packet says of one of our probes. */
interface TraceAnswer {
  /** Which probe. */
  readonly number: number;
  /** Who answers. */
  readonly from: string;
  /** The way ends here: the destination answers, or a router refuses to go on. */
  readonly final: boolean;
  /** The destination itself answers. */
  readonly reached: boolean;
  /** traceroute's `!H`, `!N`…; empty most of the time. */
  readonly mark: string;
  /** Time to live left in the answer. */
  readonly replyTtl: number;
  /** MPLS labels that the router tells of (RFC 4950). */
  readonly labels: readonly MplsLabel[];
}

/**
 * Reads a packet as an answer to our probes; `undefined` for what is truncated, damaged or not about them.
 *
 * @param bytes a whole IP packet
 * @param flow what our probes have in common
 * @param method how they were numbered
 */
export function readTraceAnswer(
  bytes: Uint8Array,
  flow: TraceFlow,
  method: TraceMethod,
): TraceAnswer | undefined {
  try {
    const packet = decodePacket(bytes);
    if (!isWhole(packet.transport)) return undefined;
    return directAnswer(packet, flow, method) ?? errorAnswer(packet, flow, method);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/**
 * ICMP must be whole. TCP and UDP are taken as they are: on loopback and between namespaces the kernel leaves their
 * checksum to a network card that is not there (checksum offload), and ports and numbers tell our own anyway.
 */
function isWhole(transport: Transport): boolean {
  switch (transport.kind) {
    case 'icmp':
    case 'icmpv6':
      return transport.message.checksumValid;
    default:
      return true;
  }
}

function directAnswer(
  { ip, transport }: DecodedPacket,
  flow: TraceFlow,
  method: TraceMethod,
): TraceAnswer | undefined {
  if (ip.source !== flow.destination) return undefined;
  const number = method.answered(transport);
  if (number === undefined) return undefined;
  return { number, from: ip.source, final: true, reached: true, mark: '', replyTtl: ttlOf(ip), labels: [] };
}

function errorAnswer(
  { ip, transport }: DecodedPacket,
  flow: TraceFlow,
  method: TraceMethod,
): TraceAnswer | undefined {
  if (transport.kind !== 'icmp' && transport.kind !== 'icmpv6') return undefined;
  const { message } = transport;
  if (message.kind !== 'time-exceeded' && message.kind !== 'destination-unreachable') return undefined;
  const quoted = decodeQuotedPacket(message.quoted);
  if (quoted.ip.source !== flow.source || quoted.ip.destination !== flow.destination) return undefined;
  const number = method.quoted(quoted.transport);
  if (number === undefined) return undefined;
  const final = message.kind === 'destination-unreachable';
  const mtu = 'nextHopMtu' in message ? message.nextHopMtu : undefined;
  return {
    number,
    from: ip.source,
    final,
    reached: final && ip.source === flow.destination,
    mark: final ? unreachableMark(ip.version, message.code, mtu) : '',
    replyTtl: ttlOf(ip),
    labels: (message.extensions ?? []).flatMap((extension) =>
      extension.kind === 'mpls' ? extension.labels : [],
    ),
  };
}

/**
 * What traceroute writes after a time when an ICMP error says more than "time exceeded".
 *
 * @see traceroute(8), "!H, !N, or !P …"; RFC 792 and RFC 1812 for IPv4 codes, RFC 4443 for IPv6
 */
function unreachableMark(version: 4 | 6, code: number, nextHopMtu?: number): string {
  if (version === 6) return marks6[code] ?? `!<${code}>`;
  if (code === 4) return `!F-${nextHopMtu ?? 0}`;
  return marks4[code] ?? `!<${code}>`;
}

/** Port unreachable has no mark: it is how a destination answers a UDP probe. */
const marks4: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  3: '',
  5: '!S',
  6: '!N',
  7: '!H',
  8: '!N',
  9: '!X',
  10: '!X',
  11: '!N',
  12: '!H',
  13: '!X',
  14: '!V',
  15: '!C',
};

const marks6: Readonly<Record<number, string>> = { 0: '!N', 1: '!X', 2: '!H', 3: '!H', 4: '' };
