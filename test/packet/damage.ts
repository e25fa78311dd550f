import { expect } from 'vitest';
import fc from 'fast-check';
import { ParseError } from 'sonde';

/** Bytes of any kind, and of a length that a packet may have. */
export const anyBytes = fc.uint8Array({ maxLength: 200 });

/**
 * Checks that a decoder given a sound packet cut at every byte, with every bit flipped, and pure noise after each
 * of its first bytes, gives a value or a ParseError, and nothing else.
 */
export function expectSturdy(decode: (bytes: Uint8Array) => unknown, sound: Uint8Array): void {
  for (let length = 0; length < sound.length; length++)
    expectValueOrParseError(decode, sound.slice(0, length));
  for (let bit = 0; bit < 8 * sound.length; bit++) {
    const flipped = sound.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
    expectValueOrParseError(decode, flipped);
  }
  fc.assert(
    fc.property(fc.nat(sound.length), anyBytes, (kept, noise) => {
      expectValueOrParseError(decode, Uint8Array.of(...sound.subarray(0, kept), ...noise));
    }),
  );
}

function expectValueOrParseError(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
  }
}
