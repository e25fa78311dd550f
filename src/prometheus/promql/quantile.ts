/**
 * The φ-quantile of values, between the two nearest ranks; NaN counts as the smallest (promql/quantile.go).
 *
 * @param values sorted in place
 */
export function quantileOf(phi: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(phi)) return NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  // A typed array puts NaN last.
  values.sort();
  let nans = 0;
  while (nans < values.length && Number.isNaN(values[values.length - 1 - nans])) nans++;
  const at = (rank: number): number => (rank < nans ? NaN : (values[rank - nans] as number));
  const rank = phi * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return at(lower) * (1 - weight) + at(upper) * weight;
}

/** One bucket of a classic histogram: how many observations were not above its bound. */
export interface Bucket {
  readonly bound: number;
  count: number;
}

/**
 * The φ-quantile of a classic histogram, by linear interpolation inside its buckets.
 *
 * @param buckets in order of bound; counts that go down are raised, since a scrape may read a histogram that is being written
 */
export function histogramQuantile(phi: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(phi)) return NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  if (buckets.at(-1)?.bound !== Infinity) return NaN;
  const merged = coalesce(buckets);
  makeMonotonic(merged);
  const observations = merged.at(-1)?.count ?? 0;
  if (merged.length < 2 || observations === 0 || Number.isNaN(observations)) return NaN;
  const rank = phi * observations;
  const found = merged.findIndex(({ count }, i) => i === merged.length - 1 || count >= rank);
  const { bound, count } = merged[found] as Bucket;
  const below = merged[found - 1];
  if (found === merged.length - 1) return below?.bound ?? NaN;
  if (below === undefined) return bound <= 0 ? bound : bound * (rank / count);
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
}

/** Buckets of equal bounds, written in two ways, are one. */
function coalesce(buckets: readonly Bucket[]): readonly Bucket[] {
  const merged: Bucket[] = [];
  for (const { bound, count } of buckets) {
    const last = merged.at(-1);
    if (last?.bound === bound) last.count += count;
    else merged.push({ bound, count });
  }
  return merged;
}

function makeMonotonic(buckets: readonly Bucket[]): void {
  let most = -Infinity;
  for (const bucket of buckets) {
    if (bucket.count > most) most = bucket.count;
    else if (bucket.count < most) bucket.count = most;
  }
}
