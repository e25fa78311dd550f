import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { httpServer, listening } from '../../run/http-server.js';
import type { Exporter } from './exporter.js';

/** An exporter that is served over HTTP. */
export interface RunningExporter {
  /** Such as `http://127.0.0.1:9797`. */
  readonly url: string;
  /** Takes no more requests, and waits for the answers under way, two seconds at most. */
  readonly close: () => Promise<void>;
}

/** Where to listen. */
interface ListenOptions {
  /** Address; 127.0.0.1 by default: no other machine reaches it. */
  readonly listen?: string;
  /** 9797 by default; 0 takes a free one. */
  readonly port?: number;
}

const GRACE_MS = 2000;

/**
 * Serves an exporter over HTTP.
 *
 * @param exporter what answers
 * @param options where
 * @throws {Error} with the system's code, such as EADDRINUSE
 */
export async function serveExporter(
  exporter: Exporter,
  options: ListenOptions = {},
): Promise<RunningExporter> {
  const { listen = '127.0.0.1', port = 9797 } = options;
  const stop = new AbortController();
  const server = httpServer({
    answer: (request, response) => respond(exporter, request, response, stop.signal),
  });
  // A server asks all its targets at once, and each probe has its connection while it waits.
  server.maxConnections = 1024;
  const { address, port: taken, family } = await listening(server, port, listen);
  const host = family === 'IPv6' ? `[${address}]` : address;
  return { url: `http://${host}:${taken}`, close: () => close(server, stop) };
}

async function respond(
  exporter: Exporter,
  request: IncomingMessage,
  response: ServerResponse,
  stop: AbortSignal,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => {
    left.abort();
  });
  const { signal } = left;
  stop.addEventListener(
    'abort',
    () => {
      left.abort();
    },
    { signal },
  );
  const { method = '', url = '/', headers } = request;
  const answer = await exporter.answer({ method, url, headers, signal });
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

async function close(server: Server, stop: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  // Probes under way end with what they have; connections that are still open after that are cut.
  stop.abort();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearTimeout(timer);
}
