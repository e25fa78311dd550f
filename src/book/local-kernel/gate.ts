/**
 * Who may have cells run on this machine: whoever comes in can do all that the student can.
 *
 * - Another web site open in the browser can open a WebSocket to 127.0.0.1, but its `Origin` is its own, and the browser
 *   writes it (RFC 6454 §7.3); nor can it read the token, which no address of this server gives.
 * - A site whose name is made to resolve to 127.0.0.1 (DNS rebinding) has its name in `Host` and in `Origin`.
 * - Another user of this machine can connect here with any header, and read every page and script that is served. So the
 *   token is in none of them: the terminal of `npm start` shows it to its own user, and a file that only this user
 *   can read brings it to the browser (`doorway.ts`), in the fragment of an address, which is never sent (RFC 9110 §4.2.3)
 *   and does not show in the list of processes.
 *
 * A token is made at each start, and is worth nothing after it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The path of the WebSocket. */
export const kernelPath = '/local-kernel';

/** What is looked at in a request. */
export interface Visitor {
  /** Path and query, as received. */
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Port on which this server was reached. */
  readonly port: number;
}

/** A new token of 256 bits, in letters that an address may hold. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Says why a visitor may not come in.
 *
 * @param visitor what the request says
 * @param token the right one
 * @returns nothing for a page of this server that has the token
 *
 * @example
 * ```ts
 * refusalOf({ url: '/local-kernel', host: '127.0.0.1:8000', origin: 'https://a.example', port: 8000 }, token); // 'origin'
 * ```
 */
export function refusalOf(visitor: Visitor, token: string): 'host' | 'origin' | 'token' | undefined {
  const host = visitor.host?.toLowerCase();
  const names = ['127.0.0.1', 'localhost'].map((name) => `${name}:${visitor.port}`);
  // A browser leaves out the port 80 (RFC 9110 §4.2.1).
  if (visitor.port === 80) names.push('127.0.0.1', 'localhost');
  if (host === undefined || !names.includes(host)) return 'host';
  if (visitor.origin !== `http://${host}`) return 'origin';
  return isToken(tokenIn(visitor.url), token) ? undefined : 'token';
}

/** Whether a request is about the kernel. */
export function isKernelPath(url: string): boolean {
  return url.split('?', 1)[0] === kernelPath;
}

function tokenIn(url: string): string {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('token') ?? '';
}

/** In constant time: digests have one length, whatever was given. */
function isToken(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
