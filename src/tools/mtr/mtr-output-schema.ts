import { array, boolean, exactOptional, number, object, picklist, string } from 'valibot';

const host = object({
  name: exactOptional(string()),
  address: exactOptional(string()),
  asn: exactOptional(number()),
});

const hop = object({
  ttl: number(),
  addresses: array(string()),
  hosts: exactOptional(array(host)),
  lossPercent: exactOptional(number()),
  dropped: exactOptional(number()),
  received: exactOptional(number()),
  sent: exactOptional(number()),
  rtt: exactOptional(
    object({
      lastMs: exactOptional(number()),
      bestMs: exactOptional(number()),
      avgMs: exactOptional(number()),
      worstMs: exactOptional(number()),
      stdevMs: exactOptional(number()),
      gmeanMs: exactOptional(number()),
    }),
  ),
  jitterMs: exactOptional(number()),
  jitterAvgMs: exactOptional(number()),
  jitterWorstMs: exactOptional(number()),
  jitterInterarrivalMs: exactOptional(number()),
  mpls: exactOptional(array(string())),
});

/** The result of `readMtr`, for who reads it as JSON. */
export const mtrOutputSchema = object({
  origin: picklist(['live', 'simulated', 'recorded']),
  source: exactOptional(string()),
  host: exactOptional(string()),
  startedAt: exactOptional(string()),
  hops: array(hop),
  failure: exactOptional(string()),
  complete: boolean(),
});
