import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Ipv6Extension,
  type Ipv6Fields,
  decodeIpv6,
  decodeIpv6Prefix,
  encodeIpv6,
  ipv6Bytes,
  ipv6Text,
} from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

const fields: Ipv6Fields = {
  source: '2001:db8::1',
  destination: '2001:db8::2',
  protocol: 17,
  payload: Uint8Array.of(1, 2, 3),
};

const extensions: readonly Ipv6Extension[] = [
  { kind: 'hop-by-hop', options: [{ kind: 'router-alert', value: 0 }] },
  { kind: 'routing', routingType: 4, segmentsLeft: 1, data: new Uint8Array(20) },
  {
    kind: 'destination-options',
    options: [{ kind: 'other', number: 30, data: Uint8Array.of(1, 2, 3, 4, 5) }],
  },
];

test('a captured ping is taken apart', () => {
  expect(decodeIpv6(captured.echoRequestv6)).toMatchObject({
    version: 6,
    trafficClass: 0,
    flowLabel: 0xa32fd,
    payloadLength: 24,
    nextHeader: 58,
    hopLimit: 64,
    source: '::1',
    destination: '::1',
    extensions: [],
    protocol: 58,
  });
});

test.each([captured.echoRequestv6, captured.portUnreachablev6])(
  'it encodes back to the same bytes',
  (bytes) => {
    expect(encodeIpv6(decodeIpv6(bytes))).toEqual(bytes);
  },
);

test('packets round-trip', () => {
  const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes));
  const packet = fc.record({
    source: address,
    destination: address,
    protocol: fc.constantFrom(6, 17, 58, 59, 255),
    payload: anyData,
    hopLimit: uint(8),
    trafficClass: uint(8),
    flowLabel: uint(20),
    extensions: fc.array(anyExtension(), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(packet, (value) => {
      expect(decodeIpv6(encodeIpv6(value))).toMatchObject(value);
    }),
  );
});

describe('extension headers', () => {
  test('are walked to the payload', () => {
    const { protocol, payload, nextHeader, ...packet } = decodeIpv6(encodeIpv6({ ...fields, extensions }));
    expect(packet.extensions).toEqual(extensions);
    expect({ nextHeader, protocol, payload }).toEqual({
      nextHeader: 0,
      protocol: 17,
      payload: fields.payload,
    });
  });

  test('are padded to 8 bytes', () => {
    const bytes = encodeIpv6({ ...fields, extensions: extensions.slice(0, 1) });
    expect(bytes.subarray(40, 48)).toEqual(hex('11 00 05 02 0000 01 00'));
  });

  test('are not looked for in a later fragment, whose bytes are anything', () => {
    const fragment = {
      kind: 'fragment',
      fragmentOffset: 1448,
      moreFragments: false,
      identification: 7,
    } as const;
    const { payload, ...packet } = decodeIpv6(
      encodeIpv6({ ...fields, protocol: 60, extensions: [fragment] }),
    );
    expect(packet.extensions).toEqual([fragment]);
    expect(payload).toEqual(fields.payload);
  });

  test('that are cut are refused', () => {
    const bytes = encodeIpv6({ ...fields, extensions });
    expect(() => decodeIpv6Prefix(bytes.subarray(0, 47))).toThrow(ParseError);
  });
});

test('what does not fit is refused', () => {
  expect(() => encodeIpv6({ ...fields, flowLabel: 0x100000 })).toThrow(
    'IPv6 flow label must be an integer from 0 to 1048575, got 1048576',
  );
  expect(() => encodeIpv6({ ...fields, payload: new Uint8Array(65536) })).toThrow(RangeError);
  expect(() => encodeIpv6({ ...fields, source: '192.0.2.1' })).toThrow(ParseError);
});

test('damaged packets never do worse than a ParseError', () => {
  expectSturdy(decodeIpv6, encodeIpv6({ ...fields, extensions }));
  expectSturdy(decodeIpv6Prefix, captured.portUnreachablev6);
  expect(ipv6Bytes(decodeIpv6(captured.echoRequestv6).source)[15]).toBe(1);
});

function anyExtension(): fc.Arbitrary<Ipv6Extension> {
  const option = fc.oneof(
    fc.record({ kind: fc.constant('router-alert' as const), value: uint(16) }),
    fc.record({
      kind: fc.constant('other' as const),
      number: fc.constantFrom(30, 194, 255),
      data: fc.uint8Array({ maxLength: 20 }),
    }),
  );
  return fc.oneof(
    fc.record({
      kind: fc.constantFrom('hop-by-hop' as const, 'destination-options' as const),
      options: fc.array(option, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('routing' as const),
      routingType: uint(8),
      segmentsLeft: uint(8),
      data: fc.constantFrom(4, 12, 20).map((length) => new Uint8Array(length).fill(length)),
    }),
    fc.record({
      kind: fc.constant('fragment' as const),
      fragmentOffset: fc.constant(0),
      moreFragments: fc.boolean(),
      identification: uint(32),
    }),
  );
}
