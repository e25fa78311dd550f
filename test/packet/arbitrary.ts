import fc from 'fast-check';

/** Numbers that fit so many bits. */
export const uint = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });

export const anyIpv4 = fc.ipV4();
/** In the canonical text, as decoders give it. */
export const anyMac = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':'));
export const anyData = fc.uint8Array({ maxLength: 64 });
/** Data of a length that is a multiple of four bytes. */
export const anyWords = fc
  .array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 8 })
  .map((words) => Uint8Array.from(words.flatMap((word) => [...word])));
