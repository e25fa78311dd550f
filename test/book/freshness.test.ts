import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isStale } from '../../src/book/course-book.js';

test('a book is stale when it is missing, or older than any of its sources', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'sonde-fresh-'));
  const sources = path.join(root, 'sources');
  const [chapter, book] = [path.join(sources, 'deep/chapter.md'), path.join(root, 'index.html')];
  await mkdir(path.dirname(chapter), { recursive: true });
  await writeFile(chapter, '');
  expect(await isStale(book, [sources])).toBe(true);

  await writeFile(book, '');
  await utimes(book, 2_000_000_000, 2_000_000_000);
  expect(await isStale(book, [sources, path.join(root, 'missing')])).toBe(false);

  await utimes(chapter, 2_000_000_001, 2_000_000_001);
  expect(await isStale(book, [sources])).toBe(true);
  await rm(root, { recursive: true });
});
