import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TableCell } from '../../src/table/flat-row.js';
import { columnHeading } from '../../src/table/table.js';
import { columnRanks, readQuantity } from '../../src/table/table-order.js';

/** The column in the order that its ranks give. */
function sorted(cells: readonly TableCell[]): readonly TableCell[] {
  const ranks = columnRanks(cells);
  return cells
    .map((cell, row) => ({ cell, rank: ranks[row] ?? Infinity }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ cell }) => cell);
}

describe('a column is sorted as what it holds', () => {
  test.each<[string, TableCell[]]>([
    ['numbers', [-3, 0.5, 2, 10, 2n ** 60n, 2n ** 60n + 1n]],
    ['numbers as French writes them', ['−2,5', '3', '1\u202f234,5', '1 235']],
    ['durations', ['900 ns', '12 µs', '0,5 ms', '1,2 s', '2 min', '1 h', '1 j']],
    ['rates', ['900 kbit/s', '1,5 Mbit/s', '1 Gbit/s']],
    ['sizes', ['999 octets', '1 ko', '1 Kio', '2 Mo']],
    ['IPv4 addresses and prefixes', ['9.255.0.1', '10.0.0.0/8', '10.0.0.2', '10.0.0.10', '192.0.2.1']],
    ['IPv6 addresses', ['::1', '2001:db8::2', '2001:db8::10', '2001:db8:0:1::', 'fe80::1']],
    ['MAC addresses', ['02:00:00:00:00:09', '02:00:00:00:00:0a', '0a:00:00:00:00:01']],
    ['addresses with ports', ['10.0.0.2:80', '10.0.0.2:443', '10.0.0.10:22']],
    ['names', ['Échelle', 'étoile', 'hôte 2', 'hôte 10', 'zone']],
    ['no and yes', [false, true]],
    ['anything else, as text', [2, '3 routeurs', '10']],
  ])('%s', (_, cells) => {
    expect(sorted([...cells].reverse())).toEqual(cells);
  });

  test('cells without a value have no rank, equal ones have the same', () => {
    expect(columnRanks([3, undefined, 1, 3, '', '—', '* * *', NaN])).toEqual([
      1,
      undefined,
      0,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(columnRanks([])).toEqual([]);
  });

  test('whatever it holds, the ranks are whole, dense and agree with equality', () => {
    const cell = fc.oneof(fc.string(), fc.double(), fc.bigInt(), fc.boolean(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
        const ranks = columnRanks(cells).filter((rank): rank is number => rank !== undefined);
        const distinct = [...new Set(ranks)].sort((a, b) => a - b);
        expect(distinct).toEqual(distinct.map((_, index) => index));
      }),
    );
  });
});

describe('a quantity', () => {
  test.each([
    ['1\u202f234,5 ms', { kind: 'duration', value: 1_234_500_000 }],
    ['12 %', { kind: '%', value: 12 }],
    ['-3', { kind: '', value: -3 }],
    ['7 sauts', { kind: 'sauts', value: 7 }],
  ])('%s', (text, quantity) => {
    expect(readQuantity(text)).toEqual(quantity);
  });

  test.each(['', 'ms', '1.2.3', '1,2,3', '3 à 5 ms', '9'.repeat(50)])('« %s » is none', (text) => {
    expect(readQuantity(text)).toBeUndefined();
  });

  test('has a unit of its own when it is not a known one, whatever its name', () => {
    expect(readQuantity('1 __proto__')).toEqual({ kind: '__proto__', value: 1 });
  });

  test('is never NaN, and never long to read', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789 ,.+-msoé/')) }), (text) => {
        expect(readQuantity(text)?.value).not.toBeNaN();
      }),
    );
  });
});

test.each([
  ['rttMs', 'rtt (ms)'],
  ['received.bitsPerSecond', 'received (bit/s)'],
  ['sentBitsPerSecond', 'sent (bit/s)'],
  ['rxBytes', 'rx (octets)'],
  ['lossPercent', 'loss (%)'],
  ['durationS', 'duration (s)'],
  ['name', 'name'],
  ['DNS', 'DNS'],
])('without a heading, %s is headed %s', (name, heading) => {
  expect(columnHeading(name)).toBe(heading);
});
