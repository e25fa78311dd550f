import { array, boolean, exactOptional, literal, number, object, picklist, string, variant } from 'valibot';

const answer = object({
  kind: literal('answer'),
  from: string(),
  name: exactOptional(string()),
  asns: exactOptional(array(number())),
  rttMs: number(),
  mark: exactOptional(string()),
  pathMtu: exactOptional(number()),
  backHops: exactOptional(number()),
  replyTtl: exactOptional(number()),
  extensions: exactOptional(string()),
});

/** The result of `readTraceroute`, for who reads it as JSON. */
export const tracerouteOutputSchema = object({
  origin: picklist(['live', 'simulated', 'recorded']),
  host: exactOptional(string()),
  address: exactOptional(string()),
  maxTtl: exactOptional(number()),
  packetLength: exactOptional(number()),
  hops: array(
    object({ ttl: number(), probes: array(variant('kind', [object({ kind: literal('timeout') }), answer])) }),
  ),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
