import type { CapturedPacket } from '../capture/capture.js';
import type { Dissection } from '../capture/dissect.js';
import type { Field } from '../capture/layers/field.js';
import type { PacketSummary } from '../capture/summary/summary.js';
import { oneLine } from '../harmless.js';
import { hexLines } from '../packet/hex.js';

/** One line, in the columns of tshark. */
export function summaryLine(summary: PacketSummary): string {
  const { number, timeSeconds, source, destination, protocol, lengthBytes, info } = summary;
  const time = secondsText(timeSeconds).padStart(11);
  const place = `${source.padStart(12)} → ${destination.padEnd(12)}`;
  const line =
    `${String(number).padStart(5)} ${time} ${place} ${protocol} ${String(lengthBytes)} ${info}`.trimEnd();
  // Looked for first: a capture has millions of lines, and hardly any with an end of line inside.
  return line.includes('\n') ? oneLine(line) : line;
}

/** With nine decimals, from whole numbers: `toFixed` takes ten times longer, on every line of a capture. */
function secondsText(seconds: number): string {
  const size = Math.abs(seconds);
  const whole = Math.floor(size);
  const nanoseconds = Math.round((size - whole) * 1e9);
  const [units, rest] = nanoseconds < 1e9 ? [whole, nanoseconds] : [whole + 1, 0];
  return `${seconds < 0 ? '-' : ''}${units}.${String(1e9 + rest).slice(1)}`;
}

/** The layers and their fields, each inside what it is a part of. */
export function dissectionLines({ number, layers }: Dissection): readonly string[] {
  return [
    `Frame ${number}`,
    ...layers.flatMap(({ title, quoted, offset, length, fields, broken }) => [
      `${quoted ? '  (quoted) ' : ''}${title}, bytes ${offset} to ${Math.max(offset, offset + length - 1)}`,
      ...fields.flatMap((field) => fieldLines(field, 1)),
      ...(broken ? [`    [${broken.kind} at byte ${broken.offset}]`] : []),
    ]),
  ].map(oneLine);
}

function fieldLines({ label, name, text, children = [] }: Field, depth: number): readonly string[] {
  const value = text === '' ? '' : `: ${text}`;
  return [
    `${'    '.repeat(depth)}${label}${value} (${name})`,
    ...children.flatMap((child) => fieldLines(child, depth + 1)),
  ];
}

/** The bytes as `tshark -x` shows them. */
export function bytesText({ bytes }: CapturedPacket): string {
  return hexLines(bytes, 16, { gap: '   ', unprintable: '.' }).join('\n');
}
