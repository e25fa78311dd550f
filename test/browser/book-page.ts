/** What the tests look for in a page of a book, opened in Chromium. */
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Cuts the network: whatever a page asks of another place than the book fails, and is a trouble. */
export async function cutNetwork(page: Page, book: string): Promise<void> {
  await page.route(
    (url) => !url.href.startsWith(book) && !/^(data|blob):/.test(url.protocol),
    (route) => route.abort(),
  );
}

/** What went wrong in a page: nothing should. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Going to the next page gives up what this one still loads, such as its icon: no fault of either.
    if (why !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  return troubles;
}

/** Brings each figure into the view and waits for it. */
export async function drawFigures(page: Page): Promise<void> {
  for (const plot of await page.locator('.plot').all()) {
    await plot.scrollIntoViewIfNeeded();
    await plot.locator('.js-plotly-plot .main-svg').first().waitFor();
  }
}

/** Texts of figures that are not wholly inside their figure, and figures that hold nothing. */
export function figureFaults(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.plot')].flatMap((plot, i) => {
      const frame = plot.getBoundingClientRect();
      const drawn = plot.querySelectorAll('.main-svg :is(path, rect, circle, text, image)').length;
      const outside = [...plot.querySelectorAll('.main-svg text')].filter((text) => {
        const box = text.getBoundingClientRect();
        if (box.width === 0 || getComputedStyle(text).opacity === '0') return false;
        return (
          box.left < frame.left - 2 ||
          box.right > frame.right + 2 ||
          box.top < frame.top - 2 ||
          box.bottom > frame.bottom + 2
        );
      });
      return [
        ...(drawn === 0 ? [`figure ${i + 1} is empty`] : []),
        ...outside.map((text) => `figure ${i + 1}: "${text.textContent}" leaves its frame`),
      ];
    }),
  );
}

/** How much the page is wider than the window, in CSS pixels. */
export const widthOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What axe-core finds serious or critical. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeScript });
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
      // It would fetch the style sheets, which a page of the disk may not.
      preload: false,
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}
