import fc from 'fast-check';
import { expect, test } from 'vitest';
import { internetChecksum, onesComplementSum, pseudoHeaderSum } from 'sonde/packet';
import { anyBytes } from './damage.js';

test('adds up the example of RFC 1071, section 3', () => {
  const example = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
  expect(onesComplementSum(example)).toBe(0xddf2);
  expect(internetChecksum(example)).toBe(0x220d);
});

test('pads an odd last byte with a zero', () => {
  expect(onesComplementSum(Uint8Array.of(0x12, 0x34, 0x56))).toBe(0x1234 + 0x5600);
});

test('is zero over a message that ends with its own checksum', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const even = bytes.subarray(0, bytes.length & ~1);
      const checksum = internetChecksum(even);
      expect(internetChecksum(Uint8Array.of(...even, checksum >> 8, checksum & 0xff))).toBe(0);
    }),
  );
});

test('can be computed in parts', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (first, second) => {
      const even = first.subarray(0, first.length & ~1);
      const whole = onesComplementSum(Uint8Array.of(...even, ...second));
      expect(onesComplementSum(second, onesComplementSum(even))).toBe(whole);
    }),
  );
});

test('does not overflow over the longest message', () => {
  expect(onesComplementSum(new Uint8Array(65535).fill(0xff))).toBe(0xff00);
});

test('covers addresses, protocol and length with the pseudo-header', () => {
  const pseudoHeader = Uint8Array.of(192, 0, 2, 1, 198, 51, 100, 2, 0, 17, 0, 8);
  const endpoints = { source: '192.0.2.1', destination: '198.51.100.2' };
  expect(pseudoHeaderSum(endpoints, 17, 8)).toBe(onesComplementSum(pseudoHeader));
});

test('refuses a pseudo-header of two families', () => {
  expect(() => pseudoHeaderSum({ source: '192.0.2.1', destination: '::1' }, 17, 8)).toThrow(
    /not an IPv4 address/,
  );
});
