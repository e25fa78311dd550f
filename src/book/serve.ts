import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { httpServer, listening } from '../run/http-server.js';
import { localPort } from './local-kernel/access.js';
import type { LocalKernels } from './local-kernel/local-kernels.js';
import { serveFile } from './served-files.js';

/** What to serve, and from where. */
interface ServeOptions {
  /** Folder of the site. */
  readonly directory: string;
  /** The first port to try; the next ones are tried when it is taken. 0 takes any free port. */
  readonly port: number;
  /** Working folder of cells that may run in tslab on this machine; without it, none may. */
  readonly cells?: string;
}

/** A book being served. */
export interface BookServer {
  /** Address to open, e.g. `http://127.0.0.1:8000/`. */
  readonly url: string;
  /** The same with the token that lets its pages run cells on this machine: to be shown to this user only. */
  readonly privateUrl?: string;
  /** Process identifiers of the kernels that run cells for its pages. */
  kernelPids(): Promise<readonly (number | undefined)[]>;
  /** Stops the server; the promise ends when its port is free and its kernels are gone. */
  close(): Promise<void>;
}

/** How many ports are tried before giving up. */
const portsTried = 20;

/**
 * Serves a built book to this machine only.
 *
 * @param options what to serve, and from where
 * @throws Error when none of the ports is free
 *
 * @example
 * ```ts
 * const server = await serveBook({ directory: '_build/html', port: 8000 });
 * console.log(server.url); // http://127.0.0.1:8000/
 * await server.close();
 * ```
 */
export async function serveBook(options: ServeOptions): Promise<BookServer> {
  const kernels = await kernelsFor(options);
  const server = httpServer({
    answer: async (request, response) => {
      if (!isForThisMachine(request, response)) return;
      if (await kernels?.answer(request, response)) return;
      if (await serveFile(options.directory, request, response)) return;
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Page introuvable.\n');
    },
    ...(kernels && { upgrade: kernels.upgrade }),
  });
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    ...(kernels && { privateUrl: `${url}#tslab=${kernels.token}` }),
    kernelPids: () => kernels?.pids() ?? Promise.resolve([]),
    close: async () => {
      await kernels?.close();
      await closed(server);
    },
  };
}

async function kernelsFor({ cells, directory }: ServeOptions): Promise<LocalKernels | undefined> {
  if (cells === undefined) return undefined;
  const { localKernels } = await import('./local-kernel/local-kernels.js');
  return localKernels({ folder: cells, site: directory });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** Refuses requests that name another host, see {@link localPort}. Any port will do: a student may come by a tunnel. */
function isForThisMachine(request: IncomingMessage, response: ServerResponse): boolean {
  if (localPort(request.headers.host) === undefined) {
    response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end('Autre machine.\n');
    return false;
  }
  response.setHeader('x-content-type-options', 'nosniff');
  // Nor may another site show a page in a frame of its own and have the student press its buttons.
  response.setHeader('content-security-policy', "frame-ancestors 'none'");
  return true;
}

async function listen(server: Server, firstPort: number): Promise<number> {
  for (let port = firstPort; port < firstPort + portsTried; port += 1) {
    try {
      return (await listening(server, port, '127.0.0.1')).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`no free port from ${firstPort} to ${firstPort + portsTried - 1}`);
}
