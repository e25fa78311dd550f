/** The course's own book in Chromium: every page of it, network cut. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBook } from '../../src/book/build.js';
import { courseRoot } from '../../src/book/course-book.js';
import { readPages } from '../book/built-site.js';
import {
  accessibilityFaults,
  cutNetwork,
  drawFigures,
  figureFaults,
  troublesOf,
  widthOverflow,
} from '../browser/book-page.js';
import { hasChromium, launchChromium } from '../browser/chromium.js';
import { chaptersInPage, expectLiveDashboard, expectSameInPage } from './course-cells.js';

const screenshots = path.join(courseRoot, '_build/screenshots');

/**
 * What is looked at: both schemes, and both widths. axe-core takes seconds on a page of this length: it sees each once, and
 * the small book of test/browser in all four ways.
 */
const views = [
  { width: 1280, colorScheme: 'light', faultsOf: accessibilityFaults },
  { width: 360, colorScheme: 'dark', faultsOf: () => Promise.resolve([]) },
] as const;

/**
 * The tests of the course's book.
 *
 * @param executed folder of the executed notebooks
 */
export function describeCourseBook(executed: string): void {
  describe.skipIf(!hasChromium)(
    hasChromium ? 'the course’s book in Chromium' : 'skipped: chromium is not installed',
    () => {
      let folder = '';
      let browser: Browser;
      let site = '';
      let names: readonly string[] = [];

      beforeAll(async () => {
        await mkdir(screenshots, { recursive: true });
        folder = await mkdtemp(path.join(courseRoot, '_build/test-course-book-'));
        const output = path.join(folder, 'site');
        const { warnings } = await buildBook({ root: courseRoot, executed, output });
        expect(warnings).toEqual([]);
        names = [...(await readPages(output)).keys()];
        site = `${pathToFileURL(output).href}/`;
        browser = await launchChromium();
      }, 600_000);

      afterAll(async () => {
        await browser.close();
        await rm(folder, { recursive: true });
      });

      test.each(views)(
        'every page is whole at $width px ($colorScheme)',
        async ({ width, colorScheme, faultsOf }) => {
          const context = await browser.newContext({
            colorScheme,
            reducedMotion: 'reduce',
            viewport: { width, height: 800 },
          });
          const page = await context.newPage();
          await cutNetwork(page, site);
          const faults = troublesOf(page);
          for (const name of names) {
            await page.goto(site + name);
            await drawFigures(page);
            const found = [...(await figureFaults(page)), ...(await faultsOf(page))];
            if ((await widthOverflow(page)) > 0) found.push('scrolls sideways');
            faults.push(...found.map((fault) => `${name}: ${fault}`));
            const file = `${path.dirname(name).replace('.', 'accueil')}-${width}-${colorScheme}.jpg`;
            await page.screenshot({ path: path.join(screenshots, file), fullPage: true, quality: 80 });
          }
          expect(faults).toEqual([]);
          await context.close();
        },
        600_000,
      );

      test.each([360, 1280])('the address of a heading leads there, at %i px', async (width) => {
        const page = await browser.newPage({ viewport: { width, height: 800 } });
        await page.goto(`${site}analyseur/index.html`);
        const heading = page.locator('main :is(h2, h3)[id]').last();
        const id = (await heading.getAttribute('id')) ?? '';
        await page.goto('about:blank');
        await page.goto(`${site}analyseur/index.html#${id}`);
        await page.locator('.cell-bar').first().waitFor();
        // Under the header of the page, once the buttons of the cells and the figures above have their places.
        const isThere = async () => {
          const top = (await heading.boundingBox())?.y ?? NaN;
          return top > 0 && top < 200;
        };
        await expect.poll(isThere).toBe(true);
        await page.context().close();
      });

      test.each(chaptersInPage)(
        '%s gives in the page what it gave in tslab',
        (name) => expectSameInPage(browser, name, { site, executed }),
        300_000,
      );

      test('a live dashboard is drawn in its place, and can be interrupted', async () => {
        await expectLiveDashboard(browser, site);
      }, 300_000);
    },
  );
}
