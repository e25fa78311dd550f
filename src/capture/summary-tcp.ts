import { decodeTcpOptions } from '../packet/tcp-options.js';
import { uint16, uint32, uint8 } from '../packet/octets.js';
import { ParseError } from '../parse-error.js';
import { hexText } from './field.js';
import type { Layer } from './layers/layer.js';
import type { SummaryContext } from './summary.js';

const SYN = 0x02;
const ACK = 0x10;
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];

/** `443 → 51234 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460`, numbers relative where a context counts them. */
export function tcpInfo(
  layer: Layer,
  bytes: Uint8Array,
  network: Layer | undefined,
  context: SummaryContext | undefined,
): string {
  const { start, wireEnd } = layer;
  const [source, destination] = [uint16(bytes, start), uint16(bytes, start + 2)];
  const header = (uint8(bytes, start + 12) >> 4) * 4;
  const bits = uint16(bytes, start + 12) & 0x1ff;
  const flags = FLAGS.filter((_, i) => (bits & (1 << i)) !== 0).join(', ') || '<None>';
  const { sequence, acknowledgment } = numbersOf(bytes, start, bits, network, context);
  const ack = (bits & ACK) === 0 ? '' : ` Ack=${acknowledgment}`;
  const window = uint16(bytes, start + 14);
  const length = Math.max(0, wireEnd - start - header);
  const options = optionsText(bytes.subarray(start + 20, start + header));
  return `${source} → ${destination} [${flags}] Seq=${sequence}${ack} Win=${window} Len=${length}${options}`;
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
  const from = hexText(bytes.subarray(at, at + size)) + hexText(bytes.subarray(start, start + 2));
  const to =
    hexText(bytes.subarray(at + size, at + 2 * size)) + hexText(bytes.subarray(start + 2, start + 4));
  const opens = (bits & SYN) !== 0;
  // A capture that begins in the middle counts from 1, as if it had seen the opening.
  const first = opens ? sequence : (sequence - 1) >>> 0;
  const relative = context.relative(`${from}>${to}`, sequence, first, opens);
  if ((bits & ACK) === 0) return { sequence: relative, acknowledgment };
  const before = (acknowledgment - 1) >>> 0;
  return {
    sequence: relative,
    acknowledgment: context.relative(`${to}>${from}`, acknowledgment, before, false),
  };
}

function optionsText(bytes: Uint8Array): string {
  try {
    return decodeTcpOptions(bytes).map(optionText).join('');
  } catch (error) {
    if (error instanceof ParseError) return '';
    throw error;
  }
}

function optionText(option: ReturnType<typeof decodeTcpOptions>[number]): string {
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
      return option.blocks.map(({ left, right }) => ` SLE=${left} SRE=${right}`).join('');
    default:
      return '';
  }
}
