import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissect } from '../../src/capture/dissect.js';
import { compileFilter } from '../../src/capture/filter/compile.js';
import { FilterError } from '../../src/capture/filter/syntax.js';
import { ConversationTracker } from '../../src/capture/conversations/tracker.js';
import { summarise, summaryOf } from '../../src/capture/summary/summary.js';
import { anyFrame, captured } from './packet-mix.js';

const linkTypes = fc.constantFrom(0, 1, 101, 108, 113, 228, 229, 276, 147);

describe('whatever the bytes are, they are read', () => {
  test.each([
    ['random bytes', fc.uint8Array({ maxLength: 200 })],
    ['a frame cut anywhere', fc.tuple(anyFrame, fc.nat(200)).map(([frame, end]) => frame.subarray(0, end))],
    [
      'a frame with a byte changed',
      fc
        .tuple(anyFrame, fc.nat(200), fc.nat(255))
        .map(([frame, at, byte]) => frame.map((each, i) => (i === at % frame.length ? byte : each))),
    ],
  ])('%s', async (_, frames) => {
    const filter = await compileFilter(
      'tcp.port == 80 or dns.a or frame contains "x" or ip.addr in {10.0.0.0/8}',
    );
    const tracker = new ConversationTracker();
    fc.assert(
      fc.property(frames, linkTypes, fc.nat(50), (bytes, linkType, beyond) => {
        const packet = { ...captured(bytes, 1, linkType), originalLength: bytes.length + beyond };
        const { layers } = dissect(packet);
        for (const { fields, offset, length } of layers) {
          expect(offset + length).toBeLessThanOrEqual(bytes.length);
          for (const field of fields) expect(field.offset + field.length).toBeLessThanOrEqual(bytes.length);
        }
        JSON.stringify(layers);
        summarise(packet);
        tracker.follow(packet);
        summaryOf(packet, tracker.outline, tracker.fields());
        filter.keeps(packet);
      }),
    );
  });
});

describe('a filter that makes no sense says where', () => {
  test.each([
    ['ip.adr == 1.2.3.4', 0, /did you mean .*ip\.addr/],
    ['ip.addr == 1.2.3', 11, /no value/],
    ['tcp and (udp', 12, /expected "\)"/],
    ['tcp.port = 80', 9, /unexpected character/],
    ['http.host matches "("', 18, /regular expression/],
    ['tcp.port in {80', 15, /expected "}"/],
    ['http.host == "a', 13, /no end/],
    ['('.repeat(5000), 100, /too deep/],
  ])('%s', async (text, offset, message) => {
    const error: unknown = await compileFilter(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FilterError);
    expect((error as FilterError).message).toMatch(message);
    expect((error as FilterError).offset).toBe(offset);
  });
});
