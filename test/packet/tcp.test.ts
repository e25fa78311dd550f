import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type TcpFlag,
  type TcpOption,
  decodeIpv4,
  decodeTcp,
  decodeTcpOptions,
  decodeTcpPrefix,
  encodeTcp,
  encodeTcpOptions,
} from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, anyWords, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

const endpoints = { source: '2001:db8::1', destination: '2001:db8::2' };

test('a captured opening is taken apart', () => {
  const ip = decodeIpv4(captured.syn);
  const segment = decodeTcp(ip.payload, ip);
  expect(segment).toMatchObject({
    sourcePort: 45524,
    destinationPort: 34998,
    sequence: 3433274406,
    acknowledgment: 0,
    flags: ['syn'],
    window: 65495,
    urgentPointer: 0,
    data: new Uint8Array(0),
  });
  expect(decodeTcpOptions(segment.options)).toEqual([
    { kind: 'mss', mss: 65495 },
    { kind: 'sack-permitted' },
    { kind: 'timestamps', value: 979328510, echoReply: 0 },
    { kind: 'nop' },
    { kind: 'window-scale', shift: 10 },
  ]);
});

test('a captured refusal has a right checksum, and encodes back to the same bytes', () => {
  const ip = decodeIpv4(captured.reset);
  const segment = decodeTcp(ip.payload, ip);
  expect(segment).toMatchObject({ flags: ['rst', 'ack'], checksum: 0xd849, checksumValid: true });
  expect(encodeTcp(segment, ip)).toEqual(ip.payload);
});

test('segments round-trip', () => {
  const flags = fc.subarray<TcpFlag>(['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr']);
  const segment = fc.record({
    sourcePort: uint(16),
    destinationPort: uint(16),
    sequence: uint(32),
    acknowledgment: uint(32),
    flags,
    window: uint(16),
    urgentPointer: uint(16),
    options: anyWords,
    data: anyData,
  });
  fc.assert(
    fc.property(segment, (value) => {
      expect(decodeTcp(encodeTcp(value, endpoints), endpoints)).toMatchObject({
        ...value,
        checksumValid: true,
      });
    }),
  );
});

test('a wrong checksum can be made on purpose, and is seen', () => {
  const bytes = encodeTcp({ sourcePort: 1, destinationPort: 2, flags: ['syn'] }, endpoints, 0xbad);
  expect(decodeTcp(bytes, endpoints)).toMatchObject({ checksum: 0xbad, checksumValid: false });
});

test('8 bytes are enough to recognise one’s own segment in an ICMP error', () => {
  const { payload } = decodeIpv4(captured.syn);
  expect(decodeTcpPrefix(payload.subarray(0, 8))).toEqual({
    sourcePort: 45524,
    destinationPort: 34998,
    sequence: 3433274406,
  });
});

describe('options', () => {
  test('round-trip', () => {
    const option: fc.Arbitrary<TcpOption> = fc.oneof(
      fc.constant({ kind: 'nop' as const }),
      fc.record({ kind: fc.constant('mss' as const), mss: uint(16) }),
      fc.record({ kind: fc.constant('window-scale' as const), shift: uint(8) }),
      fc.constant({ kind: 'sack-permitted' as const }),
      fc.record({
        kind: fc.constant('sack' as const),
        blocks: fc.array(fc.record({ left: uint(32), right: uint(32) }), { maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('timestamps' as const), value: uint(32), echoReply: uint(32) }),
      fc.record({
        kind: fc.constant('other' as const),
        number: fc.constantFrom(19, 34, 254),
        data: fc.uint8Array({ maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(option, { maxLength: 2 }), (options) => {
        expect(decodeTcpOptions(encodeTcpOptions(options))).toEqual(options);
      }),
    );
  });

  test('of an unusual length are kept raw', () => {
    expect(decodeTcpOptions(hex('02 03 05'))).toEqual([{ kind: 'other', number: 2, data: hex('05') }]);
  });

  test('that make no sense are refused', () => {
    expect(() => decodeTcpOptions(hex('01 02 00'))).toThrow(
      new ParseError('TCP option 2 of impossible length 0', 2),
    );
    expect(() => decodeTcpOptions(hex('02'))).toThrow(ParseError);
  });

  test('that do not fit are refused', () => {
    const block = { left: 0, right: 0 };
    expect(() => encodeTcpOptions([{ kind: 'sack', blocks: Array(5).fill(block) }])).toThrow(RangeError);
    expect(() => encodeTcpOptions([{ kind: 'mss', mss: 65536 }])).toThrow(
      'TCP MSS must be an integer from 0 to 65535, got 65536',
    );
  });
});

test('damaged segments never do worse than a ParseError', () => {
  const { payload } = decodeIpv4(captured.syn);
  expectSturdy((bytes) => decodeTcpOptions(decodeTcp(bytes, endpoints).options), payload);
});
