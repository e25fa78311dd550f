import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SendQueue } from '../../../src/book/local-kernel/send-queue.js';
import type { ServerMessage } from '../../../src/book/local-kernel/protocol.js';

const sent: ServerMessage[] = [];
const socket = {
  bufferedAmount: 0,
  send: (text: string) => void sent.push(JSON.parse(text) as ServerMessage),
};
let queue: SendQueue;

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  socket.bufferedAmount = 0;
  queue = new SendQueue(socket);
});
afterEach(() => {
  vi.useRealTimers();
});

const printed = (text: string, run = 1) => ({ run, kind: 'stream', name: 'stdout', text }) as const;
const shown = (text: string, update: boolean, displayId = 'a') =>
  ({ run: 1, kind: 'display', data: { 'text/plain': text }, displayId, update }) as const;

test('texts that follow each other are one message, in order with the rest', () => {
  for (const message of [printed('a'), printed('b'), shown('c', false), printed('d'), printed('e', 2)])
    queue.send(message);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([printed('ab'), shown('c', false), printed('d'), printed('e', 2)]);
});

test('an update takes the place of what still waits, which stays to be shown', () => {
  queue.send(shown('0', false));
  queue.send(shown('x', false, 'b'));
  for (let i = 1; i <= 1000; i += 1) queue.send(shown(String(i), true));
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([shown('1000', false), shown('x', false, 'b')]);
  queue.send(shown('1001', true));
  queue.send(shown('1002', true));
  vi.advanceTimersByTime(100);
  expect(sent.slice(2)).toEqual([shown('1002', true)]);
});

test('waits for a slow page', () => {
  socket.bufferedAmount = 5_000_000;
  queue.send(printed('a'));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
  queue.send(printed('b'));
  socket.bufferedAmount = 0;
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([printed('ab')]);
  expect(vi.getTimerCount()).toBe(0);
});

test('closed, it says nothing and has no timer', () => {
  queue.send(printed('a'));
  queue.close();
  queue.send(printed('b'));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
