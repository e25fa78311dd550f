import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PageRequest, readRequest } from '../../../src/book/local-kernel/protocol.js';
import { ParseError } from '../../../src/parse-error.js';

const natural = fc.nat();
const requests: fc.Arbitrary<PageRequest> = fc.oneof(
  fc.record({ kind: fc.constant('run' as const), run: natural, cell: natural, source: fc.string() }),
  fc.constant({ kind: 'interrupt' as const }),
  fc.constant({ kind: 'restart' as const }),
);

test('what a page says is read as it was said', () => {
  fc.assert(
    fc.property(requests, (request) => {
      expect(readRequest(JSON.stringify(request))).toEqual(request);
    }),
  );
});

test.each([
  ['', 'not JSON'],
  ['null', 'Expected Object'],
  ['[]', 'kind'],
  ['{"kind":"exit"}', 'kind'],
  ['{"kind":"run","run":1,"cell":1}', 'source'],
  ['{"kind":"run","run":-1,"cell":1,"source":""}', 'run'],
  ['{"kind":"run","run":1.5,"cell":1,"source":""}', 'run'],
  ['{"kind":"run","run":1,"cell":"1","source":""}', 'cell'],
  ['{"kind":"interrupt","pid":1}', 'pid'],
])('refused: %s', (text, why) => {
  expect(() => readRequest(text)).toThrow(ParseError);
  expect(() => readRequest(text)).toThrow(why);
});

test('cut at every character, and garbage: refused in one way', () => {
  const whole = '{"kind":"run","run":1,"cell":2,"source":"1 + 1"}';
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => readRequest(whole.slice(0, length))).toThrow(ParseError);
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => readRequest(text)).toThrow(ParseError);
    }),
  );
});
