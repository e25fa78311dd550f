import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const server = createServer({ maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000 });
  server.maxConnections = 64;
  server.on('request', (request, response) => {
    void respond(exporter, request, response, stop.signal);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, listen, resolve);
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
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
  // No answer depends on the body of a request.
  request.resume();
  try {
    const answer = await exporter.answer({ method, url, headers, signal });
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
    });
    response.end(method === 'HEAD' ? undefined : answer.body);
  } catch (error) {
    console.error(`sonde exporter: ${error instanceof Error ? error.message : String(error)}`);
    response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('the exporter failed\n');
  }
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
