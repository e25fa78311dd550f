import hljs from 'highlight.js';
import type { Element, ElementContent, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { h } from 'hastscript';

/** What a reader is told of a language; the others show their own name. */
const languageLabel: Readonly<Record<string, string>> = {
  typescript: 'TypeScript',
  ts: 'TypeScript',
  bash: 'Terminal',
  sh: 'Terminal',
  shell: 'Terminal',
  console: 'Terminal',
  json: 'JSON',
  yaml: 'YAML',
};

/**
 * The language's name for a reader, `Texte` for none.
 *
 * @example
 * ```ts
 * nameOfLanguage('ts'); // 'TypeScript'
 * ```
 */
export function nameOfLanguage(language: string | undefined): string {
  return language === undefined ? 'Texte' : (languageLabel[language] ?? language);
}

/**
 * A block of code, coloured when the site is built: the page needs no highlighter.
 *
 * @param source the code
 * @param language highlight.js's name of the language; an unknown one is shown without colours
 */
export function highlighted(source: string, language: string | undefined): ElementContent {
  if (language === undefined || hljs.getLanguage(language) === undefined)
    return h('pre', [h('code', source)]);
  return h('pre', [h('code', { className: `language-${language}` }, coloured(source, language))]);
}

/**
 * highlight.js knows the identifiers of English only: `hôte` would be cut in two. It reads the source with an
 * `x` in the place of each other letter, which is then put back.
 */
function coloured(source: string, language: string): ElementContent[] {
  const text = source.replaceAll('\r\n', '\n');
  const ascii = text.replace(/[\u00aa-\uffff]/g, 'x');
  const tree = fromHtml(hljs.highlight(ascii, { language }).value, { fragment: true });
  let offset = 0;
  const restore = (node: Root | Element): void => {
    for (const child of node.children) {
      if (child.type === 'element') restore(child);
      if (child.type !== 'text') continue;
      const end = offset + child.value.length;
      child.value = text.slice(offset, end);
      offset = end;
    }
  };
  restore(tree);
  return tree.children as ElementContent[];
}
