import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { renderPng, renderSvg } from 'sonde/figure';
import { catalogue } from '../../../src/figure/catalogue/catalogue.js';
import {
  type Box,
  type TextMetrics,
  loadTextMetrics,
  pageBox,
} from '../../../src/figure/export/svg-layout.js';

let metrics: TextMetrics;

beforeAll(async () => {
  metrics = await loadTextMetrics();
  await renderSvg(figure.pingMechanism()); // starts Plotly
}, 60_000);

const mixed = figure.rttProfiles([
  { name: 'Boucle locale', rttMs: [0.041, 0.052, null, 0.047], origin: 'live' },
  { name: '</script><img src=x onerror=alert(1)>', rttMs: [612, 633.5, 604], origin: 'recorded' },
  { name: 'Muet', rttMs: [null, null], origin: 'simulated' },
]);
const drawn = [
  ...(await catalogue()).map(({ figure: each }) => each),
  mixed,
  figure.ttlHops(0),
  figure.ttlHops(117),
  figure.ttlHops(255),
];

describe.each([900, 640, 360])('at %i px', (widthPx) => {
  test.each(drawn)('$title: every text is inside the frame and none covers another', async (each) => {
    const svg = await renderSvg(each, { widthPx });
    const heightPx = Number(figure.drawingAt(each, widthPx).layout['height']);
    const boxes = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(3);
    for (const { text, left, right, top, bottom } of boxes) {
      expect([left >= 0, top >= 0, right <= widthPx, bottom <= heightPx], text).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
    expect(overlaps(boxes)).toEqual([]);
  });
});

test('the same figure gives the same bytes, whatever was drawn before', async () => {
  const first = await renderPng(mixed, { widthPx: 360 });
  await renderSvg(figure.ttlHops(57));
  expect(Buffer.from(await renderPng(mixed, { widthPx: 360 }))).toEqual(Buffer.from(first));
});

test('a PNG has two pixels for each of CSS', async () => {
  const png = Buffer.from(await renderPng(figure.ttlHops(57), { widthPx: 360 }));
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(png.readUInt32BE(16)).toBe(720);
});

test('an SVG carries its title and its alternative text, and nothing that runs', async () => {
  const svg = await renderSvg(mixed);
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  expect(document.querySelector('title')?.textContent).toBe(mixed.title);
  expect(document.querySelector('desc')?.textContent).toBe(mixed.alt);
  expect(document.querySelector('script, img, image, foreignObject, a')).toBeNull();
});

test('dark images have a dark background', async () => {
  const svg = await renderSvg(figure.ttlHops(57), { scheme: 'dark' });
  expect(svg).toContain('fill: rgb(20, 25, 30)');
});

test.each([0, -5, NaN])('refuses a width of %d', async (widthPx) => {
  await expect(renderSvg(figure.ttlHops(57), { widthPx })).rejects.toThrow(RangeError);
});

interface TextBox extends Box {
  readonly text: string;
}

function textBoxes(svg: string): TextBox[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return Array.from(document.querySelectorAll('text'), (text) => ({
    text: text.innerHTML,
    ...pageBox(text, metrics),
  })).filter(({ text, left, right }) => text.trim() !== '' && right > left);
}

function overlaps(boxes: readonly TextBox[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      // Ascents and descents leave a little air in every box: two pixels of it may be shared.
      .filter(
        (b) => shared(a.left, a.right, b.left, b.right) > 1 && shared(a.top, a.bottom, b.top, b.bottom) > 2,
      )
      .map((b) => `${a.text} / ${b.text}`),
  );
}

function shared(start1: number, end1: number, start2: number, end2: number): number {
  return Math.min(end1, end2) - Math.max(start1, start2);
}
