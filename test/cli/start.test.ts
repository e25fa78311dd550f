import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { startCommand } from '../../src/cli/start.js';
import { isGone, KernelPage, textOf } from '../book/local-kernel/kernel-page.js';

const { openBrowser, root } = await vi.hoisted(async () => {
  const { mkdtemp } = await import('node:fs/promises');
  return { openBrowser: vi.fn<(url: string) => void>(), root: await mkdtemp('/tmp/sonde-start-') };
});
vi.mock('../../src/book/browser.js', () => ({ openBrowser }));
// A book that is up to date and has no page: what is made of it is not the matter here.
vi.mock('../../src/book/course-book.js', () => ({
  courseRoot: root,
  courseBookFolder: root,
  isCourseBookStale: () => Promise.resolve(false),
  tidyBuildFolder: () => Promise.resolve(),
}));

// The page waits for its kernel, which waits for a machine at work.
vi.setConfig({ testTimeout: 240_000 });

afterEach(() => rm(root, { recursive: true, force: true }));

test('opens the book by a private way, and Ctrl-C leaves no kernel, no server and no file', async () => {
  const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const printed = () => log.mock.calls.map(([text]) => String(text)).join('');
  const ended = startCommand().parseAsync(['--port', '0'], { from: 'user' });
  await vi.waitUntil(() => openBrowser.mock.calls.length === 1, { timeout: 90_000 });

  const privateUrl = /http:\S+#tslab=[\w-]{43}/.exec(printed())?.[0] ?? '';
  const file = fileURLToPath(openBrowser.mock.calls[0]?.[0] ?? '');
  expect(await readFile(file, 'utf8')).toContain(privateUrl);

  const page = await KernelPage.open({ url: new URL('/', privateUrl).href, privateUrl });
  const { events } = await page.run('process.pid;');
  process.emit('SIGINT');
  await ended;
  await isGone(Number(textOf(events)));
  await expect(fetch(privateUrl)).rejects.toThrow();
  expect(existsSync(file)).toBe(false);
});
