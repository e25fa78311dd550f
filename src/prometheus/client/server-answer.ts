import * as v from 'valibot';
import { DocumentError, type TextDocument } from '../../document/document.js';
import { parseJson } from '../../document/json.js';
import { ExpressionError } from '../promql/syntax/expression-error.js';
import { QueryError, type QueryErrorType } from '../promql/query-error.js';
import type { RawAnswer } from './server-request.js';
import { PrometheusServerError, type ServerFault } from './server-error.js';

const queryErrors: ReadonlySet<string> = new Set<QueryErrorType>([
  'bad_data',
  'execution',
  'timeout',
  'canceled',
]);

/** Longer words of a server are cut: no error of Prometheus is. */
const maxWords = 10_000;

const success = v.object({ status: v.literal('success'), data: v.unknown() });
const failure = v.object({ status: v.literal('error'), errorType: v.string(), error: v.string() });
const envelope = v.variant('status', [success, failure]);

/**
 * An answer of the HTTP API that holds something as `data`.
 *
 * @param asked the expression that the server read, for the place of what is wrong in it
 * @param shown address of the server
 * @throws {ExpressionError} {@link QueryError} what the server refuses, as the embedded engine would
 * @throws {PrometheusServerError} for what is no answer
 */
export function successOf(answer: RawAnswer, asked: string, shown: string): TextDocument {
  const document = unlessWrong(() => parseJson(answer.text, { maxCharacters: Infinity }));
  const read = document && unlessWrong(() => document.read(envelope));
  if (document === undefined || read === undefined) throw noAnswer(answer, shown);
  if (read.status === 'error') throw refusal(read.errorType, read.error.slice(0, maxWords), asked, shown);
  return document;
}

function unlessWrong<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

function refusal(type: string, said: string, asked: string, shown: string): Error {
  // The embedded engine has one expression, and does not say which parameter it is.
  const words = said.replace(/^invalid parameter "(?:query|match\[\])": /, '');
  const [, line, column, reason] = /^(\d{1,9}):(\d{1,9}): parse error: ([^]*)$/.exec(words) ?? [];
  if (reason !== undefined) {
    const error = new ExpressionError(reason, asked, offsetOf(asked, Number(line), Number(column)));
    // Where the server counts otherwise, its place is the one that is told.
    error.message = words;
    return error;
  }
  if (queryErrors.has(type)) return new QueryError(type as QueryErrorType, words);
  const fault = type === 'unavailable' ? 'not ready' : 'refused';
  return new PrometheusServerError(fault, `${shown} answers: ${words}`, shown);
}

/** Prometheus counts lines and characters from 1; bytes, where a line is not ASCII. */
function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(text.length, start + column - 1);
}

function noAnswer({ status, location }: RawAnswer, shown: string): PrometheusServerError {
  const told = (fault: ServerFault, what: string): PrometheusServerError =>
    new PrometheusServerError(fault, `${shown} ${what}`, shown);
  if (status === 0 || (status >= 300 && status < 400)) {
    return told('not the API', `redirects${elsewhere(location, shown)}: give the address where it is`);
  }
  if (status === 401 || status === 403 || status === 407)
    return told('refused', `asks for a password or a token, or refuses them (HTTP ${status})`);
  if (status === 429) return told('refused', 'is asked too much (HTTP 429)');
  if (status === 503) return told('not ready', 'is not ready (HTTP 503)');
  return told('not the API', `does not answer as the API of Prometheus (HTTP ${status})`);
}

/** Another server's address, without what it may carry along. */
function elsewhere(location: string | undefined, shown: string): string {
  try {
    return location === undefined ? '' : ` to ${new URL(location, shown).origin}`;
  } catch {
    return '';
  }
}
