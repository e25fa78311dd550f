/**
 * Who may have cells run on this machine: whoever comes in can do all that the student can.
 *
 * - Another web site open in the browser can open a WebSocket to 127.0.0.1, but its `Origin` is its own, and the browser
 *   writes it (RFC 6454 §7.3); nor can it read the token, which no address of this server gives.
 * - A site whose name is made to resolve to 127.0.0.1 (DNS rebinding) has its name in `Host` and in `Origin`.
 * - Another user of this machine can connect here with any header, and read every page and script that is served. So the
 *   token is in none of them: the terminal of `npm start` shows it to its own user, and a file that only this user
 *   can read brings it to the browser ({@link writeTokenPage}), in the fragment of an address, which is never sent (RFC 9110 §4.2.3)
 *   and does not show in the list of processes.
 *
 * A token is made at each start, and is worth nothing after it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeProcessFolder } from '../../run/process-folder.js';
import { localKernelPath } from '../cell-protocol.js';

/** The parts of a request by which it is judged. */
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
  const host = visitor.host?.toLowerCase() ?? '';
  if (localPort(host) !== visitor.port) return 'host';
  if (visitor.origin !== `http://${host}`) return 'origin';
  return isToken(tokenIn(visitor.url), token) ? undefined : 'token';
}

/**
 * The port in a `Host` header that names this machine; 80 where it has none (RFC 9110 §4.2.1). A hostile site can make its own
 * name resolve to 127.0.0.1 (DNS rebinding), and would then be served as a page of this server: its name is in the header.
 *
 * @param host the header
 * @returns `undefined` for another name
 *
 * @example
 * ```ts
 * localPort('localhost:8000'); // 8000
 * ```
 */
export function localPort(host: string | undefined): number | undefined {
  const [named, port] = /^(?:127\.0\.0\.1|localhost)(?::(\d+))?$/i.exec(host ?? '') ?? [];
  return named === undefined ? undefined : Number(port ?? 80);
}

/** Whether a request is about the kernel. */
export function isKernelPath(url: string): boolean {
  return url.split('?', 1)[0] === localKernelPath;
}

function tokenIn(url: string): string {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('token') ?? '';
}

/** In constant time: digests have one length, whatever was given. */
function isToken(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** A file to open in a browser. */
interface TokenPage {
  /** Its address, `file://…`. */
  readonly url: string;
  /** Synchronous, so that it can be called while the process exits. */
  readonly remove: () => void;
}

/**
 * Writes a page that takes the student's browser to the book with its token, and that only this user can read. A token in
 * the address given to a browser would show in the list of processes, which every user of the machine can read. The page
 * goes when removed, and when this process exits.
 *
 * @param address of this machine, with its token
 * @param folder in which a private one is made; not a hidden one, nor `/tmp`, which browsers in a snap do not see
 */
export async function writeTokenPage(address: string, folder: string): Promise<TokenPage> {
  await mkdir(folder, { recursive: true });
  const own = makeProcessFolder(folder, 'ouvrir');
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(own, { recursive: true, force: true });
  };
  process.on('exit', remove);
  const file = path.join(own, 'index.html');
  // An address of ours: no character of it is markup.
  const page = `<!doctype html><meta charset="utf-8"><title>Sonde</title><meta http-equiv="refresh" content="0; url=${address}">`;
  await writeFile(file, page, { mode: 0o600 });
  return { url: pathToFileURL(file).href, remove };
}
