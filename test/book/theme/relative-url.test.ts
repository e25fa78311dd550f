import { expect, test } from 'vitest';
import { assetFile, linkedPage, pageFile, relativeUrl } from '../../../src/book/theme/relative-url.mjs';

test('a page is a file that can be opened without a server', () => {
  expect(pageFile('accueil', 'accueil')).toBe('index.html');
  expect(pageFile('ping', 'accueil')).toBe('ping/index.html');
  expect(pageFile('partie.ping', 'accueil')).toBe('partie/ping/index.html');
});

test.each([
  ['index.html', 'ping/index.html', 'ping/index.html'],
  ['ping/index.html', 'index.html', '../index.html'],
  ['ping/index.html', 'suite/index.html', '../suite/index.html'],
  ['a/b/index.html', 'a/c/index.html', '../c/index.html'],
])('from %s to %s: %s', (from, to, way) => {
  expect(relativeUrl(from, to)).toBe(way);
});

test("MyST's addresses name files of the site", () => {
  expect(linkedPage('/')).toEqual({ file: 'index.html', fragment: '' });
  expect(linkedPage('/ping#but')).toEqual({ file: 'ping/index.html', fragment: '#but' });
  expect(assetFile('/image-1f2e.png')).toBe('build/image-1f2e.png');
});
