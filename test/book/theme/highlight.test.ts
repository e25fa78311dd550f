import { toHtml } from 'hast-util-to-html';
import { expect, test } from 'vitest';
import { highlighted } from '../../../src/book/theme/highlight.mjs';

test('code is coloured when the site is built', () => {
  expect(toHtml(highlighted('const ttl = 64;', 'typescript'))).toBe(
    '<pre><code class="language-typescript"><span class="hljs-keyword">const</span> ttl = ' +
      '<span class="hljs-number">64</span>;</code></pre>',
  );
});

test('an identifier with accents is one word, and the code is left as it is', () => {
  const source = "{ hôte: 'café ☕ 🚀', délai: a < b && c }\r\n// été";
  const html = toHtml(highlighted(source, 'typescript'));
  expect(html).toContain('<span class="hljs-attr">hôte</span>');
  const text = html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#x3C;', '<')
    .replaceAll('&#x26;', '&');
  expect(text).toBe(source.replace('\r\n', '\n'));
});

test('code of an unknown language is shown without colours', () => {
  expect(toHtml(highlighted('a <b>', 'inconnu'))).toBe('<pre><code>a &#x3C;b></code></pre>');
});
