/** The units of a duration, from large to small, in milliseconds. */
const durationUnits: readonly (readonly [string, number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The longest duration of Go, in 63 bits of nanoseconds. */
const maxMs = 9_223_372_036_854;

/**
 * A Prometheus duration such as `1h30m`: units from large to small, each once.
 *
 * @returns milliseconds, or what is wrong with it
 */
export function parseDuration(text: string): number | { readonly fault: string } {
  // Nothing needs no unit.
  if (text === '0') return 0;
  const match = pattern.exec(text);
  if (match === null || text === '') return { fault: faultOf(text) };
  let sumMs = 0;
  durationUnits.forEach(([, unitMs], i) => {
    sumMs += Number(match[i + 1] ?? 0) * unitMs;
  });
  return sumMs > maxMs ? { fault: 'duration out of range' } : sumMs;
}

function faultOf(text: string): string {
  for (const [, unit = ''] of text.matchAll(/\d+(\D+)/gy)) {
    if (durationUnits.every(([known]) => known !== unit))
      return `unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`;
  }
  return `not a valid duration string: ${JSON.stringify(text)}`;
}

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

/** Milliseconds as Go writes a duration: `1h30m0s` (time.Duration.String). promtool prints both. */
export function goDurationText(durationMs: number): string {
  if (durationMs > 0 && durationMs < 1000) return `${durationMs}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = `${(durationMs % 60_000) / 1000}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}
