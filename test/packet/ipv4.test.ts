import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Ipv4Fields, decodeIpv4, decodeIpv4Prefix, encodeIpv4 } from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, anyIpv4, anyWords, uint } from './arbitrary.js';
import { captured } from './captured.js';
import { expectSturdy } from './damage.js';

const fields: Ipv4Fields = {
  source: '192.0.2.1',
  destination: '198.51.100.2',
  protocol: 17,
  payload: Uint8Array.of(1, 2, 3),
};

test('a captured ping is taken apart', () => {
  expect(decodeIpv4(captured.echoRequest)).toMatchObject({
    version: 4,
    tos: 0,
    totalLength: 44,
    identification: 0xa6e8,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 64,
    protocol: 1,
    checksum: 0x95e6,
    checksumValid: true,
    source: '127.0.0.1',
    destination: '127.0.0.1',
  });
});

test.each(Object.entries(captured).filter(([, bytes]) => bytes[0] !== 0x60))(
  'the captured %s encodes back to the same bytes',
  (_name, bytes) => {
    expect(encodeIpv4(decodeIpv4(bytes))).toEqual(bytes);
  },
);

test('packets round-trip', () => {
  const packet = fc.record({
    source: anyIpv4,
    destination: anyIpv4,
    protocol: uint(8),
    payload: anyData,
    ttl: uint(8),
    tos: uint(8),
    identification: uint(16),
    dontFragment: fc.boolean(),
    moreFragments: fc.boolean(),
    fragmentOffset: uint(13).map((units) => 8 * units),
    options: anyWords,
  });
  fc.assert(
    fc.property(packet, (value) => {
      const bytes = encodeIpv4(value);
      expect(decodeIpv4(bytes)).toMatchObject({ ...value, checksumValid: true, totalLength: bytes.length });
      expect(encodeIpv4(decodeIpv4(bytes))).toEqual(bytes);
    }),
  );
});

test('a wrong checksum can be made on purpose, and is seen', () => {
  const { checksum, checksumValid } = decodeIpv4(encodeIpv4({ ...fields, checksum: 0xbad }));
  expect({ checksum, checksumValid }).toEqual({ checksum: 0xbad, checksumValid: false });
});

test('padding after the packet is left out', () => {
  const frame = new Uint8Array(46);
  frame.set(encodeIpv4(fields));
  expect(decodeIpv4(frame).payload).toEqual(fields.payload);
});

test('the payload is a view: what is read is not copied', () => {
  const bytes = encodeIpv4(fields);
  expect(decodeIpv4(bytes).payload.buffer).toBe(bytes.buffer);
});

test('a Buffer gives plain bytes', () => {
  expect(decodeIpv4(Buffer.from(encodeIpv4(fields))).payload).toEqual(fields.payload);
});

test('a packet quoted by an error may be cut, but not within its header', () => {
  const { payload, totalLength } = decodeIpv4Prefix(captured.echoRequest.subarray(0, 28));
  expect([payload.length, totalLength]).toEqual([8, 44]);
  expect(() => decodeIpv4(captured.echoRequest.subarray(0, 28))).toThrow(
    'IPv4 packet of 44 bytes cut at 28 (offset 28)',
  );
  expect(() => decodeIpv4Prefix(captured.echoRequest.subarray(0, 19))).toThrow(ParseError);
});

test.each<[string, Partial<Ipv4Fields>, string]>([
  ['ttl', { ttl: 256 }, 'IPv4 ttl must be an integer from 0 to 255, got 256'],
  ['fraction', { ttl: 1.5 }, 'IPv4 ttl must be an integer from 0 to 255, got 1.5'],
  ['sign', { identification: -1 }, 'IPv4 identification must be an integer from 0 to 65535, got -1'],
  ['offset', { fragmentOffset: 12 }, 'IPv4 fragment offset must be a multiple of 8, got 12'],
  ['checksum', { checksum: 0x10000 }, 'IPv4 checksum must be an integer from 0 to 65535, got 65536'],
  ['options', { options: new Uint8Array(41) }, 'IPv4 options length must be an integer from 0 to 40, got 41'],
  [
    'payload',
    { payload: new Uint8Array(65516) },
    'IPv4 total length must be an integer from 0 to 65535, got 65536',
  ],
])('%s that does not fit is refused', (_name, change, message) => {
  expect(() => encodeIpv4({ ...fields, ...change })).toThrow(new RangeError(message));
});

test('damaged packets never do worse than a ParseError', () => {
  expectSturdy(decodeIpv4, captured.recordedRoute);
  expectSturdy(decodeIpv4Prefix, captured.echoRequest);
});
