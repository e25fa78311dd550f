import {
  type GenericSchema,
  boolean,
  integer,
  maxValue,
  minValue,
  number,
  picklist,
  pipe,
  rawTransform,
  regex,
  string,
} from 'valibot';
import { ParseError } from '../parse-error.js';
import { networkOf, parseAddress } from './prefix.js';
import type { ScenarioAddress } from './scenario.js';

/** A text of a form that `read` knows. */
export function written<T>(expected: string, read: (text: string) => T): GenericSchema<string, T> {
  return pipe(
    string(({ received }) => `expected ${expected}, got ${received}`),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return read(dataset.value);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        addIssue({ message: `expected ${expected}, got ${JSON.stringify(dataset.value.slice(0, 64))}` });
        return NEVER;
      }
    }),
  );
}

/** An integer between bounds, both included. */
export function count(name: string, min: number, max: number): GenericSchema<number> {
  const message = ({ received }: { received: string }): string =>
    `expected ${name}, an integer from ${min} to ${max}, got ${received}`;
  return pipe(number(message), integer(message), minValue(min, message), maxValue(max, message));
}

/** One word among several. */
export function oneOf<const T extends readonly string[]>(words: T): GenericSchema<T[number]> {
  return picklist(words, ({ received }) => `expected ${words.join(' or ')}, got ${received}`);
}

export const yesOrNo = boolean(({ received }) => `expected true or false, got ${received}`);

/** What a node may be called: also a host name (RFC 1123). */
export const nodeName = pipe(
  string(({ received }) => `expected the name of a node, got ${received}`),
  regex(
    /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    ({ received }) => `expected a name in lower case, digits, dots and hyphens, got ${received}`,
  ),
);

/** Host names as routers have them in the DNS: also capitals and underscores. */
export const hostName = pipe(
  string(({ received }) => `expected a host name, got ${received}`),
  regex(
    /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    ({ received }) => `expected a host name, got ${received}`,
  ),
);

/** The name of a link. */
export const linkName = pipe(
  string(({ received }) => `expected the name of a link, got ${received}`),
  regex(/^[^\n]{1,200}$/, ({ received }) => `expected the name of a link, got ${received}`),
);

/** An address alone. */
export const address = written('an IP address such as 192.0.2.1', (text) => {
  if (text.includes('/')) throw new ParseError('no prefix length here', text.indexOf('/'));
  return parseAddress(text).address;
});

/** An address with the length of its network's prefix. */
export const interfaceAddress: GenericSchema<string, ScenarioAddress> = written(
  'an address with its prefix length such as 192.0.2.1/24',
  (text) => {
    if (!text.includes('/')) throw new ParseError('a prefix length expected', text.length);
    return parseAddress(text);
  },
);

/** A prefix with no bit set beyond its length. */
export const prefix = written('a prefix such as 192.0.2.0/24', (text) => {
  const parsed = parseAddress(text);
  const network = networkOf(parsed);
  if (network !== `${parsed.address}/${parsed.prefixLength}`)
    throw new ParseError('bits beyond the length', 0);
  return network;
});

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
