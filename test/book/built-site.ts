/** What the pages of a built site point to. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { JSDOM } from 'jsdom';

/** Pages by their path in the site. */
export type Pages = ReadonlyMap<string, Document>;

/** Parses every page of a site; no script of theirs runs. */
export async function readPages(site: string): Promise<Pages> {
  const names = (await readdir(site, { recursive: true })).sort();
  const pages = new Map<string, Document>();
  for (const name of names.filter((file) => path.basename(file) === 'index.html')) {
    pages.set(name, new JSDOM(await readFile(path.join(site, name), 'utf8')).window.document);
  }
  return pages;
}

/** Every address that a page loads or links to. */
export function addressesIn(page: Document): string[] {
  return [...page.querySelectorAll('[href], [src]')].flatMap((element) =>
    ['href', 'src'].flatMap((name) => element.getAttribute(name) ?? []),
  );
}

/** The addresses of a site that lead to no file or to no target in it, each after its page. */
export function brokenAddresses(site: string, pages: Pages): string[] {
  const isBroken = (page: string, address: string): boolean => {
    const [relative = '', fragment] = address.split('#', 2);
    const file = relative === '' ? page : path.join(path.dirname(page), decodeURI(relative));
    if (path.extname(file) === '' || !existsSync(path.join(site, file))) return true;
    return fragment !== undefined && !pages.get(file)?.getElementById(decodeURI(fragment));
  };
  return [...pages].flatMap(([name, page]) =>
    addressesIn(page)
      .filter((address) => !/^(https?|mailto|data):/.test(address) && isBroken(name, address))
      .map((address) => `${name}: ${address}`),
  );
}

/** What the pages load from elsewhere: nothing, for a book read without the Internet. */
export function foreignResources(pages: Pages): string[] {
  return [...pages.values()].flatMap((page) =>
    [...page.querySelectorAll('[src], link[href]')]
      .map((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '')
      .filter((address) => /^([a-z]+:|\/)/i.test(address) && !address.startsWith('data:image/')),
  );
}
