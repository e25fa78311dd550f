import MiniSearch from 'minisearch';
import { frenchText } from './french-text.mjs';
import { linkedPage } from './relative-url.mjs';
import { searchWords } from './search-words.mjs';

/** What MyST writes of a heading, or of the text under it, in `myst.search.json`. */
interface MystSearchRecord {
  readonly type: string;
  /** Address from the site's root, e.g. `/ping#l-en-tete`. */
  readonly url: string;
  /** The headings above, from the page's title down. */
  readonly hierarchy: Readonly<Record<string, string>>;
  readonly content?: string;
}

/** A section of the book: what a search finds. */
export interface SearchSection {
  /** Its place in the list of sections. */
  readonly id: number;
  /** Where it is, from the site's root, e.g. `ping/index.html#l-en-tete`. */
  readonly address: string;
  readonly title: string;
  /** The headings above it, the page's title first. */
  readonly trail: readonly string[];
  readonly text: string;
}

/** What the page needs to search the book. */
export interface SearchIndex {
  readonly sections: readonly SearchSection[];
  /** A MiniSearch index, as it serialises itself. */
  readonly index: object;
}

/** The same when the index is built and when it is read. */
export const indexOptions = {
  fields: ['title', 'trail', 'text'],
  extractField: (section: SearchSection, field: string): unknown => {
    const value = section[field as keyof SearchSection];
    return Array.isArray(value) ? value.join('\n') : value;
  },
  tokenize: (text: string): string[] => searchWords(text).map(({ term }) => term),
  processTerm: (term: string): string => term,
};

/**
 * Builds the index of the book's sections.
 *
 * @param records what MyST found in the pages
 *
 * @example
 * ```ts
 * searchIndex([{ type: 'lvl1', url: '/ping', hierarchy: { lvl1: 'ICMP et ping' } }]).sections.length; // 1
 * ```
 */
export function searchIndex(records: readonly MystSearchRecord[]): SearchIndex {
  const byUrl = new Map<string, MystSearchRecord[]>();
  for (const record of records) byUrl.set(record.url, [...(byUrl.get(record.url) ?? []), record]);
  const sections = [...byUrl].map(([url, those], id) => sectionOf(id, url, those));
  const index = new MiniSearch<SearchSection>(indexOptions);
  index.addAll(sections);
  return { sections, index: index.toJSON() };
}

function sectionOf(id: number, url: string, records: readonly MystSearchRecord[]): SearchSection {
  const { file, fragment } = linkedPage(url);
  const { hierarchy = {} } = records[0] ?? {};
  const trail = Object.entries(hierarchy)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, title]) => frenchText(title));
  const title = trail.pop() ?? url;
  const text = frenchText(records.map(({ content }) => content ?? '').join('\n'));
  return { id, address: file + fragment, title, trail, text: text.trim().replace(/\n{2,}/g, '\n') };
}
