import MiniSearch from 'minisearch';
import { indexOptions, type SearchIndex, type SearchSection } from '#dist/book/theme/search-index.mjs';

/** A section found. */
export interface Found {
  readonly section: SearchSection;
  /** Words of the section that answer the request. */
  readonly terms: readonly string[];
}

/** The sections that answer a request, the best ones first. */
export type Search = (request: string) => readonly Found[];

/** The search in an index that the site keeps in `search-index.js`. */
export function searchIn({ sections, index }: SearchIndex): Search {
  const engine = MiniSearch.loadJS<SearchSection>(index as never, indexOptions);
  return (request) =>
    engine
      .search(request, {
        // Each word must be there; a word being typed is the beginning of one.
        combineWith: 'AND',
        prefix: (term) => term.length >= 2,
        fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
        boost: { title: 4, trail: 1.5 },
        maxFuzzy: 1,
      })
      .flatMap(({ id, terms }) => {
        const section = sections[id as number];
        return section ? [{ section, terms }] : [];
      });
}
