import { h } from 'hastscript';
import type { Handlers, MystNode, PagePlace } from './myst-tree.mjs';
import { assetFile, linkedPage, relativeUrl } from './relative-url.mjs';

/**
 * Links, references and images, whose addresses MyST writes from the site's root and which the book wants
 * relative to the page.
 *
 * @param place the page that holds them
 *
 * @example
 * ```ts
 * renderTree(tree, place); // uses linkHandlers(place)
 * ```
 */
export function linkHandlers(place: PagePlace): Handlers {
  return {
    link: (conversion, node) =>
      h('a', { href: linkAddress(place, node), title: node.title }, conversion.all(node)),
    linkBlock: (conversion, node) =>
      h('a.link-block', { href: linkAddress(place, node) }, [
        h('strong', node.title ?? ''),
        ...conversion.all(node),
      ]),
    crossReference: (conversion, node) => {
      const target = node.html_id ?? node.identifier;
      const fragment = target === undefined ? '' : `#${target}`;
      const page = node.url === undefined ? '' : relativeUrl(place.file, linkedPage(node.url).file);
      return h('a', { href: `${page}${fragment}` }, conversion.all(node));
    },
    image: (_conversion, node) =>
      h('img', {
        src: imageAddress(place, node.url ?? ''),
        alt: node.alt ?? '',
        title: node.title,
        style: node.width === undefined ? undefined : `width:${cssWidth(node.width)}`,
      }),
  };
}

/** The address of a link, `undefined` (no link at all) for a file that is not there or a protocol that could execute something. */
function linkAddress(place: PagePlace, node: MystNode): string | undefined {
  const url = node.url ?? '';
  if (url.startsWith('#')) return url;
  if (url.startsWith('/')) {
    const isPage = node.internal === true || node.dataUrl !== undefined;
    const { file, fragment } = isPage ? linkedPage(url) : { file: assetFile(url), fragment: '' };
    return relativeUrl(place.file, file) + fragment;
  }
  if (/^(https?|mailto):/i.test(url)) return url;
  place.report(node.position?.start.line ?? 1, `the link to "${url}" leads nowhere`);
  return undefined;
}

function imageAddress(place: PagePlace, url: string): string {
  return url.startsWith('/') ? relativeUrl(place.file, assetFile(url)) : url;
}

/** An author's width when it is a plain length, else the image's own. */
function cssWidth(width: string): string {
  return /^\d+(\.\d+)?(px|em|rem|%)?$/.test(width) ? width.replace(/^[\d.]+$/, '$&px') : 'auto';
}
