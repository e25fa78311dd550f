import { array, boolean, exactOptional, literal, number, object, picklist, string, variant } from 'valibot';

const probe = variant('kind', [
  object({ kind: literal('timeout') }),
  object({
    kind: literal('answer'),
    rttMs: exactOptional(number()),
    rttBelowMs: exactOptional(number()),
    from: exactOptional(string()),
    name: exactOptional(string()),
  }),
]);

/** The result of `readTracert`, for who reads it as JSON. */
export const tracertOutputSchema = object({
  origin: picklist(['live', 'simulated', 'recorded']),
  language: picklist(['en', 'fr']),
  host: exactOptional(string()),
  address: exactOptional(string()),
  maxTtl: exactOptional(number()),
  hops: array(object({ ttl: number(), probes: array(probe), message: exactOptional(string()) })),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
