import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/notebook/notebook.js';
import { OutputRecorder } from '../../src/notebook/output-recorder.js';
import { newRequest } from '../../src/notebook/wire-protocol.js';

/** A recorder that has received these messages about cell 1. */
function record(...messages: readonly [type: string, content: JsonObject][]): OutputRecorder {
  const recorder = new OutputRecorder();
  for (const [type, content] of messages) recorder.receive(1, newRequest(type, content, ''));
  return recorder;
}

const stdout = (text: string): [string, JsonObject] => ['stream', { name: 'stdout', text }];
const stderr = (text: string): [string, JsonObject] => ['stream', { name: 'stderr', text }];
const display = (text: string, id?: string): [string, JsonObject] => [
  'display_data',
  { data: { 'text/plain': text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
];
const update = (text: string, id: string): [string, JsonObject] => [
  'update_display_data',
  display(text, id)[1],
];

test('pieces of one stream are joined; another stream stands apart', () => {
  const recorder = record(stdout('a'), stdout('b\n'), stderr('c'), stdout('d'));
  expect(recorder.outputs(1)).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'ab\n' },
    { output_type: 'stream', name: 'stderr', text: 'c' },
    { output_type: 'stream', name: 'stdout', text: 'd' },
  ]);
});

test('a display is replaced where it stands, by its identifier, which is not stored', () => {
  const recorder = record(display('one', 'x'), stdout('between'), display('other', 'y'), update('two', 'x'));
  expect(recorder.outputs(1)).toEqual([
    { output_type: 'display_data', data: { 'text/plain': 'two' }, metadata: {} },
    { output_type: 'stream', name: 'stdout', text: 'between' },
    { output_type: 'display_data', data: { 'text/plain': 'other' }, metadata: {} },
  ]);
});

test('a cell updates the display of an earlier one', () => {
  const recorder = record(display('one', 'x'));
  recorder.receive(2, newRequest(...update('two', 'x'), ''));
  expect(recorder.outputs(1)).toMatchObject([{ data: { 'text/plain': 'two' } }]);
  expect(recorder.outputs(2)).toEqual([]);
});

test('an update of a display that nobody made changes nothing', () => {
  expect(record(update('two', 'x')).outputs(1)).toEqual([]);
});

test('outputs are cleared at once, or when the next one comes', () => {
  expect(record(stdout('a'), ['clear_output', { wait: false }]).outputs(1)).toEqual([]);
  const waiting = record(stdout('a'), ['clear_output', { wait: true }]);
  expect(waiting.outputs(1)).toHaveLength(1);
  waiting.receive(1, newRequest(...stdout('b'), ''));
  expect(waiting.outputs(1)).toMatchObject([{ text: 'b' }]);
});

test('a result and an error are stored as the format wants them', () => {
  const recorder = record(
    ['execute_result', { data: { 'text/plain': '2' }, metadata: {}, execution_count: 3 }],
    ['error', { ename: 'RangeError', evalue: 'too far', traceback: ['line'] }],
    ['comm_open', { data: {} }],
  );
  expect(recorder.outputs(1)).toEqual([
    { output_type: 'execute_result', data: { 'text/plain': '2' }, metadata: {}, execution_count: 3 },
    { output_type: 'error', ename: 'RangeError', evalue: 'too far', traceback: ['line'] },
  ]);
});
