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
