import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/book/local-kernel/protocol.js';
import { RunOutput } from '../../../src/book/local-kernel/run-output.js';
import { textOf } from './kernel-page.js';

const events: RunEvent[] = [];
const cells = new Map([[12, 3]]);
let output: RunOutput;

beforeEach(() => {
  vi.useFakeTimers();
  events.length = 0;
  output = new RunOutput((event) => void events.push(event), cells);
});
afterEach(() => {
  vi.useRealTimers();
});

function receive(type: string, content: Readonly<Record<string, unknown>>): void {
  const header = { msg_id: '', msg_type: type, session: '', username: '', version: '5.3', date: '' };
  output.receive({ header, content });
}
const print = (name: string, text: string): void => {
  receive('stream', { name, text });
};

test('an exception is told from what the cell wrote on its error stream, with the cells of the page', () => {
  print('stderr', 'attention\n');
  print(
    'stderr',
    'RangeError: trop loin\nvraiment\n    at f (cellule [12]:1:29)\n    at cellule [12]:2:23\n',
  );
  output.fail();
  expect(events).toEqual([
    { kind: 'stream', name: 'stderr', text: 'attention\n' },
    {
      kind: 'error',
      name: 'RangeError',
      message: 'trop loin\nvraiment',
      trace: 'RangeError: trop loin\nvraiment\n    at f (cellule [3]:1:29)\n    at cellule [3]:2:23',
      line: 2,
      why: 'run',
    },
    { kind: 'ended', how: 'failed' },
  ]);
});

test('the faults of the compiler are one error, at the first of them', () => {
  print('stderr', "1:7 - Type 'string' is not assignable to type 'number'.\n");
  print('stderr', "2:11 - Cannot find name 'inconnu'.\n");
  output.fail();
  expect(events).toMatchObject([
    {
      kind: 'error',
      name: 'Erreur de compilation',
      line: 1,
      message: "Type 'string' is not assignable to type 'number'.",
    },
    { kind: 'ended' },
  ]);
  events.length = 0;
  print('stderr', "1:1 - Cannot find name 'réseau'.\n");
  output.fail();
  expect(events[0]).toMatchObject({ missing: 'réseau', line: 1, trace: '' });
});

test('a name that is missing as the cell runs, and what is no error', () => {
  print('stderr', 'ReferenceError: réseau is not defined\n    at cellule [12]:1:1\n');
  output.fail();
  expect(events[0]).toMatchObject({ name: 'ReferenceError', missing: 'réseau', line: 1 });
  events.length = 0;
  print('stderr', 'une chaîne\n');
  output.fail();
  expect(events[0]).toEqual({ kind: 'error', name: 'Erreur', message: 'une chaîne', trace: '', why: 'run' });
});

test('errors of a cell that goes on are shown after a while, or before what follows', () => {
  print('stderr', 'un\n');
  vi.advanceTimersByTime(2000);
  print('stderr', 'deux\n');
  print('stdout', 'trois\n');
  expect(events).toMatchObject([{ text: 'un\n' }, { text: 'deux\n' }, { name: 'stdout', text: 'trois\n' }]);
  output.end('done');
  expect(vi.getTimerCount()).toBe(0);
});

test('a computation that was stopped shows no error', () => {
  print('stdout', '1\n');
  print('stderr', 'Error: Script execution was interrupted by `SIGINT`\n    at sigintHandlersWrap\n');
  expect(output.isStopped).toBe(true);
  output.end('stopped');
  expect(events).toMatchObject([{ text: '1\n' }, { kind: 'ended', how: 'stopped' }]);
});

test('displays, their updates, and results', () => {
  const data = { 'text/html': '<b>1</b>' };
  receive('display_data', { data, metadata: {}, transient: { display_id: 'a' } });
  receive('update_display_data', { data, metadata: {}, transient: { display_id: 'a' } });
  receive('execute_result', { data, metadata: {}, execution_count: 1 });
  receive('comm_open', { data });
  expect(events).toEqual([
    { kind: 'display', data, displayId: 'a', update: false },
    { kind: 'display', data, displayId: 'a', update: true },
    { kind: 'display', data, update: false },
  ]);
});

test('what an endless loop shows is bounded', () => {
  for (let i = 0; i < 3000; i += 1) print('stdout', 'x'.repeat(1000));
  expect(textOf(events)).toHaveLength(400_000);
  for (let i = 0; i < 3000; i += 1) print('stderr', 'x'.repeat(1000));
  print('stderr', 'Error: la dernière\n    at cellule [12]:1:1\n');
  output.fail();
  expect(textOf(events)).toHaveLength(400_000);
  expect(events.at(-2)).toMatchObject({ kind: 'error', message: 'la dernière' });

  events.length = 0;
  for (let i = 0; i < 100_000; i += 1) receive('display_data', { data: {}, transient: {} });
  expect(events.length).toBeLessThan(40_000);
  receive('update_display_data', { data: { 'text/plain': 'à jour' }, transient: { display_id: 'a' } });
  expect(events.at(-1)).toMatchObject({ update: true });
  receive('display_data', { data: { 'text/plain': 'x'.repeat(40_000_000) }, transient: {} });
  expect(events.at(-1)).toMatchObject({ kind: 'notice' });
});
