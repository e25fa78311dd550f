import { sumOfRange } from '../../packet/checksum.js';
import { checksumStatus } from '../fields/field.js';
import type { Outline } from '../outline.js';
import type { Layer } from './layer.js';

/** Good or bad, for a message that carries its own checksum and is there whole; Wireshark verifies none in a quote. */
export function ownChecksum(layer: Layer, bytes: Uint8Array): number {
  if (!isWhole(layer) || layer.quoted) return checksumStatus.unverified;
  return sumOfRange(bytes, layer.start, layer.end) === 0xffff ? checksumStatus.good : checksumStatus.bad;
}

/**
 * The same for one that covers its addresses too (RFC 9293, section 3.1; RFC 8200, section 8.1).
 *
 * @param length bytes that the checksum covers
 */
export function pseudoHeaderChecksum(
  layer: Layer,
  outline: Outline,
  protocol: number,
  length: number,
): number {
  const network = outline.networkOf(layer);
  if (!network || !isWhole(layer) || layer.start + length > layer.end) return checksumStatus.unverified;
  const { bytes } = outline;
  const [from, to] = network.protocol === 'ip' ? [12, 20] : [8, 40];
  const addresses = sumOfRange(bytes, network.start + from, network.start + to);
  const initial = addresses + protocol + (length >>> 16) + (length & 0xffff);
  const sum = sumOfRange(bytes, layer.start, layer.start + length, initial);
  return sum === 0xffff ? checksumStatus.good : checksumStatus.bad;
}

function isWhole({ fragment, end, wireEnd }: Layer): boolean {
  return !fragment && end === wireEnd;
}
