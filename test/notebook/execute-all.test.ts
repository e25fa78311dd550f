import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { executeAll } from '../../src/notebook/execute-all.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { notebookFile, temporaryFolder } from './temporary-notebooks.js';

const folder = temporaryFolder();

test('a notebook that fails is reported and leaves no copy, the others are run and written', async () => {
  const outputFolder = path.join(folder, 'copies');
  const good = await notebookFile(folder, 'good.ipynb', ['console.log(1)']);
  const bad = await notebookFile(folder, 'bad.ipynb', ['const a: number = "a";']);
  const broken = path.join(folder, 'broken.ipynb');
  writeFileSync(broken, '{\n');
  await notebookFile(outputFolder, 'bad.ipynb', ['from an earlier run']);

  const { copies, failures } = await executeAll([bad, broken, good], { outputFolder });

  expect(copies).toEqual([path.join(outputFolder, 'good.ipynb')]);
  expect(readdirSync(outputFolder)).toEqual(['good.ipynb']);
  expect((await readNotebook(path.join(outputFolder, 'good.ipynb'))).cells).toMatchObject([
    { execution_count: 1, outputs: [{ text: '1\n' }] },
  ]);
  const byName = [...failures].sort((a, b) => a.notebook.localeCompare(b.notebook));
  expect(byName).toMatchObject([
    { kind: 'type-error', notebook: bad, cell: 1, line: 1 },
    { kind: 'unreadable', notebook: broken },
  ]);
});

test('copies that would collide, with each other or with a source, are refused before anything runs', async () => {
  const file = await notebookFile(folder, 'same.ipynb', ['1']);
  const other = await notebookFile(path.join(folder, 'other'), 'same.ipynb', ['1']);
  const outputFolder = path.join(folder, 'collision');
  await expect(executeAll([file, other], { outputFolder })).rejects.toThrow('same.ipynb');
  await expect(executeAll([file], { outputFolder: folder })).rejects.toThrow('replace its source');
  expect(existsSync(outputFolder)).toBe(false);
});

test('giving up ends everything', async () => {
  const file = await notebookFile(folder, 'endless.ipynb', ['while (true) {}']);
  const abort = new AbortController();
  const run = executeAll([file], { outputFolder: path.join(folder, 'none'), signal: abort.signal });
  abort.abort(new RangeError('enough'));
  await expect(run).rejects.toThrow('enough');
});
