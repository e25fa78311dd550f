import { h } from 'hastscript';
import { fromHtml } from 'hast-util-from-html';
import type { Element, ElementContent, Root } from 'hast';
import { type Handler, type Handlers, type MystNode, textOf } from './myst-tree.mjs';
import { highlighted, nameOfLanguage } from './highlight.mjs';
import { frenchText } from './french-text.mjs';
import { safeHtml } from './safe-html.mjs';

/** The titles MyST gives to admonitions which have none, in the reader's language. */
const frenchTitle: Readonly<Record<string, string>> = {
  Attention: 'Attention',
  Caution: 'Prudence',
  Danger: 'Danger',
  Error: 'Erreur',
  Hint: 'Indice',
  Important: 'Important',
  Note: 'À noter',
  'See Also': 'Voir aussi',
  Tip: 'Conseil',
  Warning: 'Attention',
};

const admonition: Handler = (conversion, node) => {
  const [first, ...rest] = node.children ?? [];
  const hasTitle = first?.type === 'admonitionTitle';
  const body = conversion.all({ ...node, children: hasTitle ? rest : (node.children ?? []) });
  const title = hasTitle ? admonitionTitle(conversion.all(first), textOf(first)) : [];
  const properties = { className: ['admonition', `admonition-${node.kind ?? 'note'}`, ...classes(node)] };
  if (node.class?.includes('dropdown') !== true) return h('aside', properties, [h('p', title), ...body]);
  return h('details', { ...properties, open: node.open === true }, [h('summary', title), ...body]);
};

function admonitionTitle(content: ElementContent[], text: string): ElementContent[] {
  const french = frenchTitle[text];
  return [h('strong', french === undefined ? content : [french])];
}

function classes(node: MystNode): string[] {
  return node.class?.split(/\s+/).filter(Boolean) ?? [];
}

const container: Handler = (conversion, node) =>
  h('figure', { id: node.html_id ?? node.identifier, className: [`figure-${node.kind ?? 'figure'}`] }, [
    ...conversion.all(node),
  ]);

const captionLabel: Readonly<Record<string, string>> = {
  figure: 'Figure',
  table: 'Tableau',
  code: 'Programme',
};

const captionNumber: Handler = (_conversion, node) =>
  h(
    'span.caption-number',
    // French puts a no-break space before the colon.
    `${captionLabel[node.kind ?? ''] ?? 'Figure'} ${node.enumerator ?? ''}\u00a0: `,
  );

const heading: Handler = (conversion, node) =>
  h(`h${Math.min(node.depth ?? 2, 6)}`, { id: node.html_id ?? node.identifier }, conversion.all(node));

const code: Handler = (_conversion, node) =>
  h('div.code', { dataLanguage: nameOfLanguage(node.lang) }, [highlighted(node.value ?? '', node.lang)]);

const table: Handler = (conversion, node) => h('div.table', [h('table', [h('tbody', conversion.all(node))])]);
const tableRow: Handler = (conversion, node) => h('tr', conversion.all(node));
const tableCell: Handler = (conversion, node) => {
  const cell = node as MystNode & { readonly header?: boolean; readonly align?: string };
  const properties = { align: cell.align };
  return cell.header === true
    ? h('th', { ...properties, scope: 'col' }, conversion.all(node))
    : h('td', properties, conversion.all(node));
};

const mathOf = (node: MystNode): Element | undefined =>
  findElement(fromHtml(node.html ?? '', { fragment: true }), 'math');

/** KaTeX writes each formula as MathML and as HTML: only the MathML is kept, which browsers draw without KaTeX's fonts and style. */
const math: Handler = (_conversion, node) =>
  h('div.math', { id: node.html_id ?? node.identifier }, [
    mathOf(node) ?? h('code', node.value ?? ''),
    node.enumerator === undefined ? '' : h('span.equation-number', `(${node.enumerator})`),
  ]);

const inlineMath: Handler = (_conversion, node) => mathOf(node) ?? h('code', node.value ?? '');

function findElement(tree: Root | Element, tagName: string): Element | undefined {
  for (const child of tree.children) {
    if (child.type !== 'element') continue;
    const found = child.tagName === tagName ? child : findElement(child, tagName);
    if (found) return found;
  }
  return undefined;
}

const tabItem: Handler = (conversion, node) =>
  h('section.tab', { dataSelected: node.selected === true ? '' : undefined }, [
    h('p.tab-title', [h('strong', frenchText(node.title ?? ''))]),
    ...conversion.all(node),
  ]);

const details: Handler = (conversion, node) =>
  h('details', { open: node.open === true }, conversion.all(node));

const passThrough: Handler = (conversion, node) => conversion.all(node);

/** What authors write: admonitions, captions, code, tables, formulas, tabs. */
export const proseHandlers: Handlers = {
  text: (_conversion, node) => ({ type: 'text', value: frenchText(node.value ?? '') }),
  admonition,
  container,
  captionNumber,
  heading,
  code,
  table,
  tableRow,
  tableCell,
  math,
  inlineMath,
  details,
  summary: (conversion, node) => h('summary', conversion.all(node)),
  tabSet: (conversion, node) => h('div.tabs', conversion.all(node)),
  tabItem,
  aside: (conversion, node) => h('aside', conversion.all(node)),
  margin: (conversion, node) => h('aside', conversion.all(node)),
  include: passThrough,
  embed: passThrough,
  mermaid: (_conversion, node) => h('pre', node.value ?? ''),
  html: (_conversion, node) => safeHtml(node.value ?? ''),
};
