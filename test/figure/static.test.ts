import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { renderSvg } from 'sonde/figure';
import { catalogue } from '../../src/figure/catalogue/catalogue.js';

const folder = path.resolve(import.meta.dirname, '../../_static');
const figures = await catalogue();

test.each(figures)('$name in _static is the figure of today (`npm run figures` writes it)', async (each) => {
  expect(await renderSvg(each.figure)).toBe(readFileSync(path.join(folder, `${each.name}.svg`), 'utf8'));
});

test('_static holds nothing else, and says what each figure shows', () => {
  const kept = readdirSync(folder).filter((file) => file.endsWith('.svg'));
  expect(kept).toEqual(figures.map(({ name }) => `${name}.svg`).sort());
  const index = readFileSync(path.join(folder, 'README.md'), 'utf8');
  for (const { figure } of figures) expect(index).toContain(figure.alt);
});
