/**
 * The Internet checksum: the ones' complement of the ones' complement sum of the 16-bit words.
 * Over a message whose checksum field is right, the result is 0.
 *
 * @param bytes the message; an odd last byte is padded with zero
 * @param initial a sum to start from, such as the one of a pseudo-header ({@link onesComplementSum})
 * @returns the checksum, from 0 to 0xffff
 * @see RFC 1071
 * @example
 * ```ts
 * import { internetChecksum } from 'sonde/packet';
 *
 * const echoRequest = Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1);
 * console.log(internetChecksum(echoRequest).toString(16)); // → e5ca
 * ```
 */
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
  return ~onesComplementSum(bytes, initial) & 0xffff;
}

/**
 * The sum under the Internet checksum, before its final complement.
 *
 * @param bytes what to add up; an odd last byte is padded with zero
 * @param initial the sum so far, from 0 to 0xffff
 * @returns the sum folded to 16 bits
 * @see RFC 1071, section 4.1
 * @example
 * ```ts
 * import { onesComplementSum } from 'sonde/packet';
 *
 * console.log(onesComplementSum(Uint8Array.of(0xff, 0xff, 0x00, 0x02))); // → 2
 * ```
 */
export function onesComplementSum(bytes: Uint8Array, initial = 0): number {
  return sumOfRange(bytes, 0, bytes.length, initial);
}

/** The same over a part of the bytes, without the cost of a view on it. */
export function sumOfRange(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  const lastPair = end - 1;
  let i = start;
  for (; i < lastPair; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  if (i < end) sum += (bytes[i] ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}
