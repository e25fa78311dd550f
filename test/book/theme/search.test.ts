import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import { searchExcerpt, searchWords } from '../../../src/book/theme/search-words.mjs';
import { indexOptions, searchIndex, type SearchSection } from '../../../src/book/theme/search-index.mjs';

const terms = (text: string): string[] => searchWords(text).map(({ term }) => term);

test.each([
  ['L’écho ICMP', ['echo', 'icmp']],
  ["qu'aujourd’hui", ['aujourd', 'hui']],
  ['Les réseaux, le réseau', ['les', 'reseau', 'le', 'reseau']],
  ['cœur et CŒUR', ['coeur', 'et', 'coeur']],
  ['temps d’aller-retour', ['temp', 'aller', 'retour']],
  ['ss -tn, 192.168.0.1:80', ['ss', 'tn', '192', '168', '0', '1', '80']],
  ['e\u0301cho', ['echo']],
])('%s', (text, words) => {
  expect(terms(text)).toEqual(words);
});

test('a word knows its place in the text', () => {
  const text = 'Œuvre de l’hôte';
  expect(searchWords(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Œuvre', 'de', 'hôte']);
});

test('an excerpt shows the first word found, and marks all of them', () => {
  const text = `${'Avant. '.repeat(30)}Un écho part, des échos reviennent. ${'Après. '.repeat(30)}`;
  const parts = searchExcerpt(text, ['echo']);
  expect(parts.filter(({ found }) => found).map((part) => part.text)).toEqual(['écho', 'échos']);
  const shown = parts.map((part) => part.text).join('');
  expect(shown).toMatch(/^… Avant\. .*Un écho part, des échos reviennent\. .*Après\. …$/);
  expect(shown.length).toBeLessThan(190);
});

test('an excerpt without any word found is the beginning', () => {
  expect(searchExcerpt('Un seul paquet.', ['icmp'])).toEqual([{ text: 'Un seul paquet.', found: false }]);
  expect(searchExcerpt('', ['icmp'])).toEqual([]);
});

test('an excerpt is a piece of the text, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const shown = searchExcerpt(text, terms(text).slice(0, 3))
        .map((part) => part.text)
        .join('')
        .replace(/^… /, '')
        .replace(/ …$/, '');
      const flat = (one: string): string => one.replace(/\s+/g, ' ').trim();
      expect(flat(text)).toContain(flat(shown));
    }),
  );
});

const records = [
  { type: 'lvl1', url: '/ping', hierarchy: { lvl1: 'ICMP et ping' } },
  {
    type: 'content',
    url: '/ping',
    hierarchy: { lvl1: 'ICMP et ping' },
    content: 'Une question.\n\nUne réponse.',
  },
  { type: 'lvl2', url: '/ping#pertes', hierarchy: { lvl2: 'Les pertes', lvl1: 'ICMP et ping' } },
  { type: 'lvl1', url: '/', hierarchy: { lvl1: 'Accueil' } },
];

test('a section is a heading with the text under it, and its address in the site', () => {
  expect(searchIndex(records).sections).toEqual([
    {
      id: 0,
      address: 'ping/index.html',
      title: 'ICMP et ping',
      trail: [],
      text: 'Une question.\nUne réponse.',
    },
    { id: 1, address: 'ping/index.html#pertes', title: 'Les pertes', trail: ['ICMP et ping'], text: '' },
    { id: 2, address: 'index.html', title: 'Accueil', trail: [], text: '' },
  ]);
});

test('what is written in one way is found when it is typed in another', () => {
  const { index } = searchIndex(records);
  const engine = MiniSearch.loadJS<SearchSection>(index as never, indexOptions);
  const found = (request: string): unknown[] =>
    engine.search(request, { combineWith: 'AND' }).map(({ id }) => id as unknown);
  expect(found('REPONSES')).toEqual([0]);
  expect(found('perte')).toEqual([1]);
  expect(found('l’icmp')).toEqual([0, 1]);
  expect(found('icmp pertes')).toEqual([1]);
  expect(found('<b>')).toEqual([]);
});
