import { uint16, uint32, uint8 } from '../../packet/octets.js';
import { decodeTcpOptions } from '../../packet/tcp-options.js';
import { ParseError } from '../../parse-error.js';
import { type FieldContext, numberIn } from '../conversations/tracked-fields.js';
import type { Layer } from '../layers/layer.js';

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

/**
 * `443 → 51234 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460`.
 *
 * @param known numbers counted from the first of the connection, and the verdicts of the analysis; raw numbers without
 */
export function tcpInfo({ start, wireEnd }: Layer, bytes: Uint8Array, known: FieldContext): string {
  const [source, destination] = [uint16(bytes, start), uint16(bytes, start + 2)];
  const header = (uint8(bytes, start + 12) >> 4) * 4;
  const bits = uint16(bytes, start + 12) & 0x1ff;
  const sequence = numberIn(known, 'tcp.seq') ?? uint32(bytes, start + 4);
  const acknowledgment = numberIn(known, 'tcp.ack') ?? uint32(bytes, start + 8);
  const ack = (bits & ACK) === 0 ? '' : ` Ack=${acknowledgment}`;
  const window = numberIn(known, 'tcp.window_size') ?? uint16(bytes, start + 14);
  const length = Math.max(0, wireEnd - start - header);
  // What a SACK tells is counted as the acknowledgment is.
  const base = uint32(bytes, start + 8) - acknowledgment;
  const options = header > 20 ? optionsText(bytes.subarray(start + 20, start + header), base) : '';
  return `${verdictsText(known)}${source} → ${destination} [${flagsText(bits)}] Seq=${sequence}${ack} Win=${window} Len=${length}${options}`;
}

/** The names of the flags, written once for each of the few sets that occur. */
const flagTexts = new Map<number, string>();

function flagsText(bits: number): string {
  const text =
    flagTexts.get(bits) ?? (FLAGS.filter((_, i) => (bits & (1 << i)) !== 0).join(', ') || '<None>');
  flagTexts.set(bits, text);
  return text;
}

/** What is written before a line, whichever protocol the segment carries; nothing where the analysis found nothing. */
export function verdictsText(known: FieldContext): string {
  if (known['tcp.analysis.flags'] !== true) return '';
  let text = '';
  const special = specialRetransmissions.some((field) => known[field] === true);
  for (const [field, said] of verdicts) {
    if (known[field] !== true || (special && field === 'tcp.analysis.retransmission')) continue;
    text += `[TCP ${said}] `;
  }
  const frame = numberIn(known, 'tcp.analysis.duplicate_ack_frame');
  const times = numberIn(known, 'tcp.analysis.duplicate_ack_num');
  return frame === undefined || times === undefined ? text : `${text}[TCP Dup ACK ${frame}#${times}] `;
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
