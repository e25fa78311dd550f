import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server of a test does with a request, once it has it whole. */
export type Handler = (response: ServerResponse, request: IncomingMessage, form: URLSearchParams) => void;

/** A server on loopback that answers as a test wants, and remembers what it was asked. */
export class OddServer {
  readonly asked: {
    readonly path: string;
    readonly form: URLSearchParams;
    readonly headers: IncomingMessage['headers'];
  }[] = [];

  private constructor(
    readonly host: string,
    readonly close: () => Promise<void>,
  ) {}

  get url(): string {
    return `http://${this.host}`;
  }

  static async start(handle: Handler): Promise<OddServer> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        odd.asked.push({ path: request.url ?? '', form, headers: request.headers });
        handle(response, request, form);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const odd = new OddServer(`127.0.0.1:${port}`, async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    });
    return odd;
  }

  /** A server that lets whoever knocks in, and gives `data` to all other questions. */
  static good(answer: (path: string, form: URLSearchParams) => unknown = () => []): Promise<OddServer> {
    return OddServer.start((response, { url = '' }, form) => {
      const path = url.replace('/api/v1/', '');
      const data = form.get('query') === '1' && !form.has('time') ? one : answer(path, form);
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ status: 'success', data }));
    });
  }
}

/** The answer to the query `1`. */
export const one = { resultType: 'scalar', result: [1_700_000_000.5, '1'] };
