import { canceledQuery } from '../promql/query-error.js';
import type { ServerAddress } from './server-address.js';
import { PrometheusServerError } from './server-error.js';

/** A request to the API. */
export interface ServerQuestion {
  /** Below `api/v1/`. */
  readonly path: string;
  /** Sent in the body of a POST, where an address would be limited in length; a request without them is a GET. */
  readonly form?: readonly (readonly [name: string, value: string])[];
}

/** Limits of an answer. */
export interface AnswerBounds {
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer before it is read. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** Where a redirection leads. */
  readonly location?: string;
}

/**
 * Asks the server once. No redirection is followed: the credentials of one server are not for another.
 *
 * @throws {PrometheusServerError} when no whole answer comes, in time and within bounds
 * @throws {QueryError} when aborted
 */
export async function ask(
  address: ServerAddress,
  question: ServerQuestion,
  bounds: AnswerBounds,
): Promise<RawAnswer> {
  const { signal, timeoutMs, maxAnswerBytes } = bounds;
  const { shown } = address;
  const stop = new AbortController();
  const cancel = (): void => {
    stop.abort(canceledQuery());
  };
  const late = `${shown} gave no whole answer within ${timeoutMs} ms`;
  const timer = setTimeout(() => {
    stop.abort(new PrometheusServerError('timeout', late, shown));
  }, timeoutMs);
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted === true) cancel();
  try {
    return await exchange(address, question, stop.signal, maxAnswerBytes);
  } catch (error) {
    // What fetch throws when it is aborted differs between Node and browsers.
    if (stop.signal.aborted) throw stop.signal.reason;
    throw asServerError(error, shown);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    // Closes the connection of an answer that was not read to its end.
    stop.abort();
  }
}

async function exchange(
  { base, shown, authorization }: ServerAddress,
  { path, form }: ServerQuestion,
  signal: AbortSignal,
  maxBytes: number,
): Promise<RawAnswer> {
  const asked = form && {
    method: 'POST',
    body: new URLSearchParams(form.map(([name, value]) => [name, value])),
  };
  const response = await fetch(new URL(`api/v1/${path}`, base), {
    ...asked,
    headers: {
      Accept: 'application/json',
      ...(authorization !== undefined && { Authorization: authorization }),
    },
    redirect: 'manual',
    signal,
  });
  const text = await bodyOf(response, shown, maxBytes);
  const location = response.headers.get('location');
  return { status: response.status, text, ...(location !== null && { location }) };
}

/** Reads chunk after chunk, so that an answer without end is given up as soon as it is too large. */
async function bodyOf(response: Response, shown: string, maxBytes: number): Promise<string> {
  // Replaces what is not UTF-8, as `response.text()` does.
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let bytes = 0;
  let text = '';
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) return text + decoder.decode();
    bytes += chunk.value.byteLength;
    if (bytes > maxBytes) {
      throw new PrometheusServerError('too large', `${shown} answers more than ${maxBytes} bytes`, shown);
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
}

/** The error of a failure of the network, which `fetch` reports as a TypeError. */
function asServerError(error: unknown, shown: string): unknown {
  if (!(error instanceof TypeError)) return error;
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  const why = typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : '';
  return new PrometheusServerError('unreachable', `no whole answer from ${shown}${why}`, shown);
}
