import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BookError, buildBook } from '../../src/book/build.js';
import { hasOutputs } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { brokenAddresses, foreignResources, type Pages, readPages } from './built-site.js';
import { sampleBook } from './sample-book.js';

// A machine at work is several times slower.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 });

let book: Awaited<ReturnType<typeof sampleBook>>;
let site = '';
let pages: Pages;

beforeAll(async () => {
  book = await sampleBook();
  site = path.join(book.root, 'site');
  await buildBook({ ...book, output: site });
  pages = await readPages(site);
});

afterAll(() => book.remove());

function pageAt(name: string): Document {
  const page = pages.get(name);
  if (!page) throw new Error(`no page ${name}`);
  return page;
}

/** What a script of the site brings to the page that loads it. */
async function assetOf(file: string, name: string): Promise<unknown> {
  const page: { readonly sondeAssets?: Readonly<Record<string, unknown>> } = {};
  runInNewContext(await readFile(path.join(site, file), 'utf8'), page);
  return page.sondeAssets?.[name];
}

test('writes one page per file of the table of contents', () => {
  expect([...pages.keys()]).toEqual(['figures/index.html', 'index.html', 'suite/index.html']);
});

test('every address leads to a file, and to its target', () => {
  expect(brokenAddresses(site, pages)).toEqual([]);
});

test('pages load nothing from elsewhere', () => {
  expect(foreignResources(pages)).toEqual([]);
});

test('a page has its language, its landmarks and one title', () => {
  const page = pageAt('figures/index.html');
  expect(page.documentElement.lang).toBe('fr');
  expect(page.title).toBe('Figures · Sonde');
  expect(page.querySelectorAll('main, header, footer, h1')).toHaveLength(4);
  const labels = [...page.querySelectorAll('nav')].map((nav) => nav.getAttribute('aria-label'));
  expect(labels).toEqual(['Sommaire', 'Sur cette page', 'Chapitres voisins']);
});

test('a figure has its static image and its text; its data wait in a script beside the page', async () => {
  const plot = pageAt('figures/index.html').querySelector('.plot');
  const image = plot?.querySelector('img');
  expect(image?.alt).toBe('RTT de 127.0.0.1');
  expect([image?.width, image?.height]).toEqual([2, 1]);
  expect(plot?.querySelector('script')?.outerHTML).toBe(
    '<script type="application/json" data-figure="0"></script>',
  );
  const [json = ''] = (await assetOf('figures/figures.js', 'figures')) as string[];
  expect((JSON.parse(json) as { data: unknown[] }).data).toHaveLength(1);
});

test('nothing of the outputs can execute', async () => {
  const page = pageAt('figures/index.html');
  const scripts = [...page.querySelectorAll('main script')].map((script) => script.getAttribute('type'));
  expect(scripts).toEqual(['application/json', 'application/json', 'application/json']);
  const attributes = [...page.querySelectorAll('*')].flatMap((element) => element.getAttributeNames());
  expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
  for (const name of await readdir(site, { recursive: true })) {
    if (!name.startsWith('build/') || !name.endsWith('.html')) continue;
    expect(await readFile(path.join(site, name), 'utf8')).not.toMatch(/<script|onerror/);
  }
});

test('outputs show streams, errors and tables as text', () => {
  const page = pageAt('figures/index.html');
  expect(page.querySelector('.output-stdout')?.textContent).toBe('bonjour <b>gras</b>\n');
  expect(page.querySelector('.output-error')?.textContent).toContain('échec');
  expect(page.querySelector('.table caption')?.textContent).toBe('Hôtes');
});

test('a footnote, a reference and a formula are drawn', () => {
  const page = pageAt('index.html');
  expect(page.querySelector('#fn-n')?.textContent).toContain('Le texte de la note.');
  expect(page.querySelector('a[href="#fig-point"]')?.textContent).toBe('Figure\u00a01');
  expect(page.querySelector('math msup')?.textContent).toBe('a2');
  expect(page.querySelector('.admonition-warning strong')?.textContent).toBe('Attention');
});

test('tabs, equations and folded parts are whole without scripts', () => {
  const page = pageAt('suite/index.html');
  expect([...page.querySelectorAll('.tab-title')].map((title) => title.textContent)).toEqual([
    'Linux',
    'Windows',
  ]);
  expect(page.querySelector('.math mfrac')).not.toBeNull();
  expect(page.querySelector('.equation-number')?.textContent).toBe('(1)');
  expect(page.querySelector('details.admonition summary')?.textContent).toBe('À déplier');
  expect(pageAt('figures/index.html').querySelector('details.hidden-input code')?.textContent).toContain(
    'caché',
  );
});

test('a chapter offers its notebook, under its own name', async () => {
  const link = pageAt('figures/index.html').querySelector<HTMLAnchorElement>('.page-tools a');
  expect(link?.getAttribute('download')).toBe('01-figures.ipynb');
  const file = path.join(site, 'figures', link?.getAttribute('href') ?? '');
  expect(hasOutputs(await readNotebook(file))).toBe(false);
  expect(pageAt('index.html').querySelector('.page-tools')).toBeNull();
});

test('the search index leads to headings of the pages', async () => {
  const { sections } = (await assetOf('assets/search-index.js', 'search-index')) as {
    readonly sections: readonly { readonly address: string }[];
  };
  expect(sections.map(({ address }) => address)).toContain('suite/index.html#cible');
  for (const { address } of sections) {
    const [file = '', id] = address.split('#');
    if (id === undefined) expect(pageAt(file).title).not.toBe('');
    else expect(pageAt(file).getElementById(id)?.tagName, address).toMatch(/^H[1-6]$/);
  }
});

test('a base path changes no page', async () => {
  const before = await readFile(path.join(site, 'figures/index.html'), 'utf8');
  const based = path.join(book.root, 'based');
  await buildBook({ ...book, output: based, baseUrl: '/cours/sonde' });
  expect(await readFile(path.join(based, 'figures/index.html'), 'utf8')).toBe(before);
});

test('a fault of the sources is named with its file and line, and the old site stays', async () => {
  const before = await readFile(path.join(site, 'index.html'), 'utf8');
  await writeFile(
    path.join(book.root, 'notebooks/02-suite.md'),
    '# Suite\n\n:::{inconnu}\n:::\n\n[a](absent.md)\n',
  );
  const failure = await buildBook({ ...book, output: site }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BookError);
  expect((failure as BookError).faults).toMatchObject([
    { file: 'notebooks/02-suite.md', line: 3, message: 'unknown directive: inconnu' },
    { file: 'notebooks/02-suite.md', line: 6, message: 'the link to "absent.md" leads nowhere' },
  ]);
  expect(await readFile(path.join(site, 'index.html'), 'utf8')).toBe(before);
  const left = (await readdir(path.join(book.root, '_build'))).filter((name) => name.startsWith('book-'));
  expect(left).toEqual([]);
});

test.skipIf(!existsSync('/proc/self/cwd'))('nothing is left running', async () => {
  await expect.poll(() => processesIn(book.root), { timeout: 10_000 }).toEqual([]);
});

/** Processes whose working folder is, or was, in a folder; those of other users cannot be ours. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}
