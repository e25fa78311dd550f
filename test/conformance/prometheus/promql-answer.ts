import { expect } from 'vitest';
import type { QueryResult } from '../../../src/prometheus/promql/result.js';
import type { Answer } from './promql-server.js';

/** One series of an answer: what names it, and its values by time. */
interface Row {
  readonly metric: string;
  readonly points: readonly (readonly [timeMs: number, value: number | string])[];
}

/** An answer of either engine in one form; its series sorted where no order is promised. */
export type PlainAnswer =
  { readonly error: string } | { readonly type: string; readonly rows: readonly Row[] };

/**
 * Whether Prometheus itself gives the series of an instant vector in an order: range queries are sorted, and what goes
 * through a map of Go, as histograms and subqueries do, comes in another order each time.
 */
function hasOrder(type: string, expression: string): boolean {
  return type === 'vector' && !/histogram_|count_values|limit_ratio|\[[^\]]*:/.test(expression);
}

/** Our answer. */
export function plain(found: QueryResult, expression: string): PlainAnswer {
  const type = found.resultType;
  if (type === 'scalar' || type === 'string') {
    return { type, rows: [{ metric: '', points: [[found.result.timeMs, found.result.value]] }] };
  }
  const rows =
    type === 'vector'
      ? found.result.map(({ metric, timeMs, value }) => ({
          metric: nameOf(metric),
          points: [[timeMs, value] as const],
        }))
      : found.result.map(({ metric, timesMs, values }) => ({
          metric: nameOf(metric),
          points: timesMs.map((timeMs, i) => [timeMs, values[i] as number] as const),
        }));
  return { type, rows: hasOrder(type, expression) ? rows : inOrder(rows) };
}

type Pair = readonly [number, string];
type Told = readonly {
  readonly metric: Record<string, string>;
  readonly value?: Pair;
  readonly values?: readonly Pair[];
}[];

/** The answer of the HTTP API. */
export function fromAnswer({ data, error }: Answer, expression: string): PlainAnswer {
  if (data === undefined) return { error: error?.replace(/^invalid parameter "query": /, '') ?? '' };
  const type = data.resultType;
  const point = ([seconds, value]: Pair): readonly [number, number | string] => [
    Math.round(seconds * 1000),
    type === 'string' ? value : Number(value.replace('Inf', 'Infinity')),
  ];
  if (type === 'scalar' || type === 'string') {
    return { type, rows: [{ metric: '', points: [point(data.result as Pair)] }] };
  }
  const rows = (data.result as Told).map(({ metric, value, values }) => ({
    metric: nameOf(metric),
    points: (values ?? (value === undefined ? [] : [value])).map(point),
  }));
  // A subquery without any step gives a series without samples, which is nothing.
  const filled = rows.filter(({ points }) => points.length > 0);
  return { type, rows: hasOrder(type, expression) ? filled : inOrder(filled) };
}

function nameOf(metric: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function inOrder(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

/** The first difference between two answers, numbers being equal to 1e-9 of themselves. */
export function difference(ours: PlainAnswer, theirs: PlainAnswer): string | undefined {
  if ('error' in ours || 'error' in theirs) {
    const same = JSON.stringify(ours) === JSON.stringify(theirs);
    return same ? undefined : `ours ${summary(ours)}\ntheirs ${summary(theirs)}`;
  }
  const names = (answer: { readonly rows: readonly Row[] }): string =>
    answer.rows.map(({ metric }) => metric).join('\n');
  if (ours.type !== theirs.type) return `ours is ${ours.type}, theirs ${theirs.type}`;
  if (names(ours) !== names(theirs)) return `ours has\n${names(ours)}\ntheirs\n${names(theirs)}`;
  for (const [i, { metric, points }] of ours.rows.entries()) {
    const others = theirs.rows[i]?.points ?? [];
    const wrong = points.findIndex((point, j) => !samePoint(point, others[j]));
    if (wrong >= 0 || points.length !== others.length) {
      const at = wrong < 0 ? Math.min(points.length, others.length) : wrong;
      return `${metric} point ${at}: ours ${String(points[at])}, theirs ${String(others[at])}`;
    }
  }
  return undefined;
}

/**
 * The same for Prometheus 2, which refuses some queries with other words than 3, and what has equal labels without a name; it
 * takes series that match twice where a comparison drops them.
 */
export function differenceIn2(ours: PlainAnswer, theirs: PlainAnswer): string | undefined {
  if ('error' in theirs && ('error' in ours || theirs.error.endsWith('the same labelset'))) return undefined;
  if ('error' in ours && ours.error.startsWith('multiple matches for labels')) return undefined;
  return difference(ours, theirs);
}

function summary(answer: PlainAnswer): string {
  return 'error' in answer ? answer.error : `${answer.type} of ${answer.rows.length}`;
}

function samePoint(a: Row['points'][number], b: Row['points'][number] | undefined): boolean {
  if (b === undefined || a[0] !== b[0]) return false;
  const [x, y] = [a[1], b[1]];
  if (typeof x === 'string' || typeof y === 'string') return x === y;
  return Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

expect.extend({
  toBeLike(ours: PlainAnswer, theirs: PlainAnswer) {
    const wrong = difference(ours, theirs);
    return { pass: wrong === undefined, message: () => wrong ?? 'the same' };
  },
});

declare module 'vitest' {
  interface Matchers {
    toBeLike(theirs: PlainAnswer): unknown;
  }
}
