import {
  array,
  custom,
  type GenericSchema,
  type InferOutput,
  object,
  type ObjectEntries,
  type ObjectSchema,
  pipe,
  rawCheck,
  rawTransform,
  safeParse,
  transform,
  unknown as anything,
} from 'valibot';

const firstOnly = { abortEarly: true } as const;

/** The names and values of a mapping, before they are checked. */
type Fields = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is said of something else than a mapping. */
type NotMapping = string | ((issue: { readonly received: string }) => string);

const notMapping: NotMapping = ({ received }) => `expected fields, got ${received}`;

/**
 * A mapping with these fields, whatever else it has.
 *
 * @param expected what is said of something else; of a field that is missed, what its schema says of a wrong value
 */
export function knownFields<const Entries extends ObjectEntries>(
  entries: Entries,
  expected = 'an object',
): GenericSchema<unknown, InferOutput<ObjectSchema<Entries, undefined>>> {
  return pipe(
    custom<Fields>(isMapping, expected),
    object(entries, ({ expected: name }) => {
      const { message } = (entries as Fields)[name.slice(1, -1)] as { readonly message?: unknown };
      return typeof message === 'string' ? message : `missing field ${name}`;
    }),
  );
}

/**
 * A mapping with these fields, and no other: a name that is not known is told before what is missed for it.
 *
 * @param unknown what is said of such a name
 */
export function fields<const Entries extends ObjectEntries>(
  entries: Entries,
  unknown: (name: string) => string = (name) => `unknown field ${JSON.stringify(name)}`,
  expected: NotMapping = notMapping,
): GenericSchema<unknown, InferOutput<ObjectSchema<Entries, undefined>>> {
  return pipe(
    custom<Fields>(isMapping, expected),
    rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const input = dataset.value;
      const key = Object.keys(input).find((name) => !Object.hasOwn(entries, name));
      if (key === undefined) return;
      const path = [{ type: 'object', origin: 'key', input, key, value: input[key] }] as const;
      addIssue({ message: unknown(key), path: [...path] });
    }),
    object(entries, ({ expected }) => `missing field ${expected}`),
  );
}

/** A mapping whose names are free. Not `record` of valibot, which leaves out `constructor` and its like. */
export function dictionary<Value>(
  name: GenericSchema<unknown, string>,
  value: GenericSchema<unknown, Value>,
  expected: NotMapping = notMapping,
): GenericSchema<unknown, Readonly<Record<string, Value>>> {
  return pipe(
    custom<Fields>(isMapping, expected),
    rawTransform(({ dataset: { value: input }, addIssue, NEVER }) => {
      const read: [string, Value][] = [];
      for (const [key, each] of Object.entries(input)) {
        const [named, valued] = [safeParse(name, key, firstOnly), safeParse(value, each, firstOnly)];
        const issue = named.issues?.[0] ?? valued.issues?.[0];
        if (issue) {
          const origin = named.issues ? 'key' : 'value';
          const step = { type: 'object', origin, input, key, value: each } as const;
          addIssue({ message: issue.message, input: issue.input, path: [step, ...(issue.path ?? [])] });
          return NEVER;
        }
        if (named.success && valued.success) read.push([named.output, valued.output]);
      }
      return Object.fromEntries(read);
    }),
  );
}

/** A list of any length. */
export function listOf<Item>(item: GenericSchema<unknown, Item>): GenericSchema<unknown, Item[]> {
  return array(item, ({ received }) => `expected a list, got ${received}`);
}

/** A list; a single item may be written without its dash. */
export function oneOrMore<Item>(item: GenericSchema<unknown, Item>): GenericSchema<unknown, Item[]> {
  return pipe(
    anything(),
    transform((value): unknown => (Array.isArray(value) ? value : [value])),
    array(item),
  );
}
