import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitForLock } from '../../src/book/myst-process.js';

const name = 'test';
let home = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sonde-build-lock-'));
  vi.stubEnv('XDG_STATE_HOME', home);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

test('the second waits for the first to release the lock, and tells for whom', async () => {
  const order: string[] = [];
  const release = await waitForLock(name);
  const onWait = vi.fn();
  const second = waitForLock(name, { onWait }).then((releaseSecond) => {
    order.push('second');
    releaseSecond();
  });
  await new Promise(setImmediate);
  order.push('first');
  release();
  await second;
  expect(order).toEqual(['first', 'second']);
  expect(onWait.mock.calls).toEqual([[process.pid]]);
});

test('who gives up waits no more, and nobody waits for ever', async () => {
  const release = await waitForLock(name);
  await expect(waitForLock(name, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  await expect(waitForLock(name, { longestMs: 0 })).rejects.toThrow(
    /^process \d+ has been building .*end it/,
  );
  release();
});

test('a user without a folder of their own waits for nobody', async () => {
  const file = path.join(home, 'file');
  await writeFile(file, '');
  vi.stubEnv('XDG_STATE_HOME', file);
  (await waitForLock(name))();
  vi.stubEnv('XDG_STATE_HOME', home);
});
