/** The course in a folder whose name holds what addresses, shells and patterns read in their own way. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { brokenAddresses, readPages } from './built-site.js';
import { repository, sampleBook } from './sample-book.js';

// A machine at work is several times slower.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder = '';
let course = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sonde-odd-path-'));
  course = path.join(folder, 'a#b%23 %?é "c"\'d\' [e](f) $g;&');
  await mkdir(course);
  for (const name of ['dist', 'data', 'src', 'package.json']) {
    await cp(path.join(repository, name), path.join(course, name), { recursive: true });
  }
  await symlink(path.join(repository, 'node_modules'), path.join(course, 'node_modules'));
  const book = await sampleBook();
  await cp(book.root, course, { recursive: true });
  await cp(book.executed, path.join(course, '_build/notebooks'), { recursive: true });
  await book.remove();
});
afterAll(() => rm(folder, { recursive: true }));

test('has its book, and nothing of what it was made from', async () => {
  const main = path.join(course, 'dist/cli/main.js');
  const env = { ...process.env, TMPDIR: folder };
  const { stderr } = await promisify(execFile)(process.execPath, [main, 'book', '--no-execute'], { env });
  expect(stderr).toBe('');
  const site = path.join(course, '_build/html');
  const pages = await readPages(site);
  expect([...pages.keys()]).toEqual(['figures/index.html', 'index.html', 'suite/index.html']);
  expect(brokenAddresses(site, pages)).toEqual([]);
  expect(await readdir(path.join(course, '_build'))).toEqual(['html', 'notebooks']);
  expect(await readdir(folder)).toEqual([path.basename(course)]);
});

test('a theme that cannot start ends the build, in a sentence', async () => {
  await rm(path.join(course, 'src'), { recursive: true });
  const main = path.join(course, 'dist/cli/main.js');
  const env = { ...process.env, TMPDIR: folder };
  const failed = promisify(execFile)(process.execPath, [main, 'book', '--no-execute'], { env });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Le livre n’a pas pu être construit :\n {2}the theme cannot start: .*\n/,
    ) as string,
  });
  expect(await readdir(path.join(course, '_build'))).toEqual(['html', 'notebooks']);
});
