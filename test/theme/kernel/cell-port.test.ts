import { expect, test } from 'vitest';
import { CellPort } from '../../../theme/client/kernel/cell-port.js';
import type { WorkerMessage } from '../../../theme/client/kernel/protocol.js';

/** A port, and what it sent. */
function portOf(): { readonly port: CellPort; readonly sent: WorkerMessage[] } {
  const sent: WorkerMessage[] = [];
  return { port: new CellPort(4, 7, (message) => sent.push(message)), sent };
}

test('what is printed leaves before what comes after it', () => {
  const { port, sent } = portOf();
  port.write('stdout', 'a');
  port.write('stdout', 'b\n');
  port.write('stderr', 'c\n');
  port.show({ 'text/plain': 'un tableau' }, 'place', false);
  port.send({ kind: 'ended', failed: false });
  expect(sent).toEqual([
    { run: 7, kind: 'stream', name: 'stdout', text: 'ab\n' },
    { run: 7, kind: 'stream', name: 'stderr', text: 'c\n' },
    { run: 7, kind: 'display', data: { 'text/plain': 'un tableau' }, displayId: 'place', update: false },
    { run: 7, kind: 'ended', failed: false },
  ]);
});

test('too much text is cut, and told once', () => {
  const { port, sent } = portOf();
  for (let i = 0; i < 100; i += 1) port.write('stdout', 'x'.repeat(10_000));
  port.send({ kind: 'ended', failed: false });
  const length = sent.reduce((sum, message) => sum + ('text' in message ? message.text.length : 0), 0);
  expect(length).toBeLessThan(201_000);
  expect(sent.filter((message) => message.kind === 'notice')).toHaveLength(1);
});

test('an output that is too big is told instead of shown; a live figure may go on', () => {
  const { port, sent } = portOf();
  port.show({ 'text/html': 'x'.repeat(30_000_000) }, undefined, false);
  const figure = 'x'.repeat(1_000_000);
  for (let i = 0; i < 30; i += 1) port.show({ 'text/plain': figure }, 'place', i > 0);
  expect(sent.map(({ kind }) => kind)).toEqual(['notice', ...Array.from({ length: 30 }, () => 'display')]);
});

test('what a machine would do is told at the end, unless the failure says it', () => {
  const { port, sent } = portOf();
  port.noticeAtEnd('pas de vraie sonde');
  port.send({ kind: 'ended', failed: false });
  expect(sent.map(({ kind }) => kind)).toEqual(['notice', 'ended']);
  const other = portOf();
  other.port.noticeAtEnd('pas de vraie sonde');
  other.port.send({ kind: 'error', name: 'NotInPageError', message: 'm', trace: '', why: 'absence' });
  other.port.send({ kind: 'ended', failed: true });
  expect(other.sent.map(({ kind }) => kind)).toEqual(['error', 'ended']);
});
