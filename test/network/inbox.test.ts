import { openKernel } from '../../src/network/kernel.js';
import { scan } from '../../src/probe/scan.js';
import { describe, expect, test } from 'vitest';
import { Inbox } from '../../src/network/inbox.js';
import { type ReceivedPacket, NetworkClosedError } from '../../src/network/network.js';

const packet = (atMs: number): ReceivedPacket => ({ bytes: new Uint8Array(28), atMs });
const FOREVER_MS = Infinity;

describe('the reader', () => {
  test('gets what arrived before, in order', async () => {
    const inbox = new Inbox();
    inbox.put(packet(1));
    inbox.put(packet(2));
    expect([await inbox.take(FOREVER_MS), await inbox.take(0)]).toMatchObject([{ atMs: 1 }, { atMs: 2 }]);
  });

  test('waits for what has not arrived yet', async () => {
    const inbox = new Inbox();
    const next = inbox.take(FOREVER_MS);
    inbox.put(packet(3));
    expect(await next).toMatchObject({ atMs: 3 });
  });

  test('misses nothing when two packets arrive in the same turn', async () => {
    const inbox = new Inbox();
    const first = inbox.take(FOREVER_MS);
    inbox.put(packet(1));
    inbox.put(packet(2));
    expect([await first, await inbox.take(0)]).toMatchObject([{ atMs: 1 }, { atMs: 2 }]);
  });

  test('gives up at its deadline, and what arrives later is for the next one', async () => {
    const inbox = new Inbox();
    expect(await inbox.take(0)).toBeUndefined();
    expect(await inbox.take(-5)).toBeUndefined();
    expect(await inbox.take(1)).toBeUndefined();
    inbox.put(packet(4));
    expect(await inbox.take(0)).toMatchObject({ atMs: 4 });
  });

  test('gives up when its signal is aborted, before or while it waits', async () => {
    const inbox = new Inbox();
    expect(await inbox.take(FOREVER_MS, AbortSignal.abort())).toBeUndefined();
    const stop = new AbortController();
    const next = inbox.take(FOREVER_MS, stop.signal);
    stop.abort();
    expect(await next).toBeUndefined();
  });

  test('is alone: a second one at the same time is refused', async () => {
    const inbox = new Inbox();
    const first = inbox.take(FOREVER_MS);
    await expect(inbox.take(FOREVER_MS)).rejects.toThrow('one probe at a time');
    inbox.put(packet(1));
    expect(await first).toMatchObject({ atMs: 1 });
  });
});

test('a flood that nobody reads keeps the newest packets only, as a socket buffer keeps the memory bounded', async () => {
  const inbox = new Inbox();
  for (let i = 0; i < 10_000; i++) inbox.put(packet(i));
  expect(await inbox.take(0)).toMatchObject({ atMs: 10_000 - 4096 });
});

describe('closing', () => {
  test('fails the one who waits and those who come after', async () => {
    const inbox = new Inbox();
    const waiting = inbox.take(FOREVER_MS);
    inbox.close();
    await expect(waiting).rejects.toThrow(NetworkClosedError);
    await expect(inbox.take(0)).rejects.toThrow(NetworkClosedError);
  });

  test('after a failure keeps the failure', async () => {
    const inbox = new Inbox();
    inbox.fail(new Error('the interface is gone'));
    inbox.close();
    await expect(inbox.take(0)).rejects.toThrow('the interface is gone');
  });
});

test('one signal for many readers is no leak that Node would warn of', async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', note);
  const stop = new AbortController();
  const waiting = Array.from({ length: 64 }, () => new Inbox().take(20_000, stop.signal));
  const network = openKernel('test');
  const scanned = scan(network, '127.0.0.1', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], {
    signal: stop.signal,
  });
  await scanned;
  stop.abort();
  expect(await Promise.all(waiting)).toEqual(Array(64).fill(undefined));
  // Node warns in a turn of its own.
  await new Promise(setImmediate);
  process.off('warning', note);
  network.close();
  expect(warnings).toEqual([]);
});
