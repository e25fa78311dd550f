import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The kinds of files that a site has. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.inv': 'application/octet-stream',
  '.ipynb': 'application/x-ipynb+json',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
  '.xsl': 'application/xml; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
  '.yml': 'application/yaml; charset=utf-8',
};

/** Nothing is served there, whatever it is that there is. */
const nothingThere = [
  'ENOENT',
  'ENOTDIR',
  'ENAMETOOLONG',
  'ELOOP',
  'EACCES',
  'EPERM',
  'EISDIR',
  'ENXIO',
  'EINVAL',
];

/**
 * Answers a request with a file of a folder: a page by its name, with or without `.html`, a folder by its `index.html`. Hidden files
 * are not there. A file is always sent whole: a server may ignore `Range` (RFC 9110 §14.2), and a page asks for no part.
 *
 * @param directory the folder
 * @returns false when it has no such file, and nothing was answered
 * @throws the file system's error when a file that is there cannot be opened
 */
export async function serveFile(
  directory: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const names = namesIn(request.url ?? '/');
  if (!names) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return true;
  }
  const place = path.join(directory, ...names);
  const candidates = names.at(-1) === '' ? ['index.html'] : ['', '.html', '/index.html'];
  for (const candidate of candidates) {
    const name = candidate === 'index.html' ? path.join(place, candidate) : place + candidate;
    // What opens is what is measured and sent: a file may be replaced at any moment.
    const handle = await opened(name);
    if (!handle) continue;
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) continue;
      response.writeHead(200, {
        'content-type': types[path.extname(name).toLowerCase()] ?? 'application/octet-stream',
        'content-length': stats.size,
        'last-modified': stats.mtime.toUTCString(),
        'cache-control': 'no-store',
      });
      await send(handle, request.method === 'HEAD' ? 0 : stats.size, response);
      return true;
    } finally {
      await handle.close();
    }
  }
  return false;
}

/** The names that a request's path is made of, a last empty one for a folder; nothing when no file of a site can have them. */
function namesIn(url: string): readonly string[] | undefined {
  const [whole = ''] = url.split(/[?#]/, 1);
  // As a proxy writes it (RFC 9112 §3.2.2).
  const pathname = whole.replace(/^https?:\/\/[^/]*/i, '');
  if (!pathname.startsWith('/')) return undefined;
  try {
    const names = pathname.slice(1).split('/').map(decodeURIComponent);
    const isFit = (name: string, place: number): boolean =>
      !/^\.|[\\/:\u0000-\u001f]/.test(name) && (name !== '' || place === names.length - 1);
    return names.every(isFit) ? names : undefined;
  } catch {
    // No UTF-8 behind its percents.
    return undefined;
  }
}

/** Without waiting for the other end of a pipe, should a site hold one. */
async function opened(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
  } catch (error) {
    if (nothingThere.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Sends what was announced, or cuts the connection: the file may shrink, and the reader may leave. */
async function send(handle: FileHandle, size: number, response: ServerResponse): Promise<void> {
  if (size === 0) {
    response.end();
    return;
  }
  const bytes = handle.createReadStream({ end: size - 1, autoClose: false });
  await pipeline(bytes, response, { end: false }).catch(() => undefined);
  if (bytes.bytesRead === size) response.end();
  else response.destroy();
}
