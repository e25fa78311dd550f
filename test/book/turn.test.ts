import { expect, test } from 'vitest';
import { turn } from '../../src/book/turn.js';

const name = `turn-${process.pid}`;

test.skipIf(process.platform !== 'linux')('the second waits for the first to give its turn', async () => {
  const order: string[] = [];
  const release = await turn(name);
  const second = turn(name).then((releaseSecond) => {
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
  const release = await turn(name);
  await expect(turn(name, AbortSignal.abort())).rejects.toThrow(/abort/);
  release();
});
