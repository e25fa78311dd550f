import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { descendants, readSelector } from '../../../src/figure/export/quick-selectors.js';

const { document } = new JSDOM(`<!doctype html><body>
  <div class="main js-plotly" id="a"><svg><g class="layer above"><text data-index="1" class="annotation">x</text>
  <text data-index="2" class="annotation text"><tspan class="line">y</tspan></text></g><g class="layer"><path class="js-line"/></g>
  <clipPath id="clip-1"/></svg></div><div id="b"><p class="mainly">z</p></div>`).window;

const known = [
  'text',
  '*',
  '.layer',
  'g.layer.above',
  '.main',
  '#clip-1',
  'div#b',
  '.annotation[data-index="2"]',
  '.layer [data-index="1"]',
  'div g .line',
  '.js-line, tspan, #b',
  'nothing',
];

test.each(known)('%s finds what jsdom finds, in the same order', (selector) => {
  const steps = readSelector(selector) ?? [];
  for (const root of [document, ...document.querySelectorAll('svg, g')])
    expect(descendants(root, steps, Infinity)).toEqual([...root.querySelectorAll(selector)]);
});

test('stops at the number asked for', () => {
  const steps = readSelector('text') ?? [];
  expect(descendants(document, steps, 1)).toEqual([document.querySelector('text')]);
});

test.each([':first-child', 'g > text', 'a:hover', '[data-index]', 'a, ', '', 'g + g', 'text\\.x'])(
  'leaves %j to jsdom',
  (selector) => {
    expect(readSelector(selector)).toBeUndefined();
  },
);
