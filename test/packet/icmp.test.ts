import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IcmpMessage, decodeIcmp, decodeIpv4, encodeIcmp } from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, anyIpv4, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

describe('captured messages', () => {
  test('an echo request', () => {
    expect(decodeIcmp(decodeIpv4(captured.echoRequest).payload)).toEqual({
      kind: 'echo-request',
      type: 8,
      code: 0,
      identifier: 0x2c9e,
      sequence: 1,
      data: hex('9f3e 026b 0000 0000 e854 0300 0000 0000'),
      checksum: 0x3e62,
      checksumValid: true,
    });
  });

  test('a port unreachable, with the datagram that caused it', () => {
    expect(decodeIcmp(decodeIpv4(captured.portUnreachable).payload)).toEqual({
      kind: 'destination-unreachable',
      type: 3,
      code: 3,
      quoted: captured.udp,
      checksum: 0x8566,
      checksumValid: true,
    });
  });

  test.each([captured.echoRequest, captured.echoReply, captured.portUnreachable])(
    'encode back to the same bytes',
    (packet) => {
      const { payload } = decodeIpv4(packet);
      expect(encodeIcmp(decodeIcmp(payload))).toEqual(payload);
    },
  );
});

/** Each kind once, with the bytes that its RFC draws. */
const samples: readonly (readonly [IcmpMessage, string])[] = [
  [
    { kind: 'destination-unreachable', code: 4, nextHopMtu: 1400, quoted: hex('4500') },
    '0304 b283 0000 0578 4500',
  ],
  [{ kind: 'source-quench', code: 0, quoted: hex('4500') }, '0400 b6ff 0000 0000 4500'],
  [{ kind: 'redirect', code: 1, gateway: '192.0.2.254', quoted: hex('4500') }, '0501 f2ff c000 02fe 4500'],
  [
    {
      kind: 'router-advertisement',
      code: 0,
      lifetimeSeconds: 1800,
      routers: [{ address: '192.0.2.254', preference: -1 }],
    },
    '0900 2bf7 0102 0708 c000 02fe ffff ffff',
  ],
  [{ kind: 'router-solicitation' }, '0a00 f5ff 0000 0000'],
  [{ kind: 'time-exceeded', code: 0, quoted: hex('4500') }, '0b00 afff 0000 0000 4500'],
  [{ kind: 'parameter-problem', code: 0, pointer: 20, quoted: hex('4500') }, '0c00 9aff 1400 0000 4500'],
  [
    {
      kind: 'timestamp-request',
      identifier: 1,
      sequence: 2,
      originateMs: 3,
      receiveMs: 0,
      transmitMs: 0,
    },
    '0d00 f2f9 0001 0002 0000 0003 0000 0000 0000 0000',
  ],
  [{ kind: 'information-request', identifier: 1, sequence: 2 }, '0f00 f0fc 0001 0002'],
  [
    { kind: 'address-mask-reply', identifier: 1, sequence: 2, mask: '255.255.255.0' },
    '1200 eefb 0001 0002 ffff ff00',
  ],
  [
    {
      kind: 'traceroute',
      code: 0,
      identifier: 1,
      outboundHops: 2,
      returnHops: 0xffff,
      bytesPerSecond: 125_000_000,
      mtu: 1500,
    },
    '1e00 7b6d 0001 0000 0002 ffff 0773 5940 0000 05dc',
  ],
];

test.each(samples)('$kind is written as its RFC draws it', (message, digits) => {
  const bytes = hex(digits);
  expect(decodeIcmp(bytes)).toMatchObject({ ...message, checksumValid: true });
  expect(encodeIcmp(message)).toEqual(bytes);
});

test('messages round-trip', () => {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      expect(decodeIcmp(encodeIcmp(message))).toMatchObject({ ...message, checksumValid: true });
    }),
  );
});

test('a known type with an unknown code is kept raw', () => {
  expect(decodeIcmp(hex('0809 eef2 0102 0304'))).toMatchObject({ kind: 'other', type: 8, code: 9 });
});

test('a wrong checksum can be made on purpose, and is seen', () => {
  const bytes = encodeIcmp({ kind: 'information-request', identifier: 1, sequence: 2 }, 0xbad);
  expect(decodeIcmp(bytes)).toMatchObject({ checksum: 0xbad, checksumValid: false });
});

test('a message shorter than its type demands is refused', () => {
  expect(() => decodeIcmp(hex('0d00 f2f9 0001 0002'))).toThrow(ParseError);
  expect(() => decodeIcmp(hex('0900 2af8 ff02 0708 c000 02fe ffff ffff'))).toThrow(ParseError);
});

test('what does not fit is refused', () => {
  expect(() => encodeIcmp({ kind: 'router-solicitation' }, -1)).toThrow(RangeError);
  const echo = { kind: 'echo-request', identifier: 65536, sequence: 0, data: hex('') } as const;
  expect(() => encodeIcmp(echo)).toThrow('ICMP identifier must be an integer from 0 to 65535, got 65536');
});

test('damaged messages never do worse than a ParseError', () => {
  for (const [message] of samples) expectSturdy(decodeIcmp, encodeIcmp(message));
});

function anyMessage(): fc.Arbitrary<IcmpMessage> {
  const identity = { identifier: uint(16), sequence: uint(16) };
  const quote = { code: uint(8), quoted: anyData };
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('echo-request', 'echo-reply'), ...identity, data: anyData }),
    fc.record({ kind: fc.constantFrom('time-exceeded', 'source-quench'), ...quote }),
    fc.record({
      kind: fc.constant('destination-unreachable'),
      ...quote,
      code: fc.constant(4),
      nextHopMtu: uint(16),
    }),
    fc.record({ kind: fc.constant('redirect'), ...quote, gateway: anyIpv4 }),
    fc.record({ kind: fc.constant('parameter-problem'), ...quote, pointer: uint(8) }),
    fc.record({
      kind: fc.constantFrom('timestamp-request', 'timestamp-reply'),
      ...identity,
      originateMs: uint(32),
      receiveMs: uint(32),
      transmitMs: uint(32),
    }),
    fc.record({ kind: fc.constantFrom('information-request', 'information-reply'), ...identity }),
    fc.record({
      kind: fc.constantFrom('address-mask-request', 'address-mask-reply'),
      ...identity,
      mask: anyIpv4,
    }),
    fc.record({
      kind: fc.constant('router-advertisement'),
      code: fc.constantFrom(0, 16),
      lifetimeSeconds: uint(16),
      routers: fc.array(fc.record({ address: anyIpv4, preference: fc.integer() })),
    }),
    fc.record({
      kind: fc.constant('other'),
      type: fc.integer({ min: 40, max: 255 }),
      code: uint(8),
      body: fc.uint8Array({ minLength: 4, maxLength: 64 }),
    }),
  );
}
