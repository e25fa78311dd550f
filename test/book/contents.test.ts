import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from './sample-book.js';

interface TocEntry {
  readonly file?: string;
  readonly children?: readonly TocEntry[];
}

const filesOf = (entry: TocEntry): string[] => [
  ...(entry.file === undefined ? [] : [entry.file]),
  ...(entry.children ?? []).flatMap(filesOf),
];

test('the book lists every chapter of the course, and nothing that is not there', async () => {
  const text = await readFile(path.join(repository, 'jupyter_book.yml'), 'utf8');
  const { project } = parse(text) as { readonly project: { readonly toc: readonly TocEntry[] } };
  const listed = project.toc.flatMap(filesOf);
  expect(listed.filter((file) => !existsSync(path.join(repository, file)))).toEqual([]);
  const chapters = (await readdir(path.join(repository, 'notebooks'))).filter((name) =>
    /\.(ipynb|md)$/.test(name),
  );
  expect(listed.sort()).toEqual(chapters.map((name) => `notebooks/${name}`).sort());
});
