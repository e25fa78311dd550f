import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/parse-error.js';
import { parseSeriesValues } from '../../../src/prometheus/series/notation.js';

test.each<[string, unknown[]]>([
  ['', []],
  ['1 2.5 -3e2', [1, 2.5, -300]],
  ['0+10x3', [0, 10, 20, 30]],
  ['5-1x2', [5, 4, 3]],
  ['7x2', [7, 7, 7]],
  ['_ _x2 stale', ['missing', 'missing', 'missing', 'stale']],
  ['-Inf NaN', [-Infinity, NaN]],
])('%s', (text, values) => {
  expect(parseSeriesValues(text)).toEqual(values);
});

test.each(['{{schema:1}}', 'x', '1+x2', '1x', '1x999999999', '1 2 three'])('refused: %s', (text) => {
  expect(() => parseSeriesValues(text)).toThrow(ParseError);
});

test('any text gives values or a ParseError', () => {
  const characters = fc.string({
    unit: fc.constantFrom(...'0 1 2 9 + - x _ . e E s t a l I N n f { }'.split(' '), ' '),
    maxLength: 30,
  });
  fc.assert(
    fc.property(characters, (text) => {
      try {
        for (const value of parseSeriesValues(text)) expect(value).toBeDefined();
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }),
  );
});
