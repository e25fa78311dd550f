/**
 * Every address in the book is relative and names a file, so that the same site works under any base path and
 * from file://, where no server turns a folder into its index.html.
 */

/**
 * File of a page in the site, from its slug (MyST writes folders as dots in slugs).
 *
 * @example
 * ```ts
 * pageFile('ping', 'index'); // 'ping/index.html'
 * ```
 */
export function pageFile(slug: string, indexSlug: string): string {
  if (slug === indexSlug) return 'index.html';
  return `${slug.replace(/\.index$/, '').replaceAll('.', '/')}/index.html`;
}

/**
 * The way from one file of the site to another, e.g. `../assets/book.css`.
 *
 * @example
 * ```ts
 * relativeUrl('ping/index.html', 'assets/book.css'); // '../assets/book.css'
 * ```
 */
export function relativeUrl(fromFile: string, toFile: string): string {
  const from = fromFile.split('/').slice(0, -1);
  const to = toFile.split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/**
 * File of the page that a site-absolute address of MyST names, and the place in it.
 *
 * @example
 * ```ts
 * linkedPage('/ping#but'); // { file: 'ping/index.html', fragment: '#but' }
 * ```
 */
export function linkedPage(url: string): { readonly file: string; readonly fragment: string } {
  const [path = '', fragment] = url.split('#', 2);
  const name = path.replace(/^\/+|\/+$/g, '');
  return {
    file: name === '' ? 'index.html' : `${name}/index.html`,
    fragment: fragment === undefined ? '' : `#${fragment}`,
  };
}

/**
 * File of the site that holds an image or a download, which MyST names from the root and writes to `build/`.
 *
 * @example
 * ```ts
 * assetFile('/image-1f2e.png'); // 'build/image-1f2e.png'
 * ```
 */
export function assetFile(url: string): string {
  return `build/${url.replace(/^\/+/, '')}`;
}
