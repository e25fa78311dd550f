import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identityOf, isAlive, signalProcess } from '../../src/run/process-identity.js';

test('a process is there until it ends', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identityOf(child.pid ?? 0);
  expect(identity).toMatchObject({ pid: child.pid });
  if (identity === undefined) return;
  expect(isAlive(identity)).toBe(true);
  signalProcess(identity, 'SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  expect(isAlive(identity)).toBe(false);
  signalProcess(identity, 'SIGTERM');
});

test('another process that has the number is left alone', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('no process');
  for (const other of [
    { ...identity, startTicks: identity.startTicks - 1 },
    { ...identity, bootId: 'of yesterday' },
  ]) {
    expect(isAlive(other)).toBe(false);
    signalProcess(other, 'SIGKILL');
  }
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
});

test('a name that looks like fields does not move them', () => {
  const { title } = process;
  process.title = ') Z 1 2';
  try {
    expect(identityOf(process.pid)?.startTicks).toBeGreaterThan(0);
  } finally {
    process.title = title;
  }
});
