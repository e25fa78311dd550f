/// <reference lib="dom" />
import { JSDOM } from 'jsdom';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { safeHtmlText } from '../../src/book/theme/safe-html.mjs';
import { tableHtml } from '../../src/table/show-table.js';
import { tableScript } from '../../src/table/table-page.js';
import type { TableRow } from '../../src/table/flat-row.js';
import { layOut, type TableOptions } from '../../src/table/table.js';
import { hasChromium, launchChromium } from '../browser/chromium.js';

const hosts = [
  { name: 'passerelle', address: '10.0.0.1', rtt: '800 µs', hops: 1 },
  { name: 'été', address: '10.0.0.10', rtt: '1,2 s', hops: 12 },
  { name: 'muet', address: '10.0.0.9', rtt: '—' },
  { name: 'zone', address: '10.0.0.2', rtt: '95,4 ms', hops: 9 },
];

const many = Array.from({ length: 60 }, (_, index) => ({ rank: 60 - index }));

function html(rows: readonly TableRow[], options: TableOptions = {}): string {
  return tableHtml(layOut(rows, options));
}

/** The page of a notebook, once its scripts have run. */
function notebook(rows: readonly TableRow[], options: TableOptions = {}): Document {
  return new JSDOM(html(rows, options), { runScripts: 'dangerously' }).window.document;
}

function buttons(page: Document): HTMLButtonElement[] {
  return [...page.querySelectorAll('button')];
}

function press(page: Document, text: string): void {
  const button = buttons(page).find(({ innerHTML }) => innerHTML.startsWith(text));
  if (!button) throw new Error(`no button says ${text}`);
  button.click();
}

function shown(page: Document, column = 0): string[] {
  const rows = [...page.querySelectorAll('tbody tr')].filter((row) => !(row as HTMLElement).hidden);
  return rows.map((row) => row.children[column]?.textContent ?? '');
}

describe('a table in a notebook', () => {
  test.each([
    ['name', ['été', 'muet', 'passerelle', 'zone']],
    ['address', ['passerelle', 'zone', 'muet', 'été']],
    ['rtt', ['passerelle', 'zone', 'été', 'muet']],
    ['hops', ['passerelle', 'zone', 'été', 'muet']],
  ])('is sorted by %s', (heading, names) => {
    const page = notebook(hosts);
    press(page, heading);
    expect(shown(page)).toEqual(names);
  });

  test('goes up, then down, then back to the order in which it was given', () => {
    const page = notebook(hosts);
    const heading = page.querySelectorAll('th')[3];
    const steps = ['ascending', 'descending', null].map((direction) => {
      press(page, 'hops');
      expect(heading?.getAttribute('aria-sort')).toBe(direction);
      return shown(page);
    });
    expect(steps).toEqual([
      ['passerelle', 'zone', 'été', 'muet'],
      ['été', 'zone', 'passerelle', 'muet'],
      ['passerelle', 'été', 'muet', 'zone'],
    ]);
  });

  test('says which column sorts it, one at a time', () => {
    const page = notebook(hosts);
    press(page, 'name');
    press(page, 'hops');
    expect([...page.querySelectorAll('th[aria-sort]')].map((th) => th.textContent)).toEqual(['hops▲']);
  });

  test('is paged when it is long, and sorted over all its pages', () => {
    const page = notebook(many);
    const status = () => page.querySelector('[role=status]')?.textContent;
    expect(page.querySelectorAll('table')).toHaveLength(1);
    expect(shown(page)).toHaveLength(25);
    press(page, 'Suivantes');
    press(page, 'Suivantes');
    press(page, 'Suivantes');
    expect(status()).toBe('Lignes 51 à 60 sur 60');
    press(page, 'rank');
    expect(shown(page).slice(0, 3)).toEqual(['1', '2', '3']);
    press(page, 'Tout');
    expect(shown(page)).toHaveLength(60);
    press(page, 'Afficher par pages');
    expect(status()).toBe('Lignes 1 à 25 sur 60');
  });

  test('has no pages when it is short, and nothing to sort with one row', () => {
    expect(buttons(notebook(hosts)).map(({ textContent }) => textContent)).toEqual(
      ['name', 'address', 'rtt', 'hops'].map((name) => `${name}↕`),
    );
    expect(html(hosts.slice(0, 1))).not.toContain('<script>');
  });

  test('is made live once, however often the script runs', () => {
    const twice = new JSDOM(`${html(many)}${html(hosts)}`, { runScripts: 'dangerously' }).window.document;
    expect(twice.querySelectorAll('[role=group]')).toHaveLength(1);
    expect(twice.querySelectorAll('th button')).toHaveLength(5);
  });
});

describe('where no script runs, as in a notebook that is not trusted', () => {
  const page = new JSDOM(html(many, { title: 'Soixante' })).window.document;

  test('the first page stands under its caption, the other rows in a disclosure', () => {
    expect(page.querySelector('table')?.tBodies[0]?.rows).toHaveLength(25);
    expect(page.querySelector('details summary')?.textContent).toBe('Lignes 26 à 60');
    expect(page.querySelectorAll('details tbody tr')).toHaveLength(35);
    expect(page.querySelector('caption')?.textContent).toBe('Soixante');
  });
});

describe('in the book, whose sanitiser takes the script away', () => {
  test('what the page’s own script needs is still there', () => {
    const book = new JSDOM(safeHtmlText(html(many)), { runScripts: 'outside-only' });
    expect(book.window.document.querySelector('script')).toBeNull();
    book.window.eval(tableScript());
    press(book.window.document, 'rank');
    expect(shown(book.window.document)[0]).toBe('1');
  });

  test.each(['0', '-5', 'x', '1e999'])('a page of %s rows is the whole table', (rows) => {
    const hostile = html(many).replace('data-page="25"', `data-page="${rows}"`);
    const page = new JSDOM(hostile, { runScripts: 'dangerously' }).window.document;
    expect(shown(page)).toHaveLength(60);
  });
});

describe.skipIf(!hasChromium)(`in a browser${hasChromium ? '' : ' (needs Chromium)'}`, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });

  afterAll(() => browser.close());

  test('the keyboard alone sorts the table and turns its pages, without losing its place', async () => {
    await page.setContent(`<body>${html(many, { title: 'Soixante', origin: 'simulated' })}</body>`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('th').getAttribute('aria-sort')).toBe('ascending');
    expect(await page.locator('tbody tr:visible').first().innerText()).toBe('1');
    await page.getByRole('button', { name: 'Suivantes' }).focus();
    for (let turn = 0; turn < 5; turn++) await page.keyboard.press('Space');
    expect(await page.getByRole('status').innerText()).toBe('Lignes 51 à 60 sur 60');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Suivantes');
  });

  test('its name, headings and order are told to assistive technologies', async () => {
    await page.setContent(`<body>${html(hosts, { title: 'Hôtes', origin: 'live' })}</body>`);
    await page.getByRole('table', { name: 'Hôtes [mesuré en direct]' }).waitFor();
    await page.getByRole('columnheader', { name: 'hops' }).getByRole('button').click();
    expect(await page.getByRole('cell').first().innerText()).toBe('passerelle');
  });
});
