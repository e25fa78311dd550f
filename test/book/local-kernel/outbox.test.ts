import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outbox } from '../../../src/book/local-kernel/outbox.js';
import type { ServerMessage } from '../../../src/book/local-kernel/protocol.js';

const sent: ServerMessage[] = [];
const way = { bufferedAmount: 0, send: (text: string) => void sent.push(JSON.parse(text) as ServerMessage) };
let outbox: Outbox;

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  way.bufferedAmount = 0;
  outbox = new Outbox(way);
});
afterEach(() => {
  vi.useRealTimers();
});

const printed = (text: string, run = 1) => ({ run, kind: 'stream', name: 'stdout', text }) as const;
const shown = (text: string, update: boolean, displayId = 'a') =>
  ({ run: 1, kind: 'display', data: { 'text/plain': text }, displayId, update }) as const;

test('texts that follow each other are one message, in order with the rest', () => {
  for (const message of [printed('a'), printed('b'), shown('c', false), printed('d'), printed('e', 2)])
    outbox.send(message);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([printed('ab'), shown('c', false), printed('d'), printed('e', 2)]);
});

test('an update takes the place of what still waits, which stays to be shown', () => {
  outbox.send(shown('0', false));
  outbox.send(shown('x', false, 'b'));
  for (let i = 1; i <= 1000; i += 1) outbox.send(shown(String(i), true));
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([shown('1000', false), shown('x', false, 'b')]);
  outbox.send(shown('1001', true));
  outbox.send(shown('1002', true));
  vi.advanceTimersByTime(100);
  expect(sent.slice(2)).toEqual([shown('1002', true)]);
});

test('waits for a slow page', () => {
  way.bufferedAmount = 5_000_000;
  outbox.send(printed('a'));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
  outbox.send(printed('b'));
  way.bufferedAmount = 0;
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([printed('ab')]);
  expect(vi.getTimerCount()).toBe(0);
});

test('closed, it says nothing and has no timer', () => {
  outbox.send(printed('a'));
  outbox.close();
  outbox.send(printed('b'));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
