/** How a server failed: no answer, none in time, not ready, access refused, not the API of Prometheus, too large an answer. */
export type ServerFault = 'unreachable' | 'timeout' | 'not ready' | 'refused' | 'not the API' | 'too large';

/** In French, after « le serveur ». */
const whys: Readonly<Record<ServerFault, string>> = {
  unreachable: 'ne répond pas',
  timeout: 'ne répond pas à temps',
  'not ready': 'n’est pas prêt',
  refused: 'refuse de répondre',
  'not the API': 'ne répond pas comme un Prometheus',
  'too large': 'répond trop longuement',
};

/**
 * A Prometheus server that cannot be reached, or does not answer as its API does. Queries that a server refuses are
 * `QueryError` and `ExpressionError`, as from the embedded engine.
 */
export class PrometheusServerError extends Error {
  override readonly name = 'PrometheusServerError';

  /**
   * @param fault what kind of failure
   * @param message what was asked, what came
   * @param address of the server, without any password
   */
  constructor(
    readonly fault: ServerFault,
    message: string,
    readonly address?: string,
  ) {
    super(message);
  }

  /** What happened, in French, after « le serveur ». */
  get why(): string {
    return whys[this.fault];
  }
}
