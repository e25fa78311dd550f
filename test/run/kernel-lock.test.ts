import { expect, test } from 'vitest';
import { takeKernelLock } from '../../src/run/kernel-lock.js';

test('one holder at a time', async () => {
  const name = `test-${process.pid}`;
  const release = await takeKernelLock(name);
  expect(release).toBeTypeOf('function');
  expect(await takeKernelLock(name)).toBeUndefined();
  release?.();
  const again = await takeKernelLock(name);
  expect(again).toBeTypeOf('function');
  again?.();
});
