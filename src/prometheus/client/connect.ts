import { checkNumber } from '../../option.js';
import type { Prometheus } from '../prometheus.js';
import type { QueryOptions } from '../promql/engine.js';
import { ExpressionError, QueryError } from '../promql/query-error.js';
import { ServerPrometheus } from './server.js';
import { serverAddress } from './server-address.js';
import * as schema from './server-answer-schema.js';
import { PrometheusServerError } from './server-error.js';
import { Speaker } from './server-speaker.js';

/** How a server is asked. */
export interface ServerOptions {
  /** How long one answer may take; 30 s by default. */
  readonly timeoutMs?: number;
  /** Bytes of one answer; 100,000,000 by default. */
  readonly maxAnswerBytes?: number;
  readonly bearerToken?: string;
}

/** Time for the first answer, at most: a lesson does not wait half a minute for a server that is down. */
const firstTimeoutMs = 5000;

/** The longest delay of setTimeout. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * Opens a server, once it has answered a query.
 *
 * @param url its address
 * @param why why this one, in French: the end of its `reason`
 * @throws {PrometheusServerError} when it does not answer
 * @throws {InvalidOptionError} for an address that is not http or https, or a limit out of range
 */
export async function connect(
  url: string,
  why: string,
  options: ServerOptions & QueryOptions,
): Promise<Prometheus> {
  const { timeoutMs = 30_000, maxAnswerBytes = 100_000_000, bearerToken, signal } = options;
  checkNumber('timeoutMs', timeoutMs, 1, maxTimeoutMs);
  checkNumber('maxAnswerBytes', maxAnswerBytes, 1, Number.MAX_SAFE_INTEGER);
  const address = serverAddress(url, bearerToken);
  const speaker = new Speaker(address, { timeoutMs: Math.min(timeoutMs, firstTimeoutMs), maxAnswerBytes });
  await requireAnswer(speaker, signal);
  const version = await versionOf(speaker, signal);
  const reason = `serveur Prometheus${version} (${address.shown}), ${why}`;
  return new ServerPrometheus(new Speaker(address, { timeoutMs, maxAnswerBytes }), reason);
}

/** Asks a query: its answer shows more than `/-/ready`, which servers with a compatible API need not have. */
async function requireAnswer(speaker: Speaker, signal: AbortSignal | undefined): Promise<void> {
  try {
    await speaker.get({ path: 'query', form: [['query', '1']] }, schema.querySchema, signal);
  } catch (error) {
    if (error instanceof PrometheusServerError || !isServerFailure(error) || signal?.aborted === true)
      throw error;
    const { shown } = speaker.address;
    throw new PrometheusServerError('not ready', `${shown} cannot answer: ${error.message}`, shown);
  }
}

/** The version of a server; those with a compatible API need not tell it. */
async function versionOf(speaker: Speaker, signal: AbortSignal | undefined): Promise<string> {
  try {
    const { version } = await speaker.get({ path: 'status/buildinfo' }, schema.versionSchema, signal);
    return ` ${version}`;
  } catch (error) {
    if (isServerFailure(error) && signal?.aborted !== true) return '';
    throw error;
  }
}

/** Whether the server failed or refused; any other error is a bug of ours. */
function isServerFailure(error: unknown): error is Error {
  return (
    error instanceof PrometheusServerError || error instanceof QueryError || error instanceof ExpressionError
  );
}
