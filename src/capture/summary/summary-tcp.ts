import { decodeTcpOptions } from '../../packet/tcp-options.js';
import { uint16, uint32, uint8 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Layer } from '../layers/layer.js';
import type { SummaryContext } from './summary.js';

const SYN = 0x02;
const ACK = 0x10;
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];

/** What Wireshark writes before a segment that the analysis has something to say of, in its order. */
const verdicts: readonly (readonly [field: string, text: string])[] = [
  ['tcp.analysis.zero_window_probe_ack', 'ZeroWindowProbeAck'],
  ['tcp.analysis.zero_window', 'ZeroWindow'],
  ['tcp.analysis.zero_window_probe', 'ZeroWindowProbe'],
  ['tcp.analysis.keep_alive_ack', 'Keep-Alive ACK'],
  ['tcp.analysis.keep_alive', 'Keep-Alive'],
  ['tcp.analysis.window_full', 'Window Full'],
  ['tcp.analysis.window_update', 'Window Update'],
  ['tcp.analysis.ack_lost_segment', 'ACKed unseen segment'],
  ['tcp.analysis.lost_segment', 'Previous segment not captured'],
  ['tcp.analysis.reused_ports', 'Port numbers reused'],
  ['tcp.analysis.out_of_order', 'Out-Of-Order'],
  ['tcp.analysis.spurious_retransmission', 'Spurious Retransmission'],
  ['tcp.analysis.fast_retransmission', 'Fast Retransmission'],
  ['tcp.analysis.retransmission', 'Retransmission'],
];

/** Those that say more than `Retransmission`, which is not written then. */
const specialRetransmissions = ['tcp.analysis.spurious_retransmission', 'tcp.analysis.fast_retransmission'];

/** `443 → 51234 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460`, numbers relative where something counts them. */
export function tcpInfo(
  layer: Layer,
  bytes: Uint8Array,
  network: Layer | undefined,
  context: SummaryContext | undefined,
  known: FieldContext | undefined,
): string {
  const { start, wireEnd } = layer;
  const [source, destination] = [uint16(bytes, start), uint16(bytes, start + 2)];
  const header = (uint8(bytes, start + 12) >> 4) * 4;
  const bits = uint16(bytes, start + 12) & 0x1ff;
  const { sequence, acknowledgment } = known
    ? numbersKnown(bytes, start, known)
    : numbersOf(bytes, start, bits, network, context);
  const ack = (bits & ACK) === 0 ? '' : ` Ack=${acknowledgment}`;
  const window = numberOf(known, 'tcp.window_size') ?? uint16(bytes, start + 14);
  const length = Math.max(0, wireEnd - start - header);
  // What a SACK tells is counted as the acknowledgment is.
  const base = uint32(bytes, start + 8) - acknowledgment;
  const options = header > 20 ? optionsText(bytes.subarray(start + 20, start + header), base) : '';
  const before = known ? verdictsText(known) : '';
  return `${before}${source} → ${destination} [${flagsText(bits)}] Seq=${sequence}${ack} Win=${window} Len=${length}${options}`;
}

/** The names of the flags, written once for each of the few sets that occur. */
const flagTexts = new Map<number, string>();

function flagsText(bits: number): string {
  const text =
    flagTexts.get(bits) ?? (FLAGS.filter((_, i) => (bits & (1 << i)) !== 0).join(', ') || '<None>');
  flagTexts.set(bits, text);
  return text;
}

function numberOf(known: FieldContext | undefined, name: string): number | undefined {
  const value = known?.[name];
  return typeof value === 'number' ? value : undefined;
}

function numbersKnown(
  bytes: Uint8Array,
  start: number,
  known: FieldContext,
): { sequence: number; acknowledgment: number } {
  return {
    sequence: numberOf(known, 'tcp.seq') ?? uint32(bytes, start + 4),
    acknowledgment: numberOf(known, 'tcp.ack') ?? uint32(bytes, start + 8),
  };
}

function verdictsText(known: FieldContext): string {
  if (known['tcp.analysis.flags'] !== true) return '';
  let text = '';
  const special = specialRetransmissions.some((field) => known[field] === true);
  for (const [field, said] of verdicts) {
    if (known[field] !== true || (special && field === 'tcp.analysis.retransmission')) continue;
    text += `[TCP ${said}] `;
  }
  const frame = numberOf(known, 'tcp.analysis.duplicate_ack_frame');
  const times = numberOf(known, 'tcp.analysis.duplicate_ack_num');
  return frame === undefined || times === undefined ? text : `${text}[TCP Dup ACK ${frame}#${times}] `;
}

function numbersOf(
  bytes: Uint8Array,
  start: number,
  bits: number,
  network: Layer | undefined,
  context: SummaryContext | undefined,
): { sequence: number; acknowledgment: number } {
  const sequence = uint32(bytes, start + 4);
  const acknowledgment = uint32(bytes, start + 8);
  if (!context || !network) return { sequence, acknowledgment };
  const [at, size] = network.protocol === 'ip' ? [network.start + 12, 4] : [network.start + 8, 16];
  const from = endText(bytes, at, size, start);
  const to = endText(bytes, at + size, size, start + 2);
  const opens = (bits & SYN) !== 0;
  // A capture that begins in the middle counts from 1, as if it had seen the opening.
  const first = opens ? sequence : (sequence - 1) >>> 0;
  const relative = context.relative(from + to, sequence, first, opens);
  if ((bits & ACK) === 0) return { sequence: relative, acknowledgment };
  const before = (acknowledgment - 1) >>> 0;
  return {
    sequence: relative,
    acknowledgment: context.relative(to + from, acknowledgment, before, false),
  };
}

/** An address and a port as a key: two bytes a character, no text to format. */
function endText(bytes: Uint8Array, address: number, size: number, port: number): string {
  let text = String.fromCharCode(uint16(bytes, port));
  for (let at = address; at < address + size; at += 2) text += String.fromCharCode(uint16(bytes, at));
  return text;
}

function optionsText(bytes: Uint8Array, base: number): string {
  try {
    return decodeTcpOptions(bytes)
      .map((option) => optionText(option, base))
      .join('');
  } catch (error) {
    if (error instanceof ParseError) return '';
    throw error;
  }
}

function optionText(option: ReturnType<typeof decodeTcpOptions>[number], base: number): string {
  switch (option.kind) {
    case 'mss':
      return ` MSS=${option.mss}`;
    case 'window-scale':
      return ` WS=${2 ** Math.min(option.shift, 14)}`;
    case 'sack-permitted':
      return ' SACK_PERM';
    case 'timestamps':
      return ` TSval=${option.value} TSecr=${option.echoReply}`;
    case 'sack':
      return option.blocks
        .map(({ left, right }) => ` SLE=${(left - base) >>> 0} SRE=${(right - base) >>> 0}`)
        .join('');
    default:
      return '';
  }
}
