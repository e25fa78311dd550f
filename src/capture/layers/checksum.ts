import { sumOfRange } from '../../packet/checksum.js';
import { named } from './field.js';
import { finalDestination } from './destination.js';
import type { Layer, LayerStack } from './layer.js';

/** The verdicts on a checksum, as Wireshark numbers them. */
export const checksumStatus = { bad: 0, good: 1, unverified: 2, notPresent: 3, illegal: 4 } as const;

export const showChecksumStatus = named({
  0: 'Bad',
  1: 'Good',
  2: 'Unverified',
  3: 'Not present',
  4: 'Illegal',
});

/** Of bytes that hold their own checksum. */
export function rangeChecksum(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  return sumOfRange(bytes, start, end, initial) === 0xffff ? checksumStatus.good : checksumStatus.bad;
}

/** Of a whole message without addresses; Wireshark verifies none in a quote. */
export function messageChecksum(layer: Layer, bytes: Uint8Array): number {
  if (!isWhole(layer) || layer.quoted) return checksumStatus.unverified;
  return rangeChecksum(bytes, layer.start, layer.end);
}

/**
 * Of a message whose checksum covers its addresses too (RFC 9293, section 3.1; RFC 8200, section 8.1).
 *
 * @param length bytes that the checksum covers
 */
export function pseudoHeaderChecksum(
  layer: Layer,
  stack: LayerStack,
  protocol: number,
  length: number,
): number {
  const network = stack.networkOf(layer);
  if (!network || !isWhole(layer) || layer.start + length > layer.end) return checksumStatus.unverified;
  const { bytes } = stack;
  const [source, width] = network.protocol === 'ip' ? [network.start + 12, 4] : [network.start + 8, 16];
  const destination = finalDestination(layer, network, stack);
  const sender = sumOfRange(bytes, source, source + width);
  const initial =
    sumOfRange(bytes, destination, destination + width, sender) +
    protocol +
    (length >>> 16) +
    (length & 0xffff);
  return rangeChecksum(bytes, layer.start, layer.start + length, initial);
}

function isWhole({ fragment, end, wireEnd }: Layer): boolean {
  return !fragment && end === wireEnd;
}
