import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type IcmpExtension,
  decodeIcmp,
  decodeIcmpv6,
  encodeIcmp,
  encodeIcmpv6,
  internetChecksum,
} from 'sonde/packet';
import { anyWords, uint } from '../arbitrary.js';
import { hex } from '../captured.js';
import { expectSturdy } from '../damage.js';

const labels: IcmpExtension = {
  kind: 'mpls',
  labels: [{ label: 24016, trafficClass: 0, bottomOfStack: true, ttl: 1 }],
};
const quoted = new Uint8Array(28).fill(0x45);
const padded = new Uint8Array(128);
padded.set(quoted);

test('a router of an MPLS network adds the labels that the packet had', () => {
  const bytes = encodeIcmp({ kind: 'time-exceeded', code: 0, quoted, extensions: [labels] });
  expect(bytes[5]).toBe(32); // words of the quoted packet (RFC 4884, section 4.2)
  expect(bytes.subarray(8 + 128)).toEqual(hex('2000 d818 0008 0101 05dd 0101'));
  expect(decodeIcmp(bytes)).toMatchObject({ quoted: padded, extensions: [labels], checksumValid: true });
});

test('older routers do not say that they add them', () => {
  const bytes = encodeIcmp({ kind: 'time-exceeded', code: 0, quoted, extensions: [labels] });
  bytes[5] = 0;
  expect(decodeIcmp(bytes)).toMatchObject({ quoted: padded, extensions: [labels] });
});

test('what is no sound extension stays in the quoted packet', () => {
  const bytes = encodeIcmp({ kind: 'time-exceeded', code: 0, quoted, extensions: [labels] });
  const flipped = 8 + 128 + 9;
  bytes[flipped] = (bytes[flipped] ?? 0) ^ 1;
  const message = decodeIcmp(bytes);
  expect(message).not.toHaveProperty('extensions');
  expect(message).toMatchObject({ quoted: bytes.subarray(8) });
});

test('extensions round-trip, in ICMP and in ICMPv6', () => {
  const label = fc.record({
    label: uint(20),
    trafficClass: uint(3),
    bottomOfStack: fc.boolean(),
    ttl: uint(8),
  });
  const extension: fc.Arbitrary<IcmpExtension> = fc.oneof(
    fc.record({ kind: fc.constant('mpls'), labels: fc.array(label, { maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('other'),
      classNumber: fc.integer({ min: 2, max: 255 }),
      classType: uint(8),
      data: anyWords,
    }),
  );
  const quote = fc.integer({ min: 16, max: 60 }).map((units) => new Uint8Array(8 * units).fill(units));
  const endpoints = { source: '2001:db8::1', destination: '2001:db8::2' };
  fc.assert(
    fc.property(quote, fc.array(extension, { maxLength: 3 }), (packet, extensions) => {
      const message = { kind: 'destination-unreachable', code: 0, quoted: packet, extensions } as const;
      expect(decodeIcmp(encodeIcmp(message))).toMatchObject(message);
      expect(decodeIcmpv6(encodeIcmpv6(message, endpoints), endpoints)).toMatchObject(message);
    }),
  );
});

test('damaged extensions never do worse than a ParseError', () => {
  const bytes = encodeIcmp({ kind: 'time-exceeded', code: 0, quoted, extensions: [labels, labels] });
  expectSturdy(decodeIcmp, bytes);
  // With the checksum of the structure left out, its lengths are read whatever they are (RFC 4884, section 7).
  const structure = bytes.slice(8 + 128);
  structure.set([0, 0], 2);
  expectSturdy(
    (damaged) => decodeIcmp(Uint8Array.of(...bytes.subarray(0, 8 + 128), 0x20, 0, 0, 0, ...damaged)),
    structure.subarray(4),
  );
  expect(internetChecksum(structure)).not.toBe(0);
});
