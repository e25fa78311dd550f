import type { MystPage, MystSite } from './myst-tree.mjs';

/** The built content, read from the server that `myst` runs beside the theme. */
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
 *
 * @example
 * ```ts
 * const page = await contentAt('http://localhost:3100').page('ping');
 * ```
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
