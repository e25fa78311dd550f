/** tslab on this machine, for the pages of a book that is served to it: the server's side. */
import { access, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { kernelMain } from '../../notebook/kernel-process.js';
import { ParseError } from '../../parse-error.js';
import { isKernelPath, newToken, refusalOf } from './access.js';
import { KernelSession } from './kernel-session.js';
import { SendQueue } from './send-queue.js';
import { maxRequestBytes, readRequest } from './protocol.js';

/** A kernel takes 200 MB: enough for a few open pages, and not for one that connects in a loop. */
const maxKernels = 4;

/** What cells that run on this machine need. */
interface LocalKernelOptions {
  /** Working folder of the cells: their imports are resolved from there. */
  readonly folder: string;
  /** Folder of the site. */
  readonly site: string;
}

/** The kernels of the pages that are open. */
export interface LocalKernels {
  /** What a page must know to have one. */
  readonly token: string;
  /** Answers a request that is about kernels; false when it is not. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Takes the connection of a page, or refuses it. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Process identifiers of the kernels that are ready. */
  pids(): Promise<readonly (number | undefined)[]>;
  /** Ends all kernels; the promise is fulfilled when no process is left. */
  close(): Promise<void>;
}

/**
 * Prepares kernels for pages; none starts before a page asks.
 *
 * @param options what cells need
 */
export async function localKernels({ folder, site }: LocalKernelOptions): Promise<LocalKernels> {
  const { WebSocketServer } = await import('ws');
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxRequestBytes, clientTracking: false });
  const token = newToken();
  const sessions = new Map<WebSocket, KernelSession>();
  const endings = new Set<Promise<void>>();
  let isOpen = true;

  const statusFor = (request: IncomingMessage): number => {
    if (refusalOf(visitor(request), token) !== undefined) return 403;
    return isOpen && sessions.size < maxKernels ? 426 : 503;
  };

  const open = (socket: WebSocket): void => {
    const queue = new SendQueue(socket);
    const session = new KernelSession(folder, (message) => {
      queue.send(message);
    });
    sessions.set(socket, session);
    socket.on('message', (data) => {
      // A buffer: nothing asks for the other types of `ws`.
      receive(socket, session, data as Buffer);
    });
    // What goes wrong with a connection closes it.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      queue.close();
      sessions.delete(socket);
      const ending = session.close();
      endings.add(ending);
      void ending.finally(() => endings.delete(ending));
    });
  };

  return {
    token,
    answer: async (request, response) => {
      const { url = '' } = request;
      if (isKernelPath(url)) {
        // What a WebSocket may not tell a page, which is why it was refused.
        const status = statusFor(request);
        response.writeHead(status, { 'cache-control': 'no-store', upgrade: 'websocket' }).end();
        return true;
      }
      if (url.split('?', 1)[0] !== '/assets/book.js') return false;
      await sendBookScript(site, response);
      return true;
    },
    upgrade: (request, socket, head) => {
      const status = isKernelPath(request.url ?? '') ? statusFor(request) : 404;
      if (status === 426) sockets.handleUpgrade(request, socket, head, open);
      else {
        // Without waiting for the other end, which could keep the server from ending.
        socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
          socket.destroy(),
        );
      }
    },
    pids: () => Promise.all([...sessions.values()].map((session) => session.pid())),
    async close() {
      isOpen = false;
      const closed = [...sessions].map(async ([socket, session]) => {
        socket.terminate();
        await session.close();
      });
      sockets.close();
      await Promise.all([...closed, ...endings]);
    },
  };
}

function visitor({ url = '', headers, socket }: IncomingMessage): Parameters<typeof refusalOf>[0] {
  return { url, host: headers.host, origin: headers.origin, port: socket.localPort ?? 0 };
}

/** Our pages send well-formed messages: whoever does not is another program, and is disconnected. */
function receive(socket: WebSocket, session: KernelSession, data: Buffer): void {
  try {
    session.receive(readRequest(data.toString()));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    // 1008: "a message that violates its policy" (RFC 6455 §7.4.1).
    socket.close(1008);
  }
}

/** The script of every page, and what offers the kernel after it: the published site has nothing of the latter. */
async function sendBookScript(site: string, response: ServerResponse): Promise<void> {
  const files = ['assets/book.js', 'assets/local-kernel/offer.js'].map((file) =>
    readFile(path.join(site, file), 'utf8').catch(() => ''),
  );
  response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
  response.end((await Promise.all(files)).join('\n'));
}

/** Whether tslab can run on this machine: it is installed, and so is what speaks to it, whose binary some systems lack. */
export async function canRunTslab(): Promise<boolean> {
  try {
    await access(kernelMain);
    require.resolve('tslab/dist/main.js');
    await import('zeromq');
    return true;
  } catch {
    return false;
  }
}
