import type { Grid } from './evaluation.js';
import { QueryError } from './query-error.js';
import { isUtf8Name } from '../series/labels.js';

/** The moments of a range query, both ends included. */
export interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Points of one series in an answer, at most (web/api/v1). */
const maxPoints = 11_000;

/** @throws {QueryError} for a time that is not whole milliseconds */
export function checkTimestamp(timeMs: number): void {
  if (Number.isSafeInteger(timeMs)) return;
  throw new QueryError('bad_data', `cannot parse "${timeMs}" to a valid timestamp`);
}

/** @throws {QueryError} for what is not the name of a label */
export function checkLabelParameter(name: string): void {
  if (!isUtf8Name(name)) throw new QueryError('bad_data', `invalid label name: ${JSON.stringify(name)}`);
}

/**
 * The steps of a range.
 *
 * @throws {QueryError} where Prometheus refuses it, in its words
 */
export function gridOf({ startMs, endMs, stepMs }: QueryRange): Grid {
  const invalid = (name: string, why: string): QueryError =>
    new QueryError('bad_data', `invalid parameter "${name}": ${why}`);
  for (const [name, value] of [['start', startMs] as const, ['end', endMs] as const]) {
    if (!Number.isSafeInteger(value)) throw invalid(name, `cannot parse "${value}" to a valid timestamp`);
  }
  if (!Number.isSafeInteger(stepMs)) throw invalid('step', `cannot parse "${stepMs}" to a valid duration`);
  if (endMs < startMs) throw invalid('end', 'end timestamp must not be before start time');
  if (stepMs <= 0) {
    throw invalid(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if ((endMs - startMs) / stepMs > maxPoints) {
    throw new QueryError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  return { startMs, stepMs, steps: Math.floor((endMs - startMs) / stepMs) + 1 };
}
