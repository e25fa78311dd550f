import { beforeAll, describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import {
  displayBundle,
  displayBundleWithLibrary,
  type DisplayBundle,
} from '../../../src/figure/export/bundle.js';

const hostile = '</script><img src=x onerror=alert(1)>\u2028" & \'';
const drawn = figure.rttProfiles([{ name: hostile, rttMs: [8.1, 8.4, null, 8.2], origin: 'simulated' }]);

let alone: DisplayBundle;
let withLibrary: DisplayBundle;

beforeAll(async () => {
  alone = await displayBundle(drawn);
  withLibrary = await displayBundleWithLibrary(drawn);
}, 60_000);

test('one message for every kind of viewer', () => {
  expect(Object.keys(alone.data)).toEqual([
    'application/vnd.plotly.v1+json',
    'text/html',
    'image/png',
    'text/plain',
  ]);
  expect(alone.data['application/vnd.plotly.v1+json']).toMatchObject({
    data: drawn.data,
    origin: 'simulated',
  });
  expect(Buffer.from(alone.data['image/png'], 'base64').subarray(1, 4).toString()).toBe('PNG');
  expect(alone.data['text/plain']).toBe(drawn.alt);
  expect(alone.metadata['image/png']).toEqual({ width: 900, height: drawn.layout['height'] });
});

describe('size', () => {
  test('a figure on its own takes less than 200 kB of HTML', () => {
    expect(alone.data['text/html'].length).toBeLessThan(200_000);
  });

  test('the library comes once, compressed, with the figure that carries it', () => {
    expect(alone.data['text/html']).not.toContain('sondeFigures.library(');
    expect(withLibrary.data['text/html'].split('sondeFigures.library("course", "')).toHaveLength(2);
    expect(withLibrary.data['text/html'].length).toBeLessThan(2_500_000);
    expect(JSON.stringify(withLibrary.data['application/vnd.plotly.v1+json'])).toEqual(
      JSON.stringify(alone.data['application/vnd.plotly.v1+json']),
    );
  });
});

test('nothing of the data leaves its quotes', () => {
  const html = alone.data['text/html'];
  expect(html.match(/<\/script>/g)).toHaveLength(1);
  expect(html.match(/<img /g)).toHaveLength(1);
  expect(html.slice(html.indexOf('<script>'))).not.toContain('\u2028');
});

test('the same figure gives the same message', async () => {
  expect(await displayBundle(drawn)).toEqual(alone);
});
