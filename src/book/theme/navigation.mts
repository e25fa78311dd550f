import { frenchText } from './french-text.mjs';
import { type MystNode, type MystSite, textOf, walk } from './myst-tree.mjs';
import { pageFile } from './relative-url.mjs';

/** An entry of the table of contents: a page, or the title of a part when it has no file. */
export interface NavigationEntry {
  readonly title: string;
  readonly level: number;
  readonly file?: string;
}

/** A heading of the page, as its outline lists it. */
export interface OutlineEntry {
  readonly title: string;
  readonly id: string;
  readonly depth: number;
}

/** The pages around one: what a reader may have read before, and what comes next. */
export interface Neighbours {
  readonly previous?: NavigationEntry;
  readonly next?: NavigationEntry;
}

/**
 * The book's table of contents.
 *
 * @param site MyST's configuration, which lists every page but the first
 * @param indexTitle title of the first page
 *
 * @example
 * ```ts
 * tableOfContents(await content.site(), 'Accueil')[0]; // { title: 'Accueil', level: 1, file: 'index.html' }
 * ```
 */
export function tableOfContents(site: MystSite, indexTitle: string): NavigationEntry[] {
  const project = site.projects?.[0];
  if (!project) return [];
  const entries = project.pages.map(({ title, level, slug }): NavigationEntry => ({
    title: frenchText(title),
    level,
    ...(slug === undefined ? {} : { file: pageFile(slug, project.index) }),
  }));
  return [{ title: frenchText(indexTitle), level: 1, file: 'index.html' }, ...entries];
}

/** The pages before and after the one of this file, in the order of the table of contents. */
export function neighbours(contents: readonly NavigationEntry[], file: string): Neighbours {
  const pages = contents.filter((entry) => entry.file !== undefined);
  const here = pages.findIndex((entry) => entry.file === file);
  if (here === -1) return {};
  const [previous, next] = [pages[here - 1], pages[here + 1]];
  return { ...(previous && { previous }), ...(next && { next }) };
}

/**
 * The page's sections and their subsections; deeper headings would not help to find one's way.
 *
 * @example
 * ```ts
 * outline(page.mdast); // [{ title: 'Avant de commencer', id: 'avant-de-commencer', depth: 1 }, …]
 * ```
 */
export function outline(tree: MystNode): OutlineEntry[] {
  const headings = [...walk(tree)].filter((node) => node.type === 'heading');
  const top = Math.min(...headings.map((node) => node.depth ?? 2));
  return headings.flatMap((node) => {
    const id = node.html_id ?? node.identifier;
    const depth = (node.depth ?? 2) - top + 1;
    return id === undefined || depth > 2 ? [] : [{ title: frenchText(textOf(node)), id, depth }];
  });
}
