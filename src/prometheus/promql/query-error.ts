import { ParseError } from '../../parse-error.js';

/** A PromQL expression that is wrong, in Prometheus' words: `1:7: parse error: unknown function with name "foo"`. */
export class ExpressionError extends ParseError {
  override readonly name = 'ExpressionError';
  /** Characters from the start of the line, counted from 1. */
  readonly column: number;

  /**
   * @param reason the words of Prometheus after `parse error:`
   * @param text the expression
   * @param start characters before the fault
   */
  constructor(
    readonly reason: string,
    text: string,
    start: number,
  ) {
    const before = text.slice(0, start);
    const line = before.split('\n').length;
    super(reason, start, line);
    this.column = start - before.lastIndexOf('\n');
    const place = text === '' ? 'unknown position' : `${line}:${this.column}`;
    this.message = `${place}: parse error: ${reason}`;
  }
}

/** The kind of a failure: the field `errorType` of Prometheus' HTTP API. */
export type QueryErrorType = 'bad_data' | 'execution' | 'timeout' | 'canceled';

/** A query that Prometheus refuses or cannot answer, with its message. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  /**
   * @param type as in the field `errorType` of the HTTP API
   * @param message as in its field `error`
   */
  constructor(
    readonly type: QueryErrorType,
    message: string,
  ) {
    super(message);
  }
}

/** The error of a query that its caller has aborted. */
export function canceledQuery(): QueryError {
  return new QueryError('canceled', 'query was canceled in expression evaluation');
}
