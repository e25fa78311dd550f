/** What kind of failure, in the words of Prometheus' HTTP API. */
export type QueryErrorType = 'bad_data' | 'execution' | 'timeout' | 'canceled';

/** A query that Prometheus would refuse or give up, in its words. */
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

/** A query that its caller gave up. */
export function canceledQuery(): QueryError {
  return new QueryError('canceled', 'query was canceled in expression evaluation');
}
