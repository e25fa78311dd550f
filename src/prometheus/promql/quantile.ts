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
  if (weight === 0) return at(lower);
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
  if (merged.length < 2 || observations === 0) return NaN;
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

/** Counts that go down are raised; those that differ by rounding alone are made equal. */
function makeMonotonic(buckets: readonly Bucket[]): void {
  let most = buckets[0]?.count ?? 0;
  for (const bucket of buckets) {
    if (bucket.count < most || almostEqual(bucket.count, most)) bucket.count = most;
    else most = bucket.count;
  }
}

/** Relative differences up to here come from rounding (promql/quantile.go, smallDeltaTolerance). */
const tolerance = 1e-12;

function almostEqual(a: number, b: number): boolean {
  return Math.abs(a - b) / Math.min(Math.abs(a) + Math.abs(b), Number.MAX_VALUE) < tolerance;
}

/**
 * The part of the observations of a classic histogram between two values, by linear interpolation inside its buckets
 * (promql/quantile.go, BucketFraction).
 *
 * @param buckets in order of bound
 */
export function histogramFraction(lower: number, upper: number, buckets: readonly Bucket[]): number {
  if (buckets.at(-1)?.bound !== Infinity) return NaN;
  const merged = coalesce(buckets);
  const count = merged.at(-1)?.count ?? 0;
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  return (rankOf(upper, merged, count) - rankOf(lower, merged, count)) / count;
}

/** How many observations are below a value. Buckets begin at 0, unless the first one ends there or before. */
function rankOf(value: number, buckets: readonly Bucket[], total: number): number {
  let below = (buckets[0]?.bound ?? 0) > 0 ? 0 : -Infinity;
  let rank = 0;
  for (const { bound, count } of buckets) {
    if (below >= value) return Math.min(rank, total);
    if (bound > value) {
      const inside =
        below === -Infinity ? count : rank + ((count - rank) * (value - below)) / (bound - below);
      return inside > total ? total : inside;
    }
    rank = count;
    below = bound;
  }
  return total;
}
