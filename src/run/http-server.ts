import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { inLine } from '../harmless.js';

/** What a server of ours does with a request. What it throws becomes an answer. */
interface Serving {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** Takes a connection that asks to become a WebSocket; without it, such a request is answered as any other. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A head is short and comes at once: connections that stay half open are closed. */
const limits: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
};
/** Whoever neither reads nor writes for so long is gone; the longest probe of our exporter answers before. */
const idleMs = 120_000;
const maxConnections = 128;

/** Out of descriptors or of memory: the next request may be served. */
const exhausted = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/**
 * An HTTP server that no request and no connection ends. Node ends a process for an error that nobody listens to: one of a connection
 * (a descriptor that is missing when it is accepted, a reset), one of a stream, one that is thrown where a request is answered. All
 * our servers are made here.
 *
 * @param serving what it does with requests
 */
export function httpServer({ answer, upgrade }: Serving): Server {
  const server = createServer(limits, (request, response) => {
    void answered(answer, request, response);
  });
  server.timeout = idleMs;
  server.maxConnections = maxConnections;
  // Whoever makes it listen has a listener too, until it does.
  server.on('error', () => undefined);
  if (upgrade) {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined);
      try {
        upgrade(request, socket, head);
      } catch (error) {
        report(error);
        socket.destroy();
      }
    });
  }
  return server;
}

/**
 * Makes a server listen.
 *
 * @returns its port, which the system chose when 0 was asked for
 * @throws the system's error, with its code, when it cannot
 */
export function listening(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

async function answered(
  answer: Serving['answer'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const stream of [request, response]) stream.on('error', () => undefined);
  // No answer depends on the body of a request.
  request.resume();
  try {
    await answer(request, response);
  } catch (error) {
    report(error);
    // Half an answer must not pass for a whole one.
    if (response.headersSent) response.destroy();
    else refuse(response, exhausted.includes((error as NodeJS.ErrnoException).code ?? '') ? 503 : 500);
  }
}

function refuse(response: ServerResponse, status: 500 | 503): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 503 && { 'retry-after': '1' }),
  });
  response.end('this request could not be answered\n');
}

/** What comes from a request may hold what a terminal obeys. */
function report(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`a request could not be answered: ${inLine(message)}`);
}
