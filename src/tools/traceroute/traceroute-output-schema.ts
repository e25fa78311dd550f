import { array, boolean, exactOptional, literal, number, object, string, variant } from 'valibot';

const speaker = { name: exactOptional(string()), address: exactOptional(string()) };

const answer = object({
  kind: literal('answer'),
  ...speaker,
  asns: exactOptional(array(number())),
  rttMs: number(),
  mark: exactOptional(string()),
  pathMtuBytes: exactOptional(number()),
  backHops: exactOptional(number()),
  replyTtl: exactOptional(number()),
  extensions: exactOptional(string()),
});

/** The result of `parseTracerouteOutput`, for who reads it as JSON. */
export const tracerouteOutputSchema = object({
  target: object(speaker),
  maxTtl: exactOptional(number()),
  packetBytes: exactOptional(number()),
  hops: array(
    object({ ttl: number(), probes: array(variant('kind', [object({ kind: literal('timeout') }), answer])) }),
  ),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
