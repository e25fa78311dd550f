import {
  array,
  boolean,
  exactOptional,
  literal,
  number,
  object,
  picklist,
  strictObject,
  string,
  union,
} from 'valibot';

const speaker = { name: exactOptional(string()), address: exactOptional(string()) };

const probe = union([
  strictObject({ kind: literal('timeout') }),
  strictObject({ kind: literal('answer'), rttMs: number() }),
  strictObject({ kind: literal('answer'), rttBelowMs: number() }),
]);

/** The result of `parseTracertOutput`, for who reads it as JSON. */
export const tracertOutputSchema = object({
  language: picklist(['en', 'fr']),
  target: object(speaker),
  maxTtl: exactOptional(number()),
  hops: array(object({ ttl: number(), probes: array(probe), ...speaker, message: exactOptional(string()) })),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
