import { expect, test } from 'vitest';
import { frenchText } from '../../../src/book/theme/french-text.mjs';

test.each([
  ['Pourquoi ? Parce que !', 'Pourquoi\u202f? Parce que\u202f!'],
  ['une note : la voici', 'une note\u00a0: la voici'],
  ['« mot »', '«\u00a0mot\u00a0»'],
  ['un RTT de 12 ms, 3 % de perte', 'un RTT de 12\u00a0ms, 3\u00a0% de perte'],
  ['http://a:80/ ?x', 'http://a:80/ ?x'],
])('%s', (typed, printed) => {
  expect(frenchText(typed)).toBe(printed);
});
