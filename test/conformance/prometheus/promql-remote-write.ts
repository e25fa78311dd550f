import type { MadeSeries } from './promql-server.js';

/** The bits of value.StaleNaN: what Prometheus itself stores where a series ends. */
const staleBits = 0x7ff0000000000002n;

/**
 * Series as a remote write request (prometheus/prompb/remote.proto), all in one: an empty server then takes times of
 * any age, stale markers too, which no text format can say.
 */
export function remoteWriteBody(series: readonly MadeSeries[]): Buffer {
  return snappy(Buffer.concat(series.map((each) => field(1, timeSeries(each)))));
}

function timeSeries({ labels, samples }: MadeSeries): Buffer {
  const inOrder = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...inOrder.map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
    ...samples.map(([timeMs, value]) => field(2, sample(timeMs, value))),
  ]);
}

function sample(timeMs: number, value: number | 'stale'): Buffer {
  const double = Buffer.alloc(9);
  double[0] = (1 << 3) | 1;
  if (value === 'stale') double.writeBigUInt64LE(staleBits, 1);
  else double.writeDoubleLE(value, 1);
  return Buffer.concat([double, Buffer.from([2 << 3]), varint(timeMs)]);
}

/** A length-delimited field of protocol buffers. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** Snappy's block format, in literals only: it compresses nothing, and that is allowed. */
function snappy(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let from = 0; from < content.length; from += 65_536) {
    const literal = content.subarray(from, from + 65_536);
    const length = literal.length - 1;
    parts.push(Buffer.from([61 << 2, length & 255, length >> 8]), literal);
  }
  return Buffer.concat(parts);
}
