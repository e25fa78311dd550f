import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localPort } from './local-kernel/access.js';
import type { LocalKernels } from './local-kernel/local-kernels.js';

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
  const { default: sirv } = await import('sirv');
  const files = sirv(options.directory, { dev: true, dotfiles: false });
  const kernels = await kernelsFor(options);
  const server = createServer(
    forThisMachineOnly((request, response) => {
      if (kernels?.answer(request, response)) return;
      files(request, response, () => {
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Page introuvable.\n');
      });
    }),
  );
  if (kernels) {
    server.on('upgrade', (request, socket, head) => {
      kernels.upgrade(request, socket, head);
    });
  }
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
function forThisMachineOnly(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (localPort(request.headers.host) !== undefined) {
      response.setHeader('x-content-type-options', 'nosniff');
      // Nor may another site show a page in a frame of its own and have the student press its buttons.
      response.setHeader('content-security-policy', "frame-ancestors 'none'");
      listener(request, response);
    } else {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end('Autre machine.\n');
    }
  };
}

async function listen(server: Server, firstPort: number): Promise<number> {
  for (let port = firstPort; port < firstPort + portsTried; port += 1) {
    if (await listensOn(server, port)) return (server.address() as AddressInfo).port;
  }
  throw new Error(`no free port from ${firstPort} to ${firstPort + portsTried - 1}`);
}

/** @returns false when the port is taken */
function listensOn(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', fail).listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      resolve(true);
    });
  });
}
