import { expect, test } from 'vitest';
import { waitForLock } from '../../src/book/myst-process.js';

const name = `test-${process.pid}`;

test.skipIf(process.platform !== 'linux')('the second waits for the first to release the lock', async () => {
  const order: string[] = [];
  const release = await waitForLock(name);
  const second = waitForLock(name).then((releaseSecond) => {
    order.push('second');
    releaseSecond();
  });
  await new Promise(setImmediate);
  order.push('first');
  release();
  await second;
  expect(order).toEqual(['first', 'second']);
});

test('who gives up waits no more', async () => {
  const release = await waitForLock(name);
  await expect(waitForLock(name, AbortSignal.abort())).rejects.toThrow(/abort/);
  release();
});
