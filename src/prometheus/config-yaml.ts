/** Reads the files of Prometheus as Go reads YAML into its structures: a field that is absent has its zero value. */
import { oneLine } from '../harmless.js';
import * as v from 'valibot';
import type { TextDocument, Wording } from '../document/document.js';
import { dictionary, fields as strictFields, knownFields } from '../document/schema.js';
import { parseYaml, WrittenScalar } from '../document/yaml.js';
import { parseDuration } from './promql/syntax/duration.js';

/** Files of rules have some thousand lines. */
const MAX_CHARACTERS = 5_000_000;

/**
 * Parses a file of Prometheus or Alertmanager.
 *
 * @param wording of its errors: the words of Prometheus' tools after their place by default, `3:5: yaml: …`
 * @throws {@link DocumentError} where it is not YAML
 */
export function parseConfig(text: string, wording: Wording = placeAndWords): TextDocument {
  return parseYaml(text, { maxCharacters: MAX_CHARACTERS, asGo: true, wording });
}

const UNMARSHAL = 'yaml: unmarshal errors:\n  ';
const NOT_A_MAPPING = `${UNMARSHAL}expected a mapping`;

/** Go repeats the line of what does not fit its structures. */
export const inGoWords: Wording = ({ problem, position: { line } }) =>
  problem.startsWith(UNMARSHAL)
    ? `${UNMARSHAL}line ${line}: ${oneLine(problem.slice(UNMARSHAL.length))}`
    : oneLine(problem);

const placeAndWords: Wording = (fault) =>
  `${fault.position.line}:${fault.position.column}: ${inGoWords(fault)}`;

/**
 * A mapping whose names are known.
 *
 * @param type what Go calls it in its errors
 */
export function fields<const Entries extends v.ObjectEntries>(
  type: string,
  entries: Entries,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, undefined>>> {
  const unknown = (name: string): string => `${UNMARSHAL}field ${name} not found in type ${type}`;
  return v.nullable(strictFields(entries, unknown, NOT_A_MAPPING), {});
}

/** A mapping of which these fields are read, whatever else it has. */
export function someFields<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, undefined>>> {
  return v.nullable(knownFields(entries, NOT_A_MAPPING), {});
}

/** A list; none where it is absent. */
export function list<Item>(
  item: v.GenericSchema<unknown, Item>,
): v.ExactOptionalSchema<v.GenericSchema<unknown, Item[]>, null> {
  return v.exactOptional(v.nullable(v.array(item, `${UNMARSHAL}expected a list`), []), null);
}

/** A text; numbers and booleans are accepted, as texts with the characters that the file has. */
export const text = v.pipe(
  v.custom<string | WrittenScalar | null>(
    (value) => typeof value === 'string' || value instanceof WrittenScalar || value === null,
    `${UNMARSHAL}expected a string`,
  ),
  v.transform((value) => (value instanceof WrittenScalar ? value.source : (value ?? ''))),
);

export const number = v.pipe(
  v.custom<WrittenScalar | null>(
    (value) => value === null || (value instanceof WrittenScalar && typeof value.value === 'number'),
    `${UNMARSHAL}expected a number`,
  ),
  v.transform((value) => Number(value?.value ?? 0)),
);

export const integer = v.pipe(number, v.safeInteger(`${UNMARSHAL}expected an integer`));

/** With the words of YAML 1.1, which Go takes where it expects a boolean. */
export const boolean = v.pipe(
  text,
  v.transform((written) => written.toLowerCase()),
  v.picklist(['true', 'yes', 'on', 'y', 'false', 'no', 'off', 'n', ''], `${UNMARSHAL}expected a boolean`),
  v.transform((written) => ['true', 'yes', 'on', 'y'].includes(written)),
);

/** A Prometheus duration, in milliseconds. */
export const durationMs = v.pipe(
  text,
  v.rawTransform<string, number>(({ dataset: { value }, addIssue, NEVER }) => {
    if (value === '0') return 0;
    const duration = value === '' ? { fault: 'empty duration string' } : parseDuration(value);
    if (typeof duration === 'number') return duration;
    addIssue({ message: duration.fault });
    return NEVER;
  }),
);

/** A mapping whose names are free; an empty one where it is absent. */
export function mapping<Value>(
  name: v.GenericSchema<unknown, string>,
  value: v.GenericSchema<unknown, Value>,
): v.ExactOptionalSchema<v.GenericSchema<unknown, Readonly<Record<string, Value>>>, null> {
  return v.exactOptional(v.nullable(dictionary(name, value, NOT_A_MAPPING), {}), null);
}

export const labels = mapping(text, text);

/** A text; an empty one where it is absent. */
export const optionalText = v.exactOptional(text, '');
