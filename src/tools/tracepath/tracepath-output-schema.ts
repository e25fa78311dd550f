import { array, boolean, exactOptional, literal, number, object, picklist, string, variant } from 'valibot';

const answer = object({
  kind: literal('answer'),
  guessed: boolean(),
  name: exactOptional(string()),
  from: exactOptional(string()),
  rttMs: number(),
  pathMtu: exactOptional(number()),
  backHops: exactOptional(number()),
  mark: exactOptional(string()),
  reached: boolean(),
});

/** The result of `readTracepath`, for who reads it as JSON. */
export const tracepathOutputSchema = object({
  origin: picklist(['live', 'simulated', 'recorded']),
  hops: array(
    object({ ttl: number(), probes: array(variant('kind', [object({ kind: literal('timeout') }), answer])) }),
  ),
  local: array(object({ ttl: number(), pathMtu: number(), rttMs: exactOptional(number()) })),
  pathMtu: exactOptional(number()),
  forwardHops: exactOptional(number()),
  backHops: exactOptional(number()),
  tooManyHops: boolean(),
  failure: exactOptional(string()),
  complete: boolean(),
});
