import { durationUnits } from '../promql/syntax/duration.js';

/** Milliseconds as Prometheus writes a duration: `1h30m` (model.Duration). */
export function durationText(durationMs: number): string {
  if (durationMs === 0) return '0s';
  let rest = durationMs;
  let written = '';
  for (const [unit, unitMs] of durationUnits) {
    if (['y', 'w', 'd'].includes(unit) && rest % unitMs !== 0) continue;
    const count = Math.floor(rest / unitMs);
    if (count > 0) written += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return written;
}

/** Milliseconds as Go writes a duration: `1h30m0s` (time.Duration.String). promtool says both. */
export function goDurationText(durationMs: number): string {
  if (durationMs > 0 && durationMs < 1000) return `${durationMs}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = `${(durationMs % 60_000) / 1000}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}
