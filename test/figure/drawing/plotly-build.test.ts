import { expect, test } from 'vitest';
import { figure } from 'sonde';
import { renderSvg } from 'sonde/figure';
import { catalogue } from '../../../src/figure/catalogue/catalogue.js';
import { courseTraces, plotlyBuildOf } from '../../../src/figure/drawing/figure.js';

const { data, alt, title } = figure.ttlHops(57);
const pie = { type: 'pie', labels: ['reçus', 'perdus'], values: [9, 1] };

test('every figure of the course is drawn by the small build', async () => {
  for (const { figure: each } of await catalogue()) expect(plotlyBuildOf(each), each.title).toBe('course');
});

test('one trace of another kind, wide or narrow, asks for the whole of Plotly', () => {
  expect(plotlyBuildOf({ data })).toBe('course');
  expect(plotlyBuildOf({ data: [{ x: [1], y: [2] }] })).toBe('course');
  expect(plotlyBuildOf({ data: [...data, pie] })).toBe('whole');
  expect(plotlyBuildOf({ data, narrow: { data: [pie], layout: {} } })).toBe('whole');
  expect(plotlyBuildOf({ data: [{ type: 3 }] })).toBe('whole');
});

test.each([...courseTraces])('the small build draws a trace %s', async (type) => {
  const trace = { type, x: [1, 2, 2], y: [2, 3, 4] };
  const svg = await renderSvg({ alt, title, data: [trace], layout: { height: 300 } });
  expect(svg).toMatch(/class="(trace |points)/);
});

test('the whole build draws the others', async () => {
  const svg = await renderSvg({ alt, title, data: [pie], layout: { height: 300 } });
  expect(svg).toContain('class="slice"');
});
