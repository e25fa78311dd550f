import { QueryError } from './query-error.js';
import { power } from './number-functions.js';
import type { ComputedDuration, Duration } from './syntax/ast.js';

/** The moments of a query, on which `step()` and `range()` depend; an instant query has no step. */
interface QueryTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** The longest duration of Go, in seconds. */
const maxSeconds = 2 ** 63 / 1e9;

/**
 * A duration in whole milliseconds (promql/durations.go).
 *
 * @param isOffset only an offset may be negative or nothing
 * @throws {QueryError} for what is no duration
 */
export function durationMs(duration: Duration, times: QueryTimes, isOffset: boolean): number {
  if (duration.kind === 'number') return Math.trunc(Math.round(duration.value * 1e9) / 1e6);
  const seconds = secondsOf(duration, times);
  const fail = (reason: string): QueryError => fault(duration, reason);
  if (!Number.isFinite(seconds)) throw fail('duration is NaN or infinite');
  if (seconds <= 0 && !isOffset) throw fail('duration must be greater than 0');
  if (Math.abs(seconds) > maxSeconds) throw fail('duration is out of range');
  return Math.trunc(seconds * 1000);
}

function fault({ start, end }: Duration, reason: string): QueryError {
  return new QueryError('bad_data', `invalid parameter "query": ${start}:${end}: ${reason}`);
}

function secondsOf(duration: Duration, times: QueryTimes): number {
  if (duration.kind === 'number') return duration.value;
  const [first = NaN, second] = duration.operands.map((each) => secondsOf(each, times));
  switch (duration.operator) {
    case 'step':
      return times.stepMs / 1000;
    case 'range':
      return (times.endMs - times.startMs) / 1000;
    case 'min_of':
      return Math.min(first, second ?? NaN);
    case 'max_of':
      return Math.max(first, second ?? NaN);
    case '+':
      return second === undefined ? first : first + second;
    case '-':
      return second === undefined ? -first : first - second;
    default:
      return product(duration, first, second ?? NaN);
  }
}

function product(duration: ComputedDuration, first: number, second: number): number {
  const { operator } = duration;
  if (operator === '*') return first * second;
  if (operator === '^') return power(first, second);
  if (second === 0) throw fault(duration, `${operator === '/' ? 'division' : 'modulo'} by zero`);
  return operator === '/' ? first / second : first % second;
}
