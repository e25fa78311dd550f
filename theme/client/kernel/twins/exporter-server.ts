/** An exporter that listens in the page: cells reach it with `fetch`, and nobody else does. */
import type * as ExporterServer from '#dist/prometheus/exporter/exporter-server.js';
import type { Exporter } from '#dist/prometheus/exporter/exporter.js';
import { listenInPage } from '../page-servers.js';

export const serveExporter: typeof ExporterServer.serveExporter = (exporter, options = {}) => {
  const { listen = '127.0.0.1', port = 9797 } = options;
  return Promise.resolve().then(() => {
    const listening = listenInPage(listen, port, (request) => responseOf(exporter, request));
    return {
      url: `http://${listening.host}`,
      close: () => {
        listening.close();
        return Promise.resolve();
      },
    };
  });
};

async function responseOf(exporter: Exporter, request: Request): Promise<Response> {
  const { host, pathname, search } = new URL(request.url);
  const { status, headers, body } = await exporter.answer({
    method: request.method,
    url: pathname + search,
    headers: { ...Object.fromEntries(request.headers), host },
    signal: request.signal,
  });
  return new Response(request.method === 'HEAD' ? null : body, { status, headers });
}
