import type { Root } from 'hast';
import { mystToHast } from 'myst-to-html';
import { cellHandlers } from './cells.mjs';
import type { Handlers, PagePlace } from './handlers.mjs';
import { linkHandlers } from './links.mjs';
import type { MystNode } from './myst-tree.mjs';
import { proseHandlers } from './prose.mjs';

interface HastOptions {
  readonly handlers: Handlers;
  readonly clobberPrefix: string;
  readonly footnoteLabel: string;
  readonly footnoteBackLabel: string;
  readonly footnoteLabelProperties: { readonly className: readonly string[] };
}

/** The plugin of MyST's library as the plain function that it is; its type asks for a `unified` pipeline. */
const toHast = mystToHast as unknown as (options: HastOptions) => (tree: MystNode) => Root;

/**
 * A page's tree as HTML nodes. MyST's library does the work; the handlers add what it leaves out (outputs,
 * tabs) and the book's own ways.
 *
 * @param tree the page's tree, its outputs inlined
 * @param place the page that shows it
 *
 * @example
 * ```ts
 * const body = renderTree(page.mdast, { file: 'ping/index.html', report: console.error });
 * ```
 */
export function renderTree(tree: MystNode, place: PagePlace): Root {
  return toHast({
    handlers: { ...proseHandlers, ...linkHandlers(place), ...cellHandlers(place) },
    clobberPrefix: '',
    footnoteLabel: 'Notes',
    footnoteBackLabel: 'Retour au texte',
    footnoteLabelProperties: { className: ['footnotes-title'] },
  })(tree);
}
