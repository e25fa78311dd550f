import { array, boolean, exactOptional, literal, number, object, string, variant } from 'valibot';

const local = object({
  kind: literal('local'),
  ttl: number(),
  pathMtuBytes: number(),
  rttMs: exactOptional(number()),
});

const answer = object({
  kind: literal('answer'),
  ttl: number(),
  guessed: boolean(),
  name: exactOptional(string()),
  address: exactOptional(string()),
  rttMs: number(),
  pathMtuBytes: exactOptional(number()),
  asymmetricHops: exactOptional(number()),
  mark: exactOptional(string()),
  reached: boolean(),
});

/** The result of `parseTracepathOutput`, for who reads it as JSON. */
export const tracepathOutputSchema = object({
  steps: array(variant('kind', [local, object({ kind: literal('timeout'), ttl: number() }), answer])),
  pathMtuBytes: exactOptional(number()),
  hops: exactOptional(number()),
  backHops: exactOptional(number()),
  tooManyHops: boolean(),
  failure: exactOptional(string()),
  complete: boolean(),
});
