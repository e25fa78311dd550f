import type { GenericSchema } from 'valibot';
import {
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
