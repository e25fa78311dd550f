import { expect, test } from 'vitest';
import { netDev } from '../../../src/host/kernel/net-dev.js';
import { ParseError } from '../../../src/parse-error.js';
import { netDevText } from '../recorded.js';

test('the sixteen counters, each in its place', () => {
  expect(netDev.parse(netDevText('  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16'))).toEqual([
    {
      name: 'eth0',
      ...{ rxBytes: 1, rxPackets: 2, rxErrors: 3, rxDropped: 4, rxFifo: 5, rxFrame: 6 },
      ...{ rxCompressed: 7, rxMulticast: 8, txBytes: 9, txPackets: 10, txErrors: 11, txDropped: 12 },
      ...{ txFifo: 13, txCollisions: 14, txCarrier: 15, txCompressed: 16 },
    },
  ]);
});

const zeros = '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0';

test.each([
  ['a space after the colon', `lo: 7 ${zeros}`, 'lo'],
  ['none, as old kernels wrote long counters', `eth0:7 ${zeros}`, 'eth0'],
  ['a name with a colon', `eth0:1: 7 ${zeros}`, 'eth0:1'],
  ['a name with a colon, and no space', `eth0:1:7 ${zeros}`, 'eth0:1'],
  ['a name that is not ASCII', `réseau: 7 ${zeros}`, 'réseau'],
  ['a name that every object inherits', `__proto__: 7 ${zeros}`, '__proto__'],
])('%s', (_, line, name) => {
  expect(netDev.parse(netDevText(line))).toMatchObject([{ name, rxBytes: 7, rxPackets: 0 }]);
});

test('columns of a newer kernel are kept, by the name in the heading', () => {
  const text = netDevText(`eth0: 7 ${zeros} 99`).replace('carrier compressed', 'carrier compressed novel');
  expect(netDev.parse(text)[0]).toMatchObject({ txCompressed: 0, others: { 'tx novel': 99 } });
});

test('a counter above 2^53 comes near, with its digits beside it', () => {
  const [counters] = netDev.parse(netDevText(`eth0: 18446744073709551615 ${zeros}`));
  expect(counters).toMatchObject({ rxBytes: 2 ** 64, exact: { rxBytes: '18446744073709551615' } });
});

test('no interface at all', () => {
  expect(netDev.parse(netDevText())).toEqual([]);
});

test('a file that went through Windows', () => {
  expect(netDev.parse(netDevText(`lo: 7 ${zeros}`).replaceAll('\n', '\r\n'))).toMatchObject([{ rxBytes: 7 }]);
});

test.each([
  ['empty', '', 'the two lines of heading are missing (offset 0)'],
  ['not this file', 'a\nb\n', 'not the heading of net/dev (line 1, offset 0)'],
  ['a missing field', netDevText('lo: 1 2 3'), 'rx drop is missing (line 3, offset 209)'],
  ['an extra field', netDevText(`lo: 1 ${zeros} 5`), 'the end of the line is expected, found "5" (line 3'],
  ['a negative field', netDevText(`lo: -1 ${zeros}`), 'a counter (rxBytes) is expected, found "-1" (line 3'],
  ['not a number', netDevText(`lo: x1 ${zeros}`), 'a counter (rxBytes) is expected, found "x1"'],
  ['hexadecimal', netDevText(`lo: 0x1 ${zeros}`), 'a counter (rxBytes) is expected'],
  ['more than 64 bits', netDevText(`lo: 18446744073709551616 ${zeros}`), 'a counter of 64 bits (rxBytes)'],
  ['overlong', netDevText(`lo: ${'9'.repeat(70_000)} ${zeros}`), 'a line is longer than 65536'],
  ['no name', netDevText(`: 1 ${zeros}`), 'a name is expected before ":"'],
  ['no colon', netDevText(`1 ${zeros}`), 'a name and ":" are expected'],
  ['cut', netDevText(`lo: 7 ${zeros}`).slice(0, -1), 'the last line is not ended: the file was cut (line 3'],
])('%s is refused, with the place', (_, text, message) => {
  expect(() => netDev.parse(text)).toThrow(ParseError);
  expect(() => netDev.parse(text)).toThrow(message);
});
