import type { GenericSchema } from 'valibot';
import { pipe, rawTransform, string } from 'valibot';

/** A kind of quantity: its units and what each is worth in the base unit, and its bounds in the base unit. */
interface Quantity {
  /** For messages: « expected a duration such as 5 ms ». */
  readonly name: string;
  /** Its bounds in words. */
  readonly bounds: string;
  readonly units: Readonly<Record<string, number>>;
  readonly min: number;
  readonly max: number;
  /** Whether fractions of the base unit make sense. */
  readonly whole: boolean;
}

const DAY_MS = 86_400_000;

/** Milliseconds. */
export const duration = quantity({
  name: 'a duration such as 5 ms',
  bounds: '0 ms to 24 h',
  units: { us: 0.001, µs: 0.001, μs: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000 },
  min: 0,
  max: DAY_MS,
  whole: false,
});

/** Bits per second. */
export const rate = quantity({
  name: 'a rate such as 100 Mbit/s',
  bounds: '1 kbit/s to 10 Tbit/s',
  units: { 'bit/s': 1, 'kbit/s': 1e3, 'Mbit/s': 1e6, 'Gbit/s': 1e9, 'Tbit/s': 1e12 },
  min: 1000,
  max: 1e13,
  whole: false,
});

/** A share from 0 to 1. */
export const percentage = quantity({
  name: 'a percentage such as 2 %',
  bounds: '0 % to 100 %',
  units: { '%': 0.01 },
  min: 0,
  max: 1,
  whole: false,
});

/** Packets. */
export const packetCount = quantity({
  name: 'a number of packets such as 50 packets',
  bounds: '1 to 100000 packets',
  units: { packet: 1, packets: 1 },
  min: 1,
  max: 100_000,
  whole: true,
});

/** Bytes of an IP packet: what IPv4 asks of any link (RFC 791) at least. */
export const packetSize = quantity({
  name: 'a size such as 1500 bytes',
  bounds: '68 to 65535 bytes',
  units: { byte: 1, bytes: 1 },
  min: 68,
  max: 65_535,
  whole: true,
});

/** Texts made of a number and a unit, read as a number of base units. */
function quantity(kind: Quantity): GenericSchema<string, number> {
  return pipe(
    string(({ received }) => `expected ${kind.name}, got ${received}`),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const read = readQuantity(dataset.value, kind);
      if (typeof read === 'number') return read;
      addIssue({ message: read.problem });
      return NEVER;
    }),
  );
}

function readQuantity(
  text: string,
  { name, bounds, units, min, max, whole }: Quantity,
): number | { problem: string } {
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,9})?)\s*(\S+)$/u.exec(text.trim()) ?? [];
  const factor = unit !== undefined && Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (number === undefined || factor === undefined) {
    return { problem: `expected ${name}, got ${JSON.stringify(text.slice(0, 40))}` };
  }
  const value = Number(number) * factor;
  if (value < min || value > max || (whole && !Number.isInteger(value))) {
    return { problem: `expected ${name}, from ${bounds}, got ${text.trim()}` };
  }
  return value;
}
