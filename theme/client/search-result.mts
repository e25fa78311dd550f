/// <reference lib="dom" />
import { searchExcerpt } from '#dist/book/theme/search-words.mjs';
import type { Found } from './search-engine.mjs';

/** A section found, as an option that is also a link: what the book holds is written as text, never as markup. */
export function resultElement({ section, terms }: Found, root: string, id: string): HTMLElement {
  const link = document.createElement('a');
  link.id = id;
  link.role = 'option';
  link.tabIndex = -1;
  link.href = root + section.address;
  link.append(
    lineOf('search-title', section.title),
    lineOf('search-trail', section.trail.join(' › ')),
    excerptElement(section.text, terms),
  );
  return link;
}

function lineOf(className: string, text: string): HTMLElement {
  const line = document.createElement('span');
  line.className = className;
  line.textContent = text;
  return line;
}

function excerptElement(text: string, terms: readonly string[]): HTMLElement {
  const line = lineOf('search-excerpt', '');
  for (const part of searchExcerpt(text, terms)) {
    if (!part.found) line.append(part.text);
    else line.append(Object.assign(document.createElement('mark'), { textContent: part.text }));
  }
  return line;
}
