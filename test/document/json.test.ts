import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/document/json.js';
import { ParseError } from '../../src/parse-error.js';

test.each([
  ['[{},}]', 4, 1],
  ['{"a":\n 1,}', 9, 2],
  ['{"a" 1}', 5, 1],
  ['[1,2', 4, 1],
  ['', 0, 1],
  ['abc', 0, 1],
  ['[1] 2', 4, 1],
  ['["a\nb"]', 1, 1],
  ['{"a":1]', 6, 1],
  ['\uFEFF[}', 2, 1],
])('%j stops being JSON at %d', (text, offset, line) => {
  const failure: unknown = (() => {
    try {
      return parseJson(text).value;
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(ParseError);
  expect(failure).toMatchObject({ offset, line });
});

test('reads what JSON.parse does, and finds a place for each fault', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (json, at, put) => {
      expect(parseJson(json).value).toEqual(JSON.parse(json));
      const cut = at % (json.length + 1);
      try {
        parseJson(json.slice(0, cut) + put + json.slice(cut));
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
        expect((error as ParseError).offset).toBeLessThanOrEqual(json.length + put.length);
      }
    }),
  );
});
