import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLeft, makeProcessFolder, processName, removeLeftFolders } from '../../src/run/process-folder.js';

const root = path.resolve(import.meta.dirname, '../..');
let parent = '';

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'sonde-left-'));
});
afterAll(() => rm(parent, { recursive: true }));

test('what a killed process left goes when the next one comes; what others use stays', async () => {
  const script = `console.log(require('./dist/run/process-folder.js').makeProcessFolder(${JSON.stringify(parent)}, 'book')); setInterval(() => {}, 1e6)`;
  const child = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const theirs = path.basename(line.trim());
  await mkdir(path.join(parent, 'book-of-mine'));
  await mkdir(path.join(parent, 'other-1-1-abcdef'));
  const mine = path.basename(makeProcessFolder(parent, 'book'));
  expect((await readdir(parent)).sort()).toEqual([mine, theirs, 'book-of-mine', 'other-1-1-abcdef'].sort());
  child.kill('SIGKILL');
  await once(child, 'close');
  removeLeftFolders(parent, 'book');
  expect((await readdir(parent)).sort()).toEqual([mine, 'book-of-mine', 'other-1-1-abcdef'].sort());
});

test('a name tells its process', () => {
  expect(isLeft(processName('html.old'))).toBe(false);
  expect(isLeft('html.old-4194305-7')).toBe(true);
  expect(isLeft('html.old')).toBe(false);
});
