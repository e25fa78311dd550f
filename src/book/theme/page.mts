import type { Element, ElementContent, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h, s } from 'hastscript';
import type { NavigationEntry, Neighbours, OutlineEntry } from './navigation.mjs';
import { relativeUrl } from './relative-url.mjs';

/** A file of the site that a reader may keep. */
export interface Download {
  /** Where it is in the site. */
  readonly file: string;
  /** Name under which it is kept. */
  readonly name: string;
}

/** Everything that a page shows. */
interface Page {
  /** The page's file in the site, e.g. `ping/index.html`. */
  readonly file: string;
  readonly title: string;
  readonly siteTitle: string;
  readonly description: string;
  readonly contents: readonly NavigationEntry[];
  readonly outline: readonly OutlineEntry[];
  readonly neighbours: Neighbours;
  /** The page's notebook, to download. */
  readonly download?: Download;
  readonly body: Root;
}

/** The whole page as an HTML document. */
export function pageHtml(page: Page): string {
  const document: Root = {
    type: 'root',
    children: [
      { type: 'doctype', name: 'html' },
      h('html', { lang: 'fr' }, [head(page), h('body', [...bodyElements(page)])]),
    ],
  };
  return toHtml(document);
}

function head(page: Page): Element {
  const to = (file: string) => relativeUrl(page.file, file);
  const title = page.title === page.siteTitle ? page.title : `${page.title} · ${page.siteTitle}`;
  return h('head', [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', title),
    page.description === '' ? '' : h('meta', { name: 'description', content: page.description }),
    // Classic scripts only: a page opened from a USB stick (file://) may not load modules.
    h('script', { src: to('assets/scheme.js') }),
    h('link', { rel: 'stylesheet', href: to('assets/book.css') }),
    h('link', { rel: 'icon', href: to('assets/favicon.svg'), type: 'image/svg+xml' }),
    h('script', {
      src: to('assets/book.js'),
      defer: true,
      dataPlotly: to('assets/plotly.min.js'),
      dataSearch: to('assets/search.js'),
    }),
  ]);
}

function bodyElements(page: Page): ElementContent[] {
  return [
    h('a.skip-link', { href: '#contenu' }, 'Aller au contenu'),
    header(page),
    h('div.columns', [
      contentsElement(page),
      outlineElement(page.outline),
      h('main', { id: 'contenu', tabIndex: -1 }, [
        h('h1', page.title),
        downloadElement(page),
        ...(page.body.children as ElementContent[]),
        neighboursElement(page),
      ]),
    ]),
    footer(),
  ];
}

function header(page: Page): Element {
  return h('header.site-header', [
    h(
      'button',
      { type: 'button', id: 'menu-button', ariaControls: 'sommaire', ariaExpanded: 'false', hidden: true },
      ['Sommaire'],
    ),
    h('a.site-title', { href: relativeUrl(page.file, 'index.html') }, page.siteTitle),
    h('button', { type: 'button', id: 'search-button', ariaKeyShortcuts: '/', hidden: true }, [
      searchIcon(),
      h('span.label', 'Rechercher'),
      h('kbd', { ariaHidden: 'true' }, '/'),
    ]),
    h('button', { type: 'button', id: 'scheme-button', ariaPressed: 'false', hidden: true }, [
      schemeIcon(),
      h('span.label', 'Thème sombre'),
    ]),
  ]);
}

function contentsElement(page: Page): Element {
  const entries = page.contents.map((entry) =>
    h('li', { dataLevel: String(entry.level) }, [entryElement(page, entry)]),
  );
  return h('nav.contents', { id: 'sommaire', ariaLabel: 'Sommaire' }, [h('ul', entries)]);
}

function entryElement(page: Page, entry: NavigationEntry): Element {
  if (entry.file === undefined) return h('span.part', entry.title);
  const current = entry.file === page.file ? 'page' : undefined;
  return h('a', { href: relativeUrl(page.file, entry.file), ariaCurrent: current }, entry.title);
}

function outlineElement(entries: readonly OutlineEntry[]): Element | '' {
  if (entries.length < 2) return h('div.outline');
  return h('nav.outline', { ariaLabel: 'Sur cette page' }, [
    h('p', [h('strong', 'Sur cette page')]),
    // On narrow screens the title is a button.
    h(
      'button',
      { type: 'button', id: 'outline-button', ariaControls: 'plan', ariaExpanded: 'false', hidden: true },
      'Sur cette page',
    ),
    h(
      'ul',
      { id: 'plan' },
      entries.map(({ id, title, depth }) =>
        h('li', { dataLevel: String(depth) }, [h('a', { href: `#${id}` }, title)]),
      ),
    ),
  ]);
}

function downloadElement({ download, file }: Page): Element | '' {
  if (!download) return '';
  return h('p.page-tools', [
    h('a', { href: relativeUrl(file, download.file), download: download.name }, [
      `Télécharger le notebook (${download.name})`,
    ]),
  ]);
}

function neighboursElement(page: Page): Element | '' {
  const { previous, next } = page.neighbours;
  if (!previous && !next) return '';
  const link = (entry: NavigationEntry | undefined, rel: 'prev' | 'next', label: string) =>
    entry?.file === undefined
      ? ''
      : h('a', { rel, href: relativeUrl(page.file, entry.file) }, [
          h('small', label),
          h('span', entry.title),
        ]);
  return h('nav.neighbours', { ariaLabel: 'Chapitres voisins' }, [
    link(previous, 'prev', 'Précédent'),
    link(next, 'next', 'Suivant'),
  ]);
}

function footer(): Element {
  return h('footer.site-footer', [
    h(
      'p',
      'Sonde, un cours pratique de diagnostic et de monitoring réseau. Textes et code sous licence MIT.',
    ),
  ]);
}

/** An outline of 16 × 16 in the colour of the text, hidden from screen readers: it stands beside words. */
const icon = (...paths: readonly string[]): Element =>
  s(
    'svg',
    { className: ['icon'], viewBox: '0 0 16 16', width: 16, height: 16, ariaHidden: 'true' },
    paths.map((d) => s('path', { d, fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 })),
  );

/** A magnifying glass. */
const searchIcon = (): Element => icon('M7 2a5 5 0 1 0 0 10a5 5 0 1 0 0-10z', 'M10.6 10.6L14.5 14.5');

/** A crescent. */
const schemeIcon = (): Element => icon('M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3z');
