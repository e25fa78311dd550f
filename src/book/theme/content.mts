/** The built content, read from the server that `myst` runs beside the theme. */
import { connect } from 'node:net';
import type { MystPage, MystSite } from './myst-tree.mjs';

/** What that server gives. */
export interface Content {
  /** The site's configuration: title, table of contents. */
  site(): Promise<MystSite>;
  /** A page's tree; `undefined` when there is no such page. */
  page(slug: string): Promise<MystPage | undefined>;
  /** A file that MyST put beside the pages (images, long outputs). */
  file(name: string): Promise<Uint8Array | undefined>;
}

/**
 * The content served by `myst` on this machine.
 *
 * @param origin address of MyST's content server, e.g. `http://localhost:3100`
 */
export function contentAt(origin: string): Content {
  const get = async (path: string): Promise<Response | undefined> => {
    const response = await fetch(new URL(path, origin));
    if (response.ok) return response;
    if (response.status === 404) return undefined;
    throw new Error(`MyST answered ${response.status} for ${path}`);
  };
  return {
    async site() {
      const response = await get('/config.json');
      if (!response) throw new Error('MyST gives no config.json');
      return (await response.json()) as MystSite;
    },
    async page(slug) {
      return (await (await get(`/content/${slug}.json`))?.json()) as MystPage | undefined;
    },
    async file(name) {
      const response = await get(`/${name}`);
      return response && new Uint8Array(await response.arrayBuffer());
    },
  };
}

/**
 * Calls back when the content server is closed. `myst` exits without waiting for the theme that it started, nor telling it: the
 * theme ends itself when the server of its parent is gone.
 *
 * @param host where the server is
 * @param port its port
 * @param onClosed called once
 */
export function onServerClosed(host: string, port: number, onClosed: () => void): void {
  const socket = connect({ host, port });
  // A server that still runs may cut an idle connection: only a refused one tells that it is closed.
  let connected = false;
  socket.on('connect', () => {
    connected = true;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (connected) onServerClosed(host, port, onClosed);
    else onClosed();
  });
  socket.resume();
}
