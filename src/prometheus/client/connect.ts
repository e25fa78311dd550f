import { checkNumber } from '../../option.js';
import type { Prometheus } from '../prometheus.js';
import type { QueryOptions } from '../promql/engine.js';
import { ExpressionError } from '../promql/syntax/expression-error.js';
import { QueryError } from '../promql/query-error.js';
import { ServerPrometheus } from './server.js';
import { serverAddress } from './server-address.js';
import * as schema from './server-answer-schema.js';
import { PrometheusServerError } from './server-error.js';
import { Speaker } from './server-speaker.js';

/** How to speak to a server. */
export interface ServerOptions {
  /** How long one answer may take; 30 s by default. */
  readonly timeoutMs?: number;
  /** Bytes of one answer; 100,000,000 by default. */
  readonly maxAnswerBytes?: number;
  readonly bearerToken?: string;
}

/** Time to show that it is there, at most: a course does not wait for a dead server. */
const knockTimeoutMs = 5000;

/** setTimeout takes no more. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * Knocks at a server, and gives it when it answers a query.
 *
 * @param url where
 * @param whence who said so, in French
 * @throws {PrometheusServerError} when it does not
 * @throws {InvalidOptionError} for an address or a limit that is none
 */
export async function connect(
  url: string,
  whence: string,
  options: ServerOptions & QueryOptions,
): Promise<Prometheus> {
  const { timeoutMs = 30_000, maxAnswerBytes = 100_000_000, bearerToken, signal } = options;
  checkNumber('timeoutMs', timeoutMs, 1, maxTimeoutMs);
  checkNumber('maxAnswerBytes', maxAnswerBytes, 1, Number.MAX_SAFE_INTEGER);
  const address = serverAddress(url, bearerToken);
  const speaker = new Speaker(address, { timeoutMs: Math.min(timeoutMs, knockTimeoutMs), maxAnswerBytes });
  await knock(speaker, signal);
  const version = await versionOf(speaker, signal);
  const reason = `serveur Prometheus${version} (${address.shown}), ${whence}`;
  return new ServerPrometheus(new Speaker(address, { timeoutMs, maxAnswerBytes }), reason);
}

/** That a query is answered shows more than a page « ready » would, and every API that is compatible can do it. */
async function knock(speaker: Speaker, signal: AbortSignal | undefined): Promise<void> {
  try {
    await speaker.get({ path: 'query', form: [['query', '1']] }, schema.querySchema, signal);
  } catch (error) {
    if (error instanceof PrometheusServerError || !isRefusal(error) || signal?.aborted === true) throw error;
    const { shown } = speaker.address;
    throw new PrometheusServerError('not ready', `${shown} cannot answer: ${error.message}`, shown);
  }
}

/** Compatible servers need not tell it. */
async function versionOf(speaker: Speaker, signal: AbortSignal | undefined): Promise<string> {
  try {
    const { version } = await speaker.get({ path: 'status/buildinfo' }, schema.versionSchema, signal);
    return ` ${version}`;
  } catch (error) {
    if (isRefusal(error) && signal?.aborted !== true) return '';
    throw error;
  }
}

/** What a server may answer, or fail to: not a bug of ours. */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof PrometheusServerError || error instanceof QueryError || error instanceof ExpressionError
  );
}
