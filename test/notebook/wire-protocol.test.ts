import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../src/parse-error.js';
import { decodeMessage, encodeMessage, newRequest } from '../../src/notebook/wire-protocol.js';

const json = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.jsonValue({ depthSize: 'small' }),
);

test('a message comes out as it went in, whatever routing frames stand before it', () => {
  fc.assert(
    fc.property(fc.string(), json, fc.string(), fc.uint8Array(), (type, content, key, route) => {
      const message = newRequest(type, content, 'session');
      const frames = [Buffer.from(route), ...encodeMessage(message, key)];
      // What JSON cannot say (-0) is not the protocol's business.
      expect(decodeMessage(frames, key)).toEqual(JSON.parse(JSON.stringify(message)));
    }),
  );
});

test('a message signed with another key is refused', () => {
  fc.assert(
    fc.property(json, fc.string(), fc.string(), (content, key, otherKey) => {
      fc.pre(key !== otherKey);
      const frames = encodeMessage(newRequest('execute_request', content, 'session'), key);
      expect(() => decodeMessage(frames, otherKey)).toThrow('wrong signature');
    }),
  );
});

test('a message changed on the way is refused, whatever bit changed', () => {
  const frames = encodeMessage(newRequest('execute_request', { code: '1 + 1' }, 'session'), 'key');
  const signed = frames.slice(1);
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.nat(), fc.nat(7), (index, position, bit) => {
      const changed = frames.map((frame) => Buffer.from(frame));
      const frame = changed[index + 1] ?? Buffer.alloc(0);
      const offset = position % frame.length;
      frame[offset] = (frame[offset] ?? 0) ^ (1 << bit);
      expect(() => decodeMessage(changed, 'key')).toThrow(ParseError);
    }),
  );
});

test('garbage gives a ParseError and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (frames) => {
      const garbage = frames.map((frame) => Buffer.from(frame));
      expect(() => decodeMessage(garbage, 'key')).toThrow(ParseError);
      const signed = [Buffer.from('<IDS|MSG>'), ...garbage];
      expect(() => decodeMessage(signed, 'key')).toThrow(ParseError);
    }),
  );
});

test('a message cut short is refused', () => {
  const frames = encodeMessage(newRequest('kernel_info_request', {}, 'session'), 'key');
  for (let length = 0; length < frames.length; length++) {
    expect(() => decodeMessage(frames.slice(0, length), 'key')).toThrow(ParseError);
  }
});
