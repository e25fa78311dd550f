import type { Root, RootContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { defaultSchema, sanitize, type Schema } from 'hast-util-sanitize';

/**
 * GitHub's rules (tables, lists, text; no script, style, form or handler), less what could reach the network or
 * the rest of the page: images, identifiers and classes.
 */
const schema: Schema = {
  ...defaultSchema,
  strip: ['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math'],
  tagNames: (defaultSchema.tagNames ?? [])
    .filter((name) => !['img', 'input', 'picture', 'source'].includes(name))
    .concat('caption'),
  attributes: {
    '*': ['align', 'colSpan', 'rowSpan', 'scope', 'lang', 'dir', 'title', 'ariaLabel'],
    a: ['href'],
    // What the course's tables say to the page's script: rows of a page, places of the rows in each column.
    table: ['dataPage'],
    td: ['dataRank'],
    ol: ['start'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
};

/**
 * Turns HTML that a notebook's output holds into nodes from which nothing can execute.
 *
 * @param html any HTML, hostile included
 *
 * @example
 * ```ts
 * safeHtml('<table onclick="x()"></table>'); // one table, without the handler
 * ```
 */
export function safeHtml(html: string): RootContent[] {
  const clean = sanitize(fromHtml(html, { fragment: true }), schema) as Root;
  return clean.children;
}

/**
 * The same as {@link safeHtml}, written as HTML again.
 *
 * @example
 * ```ts
 * safeHtmlText('<p onclick="x()">a</p>'); // '<p>a</p>'
 * ```
 */
export function safeHtmlText(html: string): string {
  return toHtml({ type: 'root', children: safeHtml(html) });
}
