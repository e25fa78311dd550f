import { expect, test } from 'vitest';
import { safeHtmlText } from '../../../src/book/theme/safe-html.mjs';

test('tables stay', () => {
  const table =
    '<table><thead><tr><th scope="col">hôte</th></tr></thead><tbody><tr><td>h1</td></tr></tbody></table>';
  expect(safeHtmlText(table)).toBe(table);
});

test.each([
  ['<script>x()</script>a', 'a'],
  ['<p onclick="x()">a</p>', '<p>a</p>'],
  ['<a href="javascript:x()">a</a>', '<a>a</a>'],
  ['<a href=" java\nscript:x()">a</a>', '<a>a</a>'],
  ['<img src=x onerror=x()>a', 'a'],
  ['<svg><script>x()</script></svg>a', 'a'],
  ['<math><mtext><img src=x onerror=x()></mtext></math>a', 'a'],
  ['<style>*{background:url(//x)}</style>a', 'a'],
  ['<iframe srcdoc="<script>x()</script>"></iframe>a', 'a'],
  ['<form action=//x><input name=cookie></form>a', 'a'],
  ['<p id="contenu" style="position:fixed" class="admonition">a</p>', '<p>a</p>'],
])('nothing of %s can execute, load or cover the page', (hostile, harmless) => {
  expect(safeHtmlText(hostile)).toBe(harmless);
});
