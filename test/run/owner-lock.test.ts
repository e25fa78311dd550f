import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeLock } from '../../src/run/owner-lock.js';

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sonde-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A process that takes the lock, tells what came of it, and stays. */
function taker(name: string) {
  const script = `const lock = require('./dist/run/owner-lock.js').takeLock(${JSON.stringify(folder)}, ${JSON.stringify(name)});
    console.log(lock.heldBy ?? 0); setInterval(() => {}, 1e6)`;
  const child = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => Number(text));
  const killed = async () => {
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  return { pid: child.pid, said, killed };
}

test('one holder at a time, who is told by number; then the next', async () => {
  const first = takeLock(folder, 'a');
  expect(takeLock(folder, 'a')).toEqual({ heldBy: process.pid });
  expect('release' in takeLock(folder, 'b')).toBe(true);
  if ('release' in first) first.release();
  expect('release' in takeLock(folder, 'a')).toBe(true);
  // What was left behind does not grow.
  expect((await readdir(folder)).filter((name) => name.startsWith('a.'))).toHaveLength(1);
});

test('a holder that is killed holds nothing, and of those that find it so one alone takes its place', async () => {
  const holder = taker('c');
  expect(await holder.said).toBe(0);
  expect(takeLock(folder, 'c')).toEqual({ heldBy: holder.pid });
  await holder.killed();
  const takers = Array.from({ length: 6 }, () => taker('c'));
  const said = await Promise.all(takers.map((each) => each.said));
  const winner = takers[said.indexOf(0)]?.pid;
  expect(said.filter((each) => each === 0)).toHaveLength(1);
  expect(said.every((each) => each === 0 || each === winner)).toBe(true);
  await Promise.all(takers.map((each) => each.killed()));
});

test.each([
  '',
  '{',
  'null',
  '{"pid":"1"}',
  '{"pid":4194305,"startTicks":1,"bootId":"x"}',
  `{"pid":${process.pid},"startTicks":1,"bootId":"x"}`,
])('a file that names nobody alive holds nothing: %s', async (text) => {
  await writeFile(path.join(folder, 'd.7.lock'), text);
  const lock = takeLock(folder, 'd');
  expect('release' in lock).toBe(true);
  if ('release' in lock) lock.release();
  await Promise.all(
    (await readdir(folder))
      .filter((name) => name.startsWith('d.'))
      .map((name) => rm(path.join(folder, name))),
  );
});
