import path from 'node:path';
import type { Root } from 'hast';
import { mystToHast } from 'myst-to-html';
import { cellHandlers } from './cells.mjs';
import type { Content } from './content.mjs';
import { frenchText } from './french-text.mjs';
import { inlineOutputs } from './inline-outputs.mjs';
import { linkHandlers } from './links.mjs';
import type { Handlers, MystNode, MystPage, PagePlace } from './myst-tree.mjs';
import { neighbours, outline, tableOfContents } from './navigation.mjs';
import { type Download, pageHtml } from './page.mjs';
import { proseHandlers } from './prose.mjs';
import { pageFile } from './relative-url.mjs';

/**
 * A page of the book as an HTML document.
 *
 * @param slug the page's slug; an empty one names the first page
 * @param content where MyST's trees are
 * @returns `undefined` when the book has no such page
 */
export async function sitePage(slug: string, content: Content): Promise<string | undefined> {
  const site = await content.site();
  const project = site.projects?.[0];
  if (!project) throw new Error('the configuration describes no project');
  const page = await content.page(slug === '' ? project.index : slug);
  const index = await content.page(project.index);
  if (!page || !index) return undefined;

  const file = pageFile(page.slug, project.index);
  const contents = tableOfContents(site, index.frontmatter.title ?? 'Accueil');
  await inlineOutputs(page.mdast, content);
  const notebook = notebookOf(page);
  return pageHtml({
    file,
    title: frenchText(page.frontmatter.title ?? page.slug),
    siteTitle: project.title ?? 'Sonde',
    description: page.frontmatter.description ?? project.description ?? '',
    contents,
    outline: outline(page.mdast),
    neighbours: neighbours(contents, file),
    ...notebook,
    body: renderTree(page.mdast, {
      file,
      ...(notebook.download && { notebook: path.basename(notebook.download.name, '.ipynb') }),
      report: (line, fault) => {
        reportFault(page.location, line, fault);
      },
    }),
  });
}

/** The page's notebook, which the builder puts into the site when MyST is done. */
function notebookOf({ location }: MystPage): { readonly download?: Download } {
  const name = location.split('/').at(-1) ?? '';
  return name.endsWith('.ipynb') ? { download: { file: `notebooks/${name}`, name } } : {};
}

/** In the form of MyST's own log, in which the builder looks for faults. */
function reportFault(location: string, line: number, fault: string): void {
  console.error(`⛔️ ${location.replace(/^\//, '')}:${line} ${fault}`);
}

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
 */
function renderTree(tree: MystNode, place: PagePlace): Root {
  return toHast({
    handlers: { ...proseHandlers, ...linkHandlers(place), ...cellHandlers(place) },
    clobberPrefix: '',
    footnoteLabel: 'Notes',
    footnoteBackLabel: 'Retour au texte',
    footnoteLabelProperties: { className: ['footnotes-title'] },
  })(tree);
}
