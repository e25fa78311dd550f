import { sumOfRange } from '../../packet/checksum.js';
import { uint16 } from '../../packet/octets.js';
import { type FieldDefinition, field, named } from './field.js';
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

/** Of a checksum that the network card had still to complete, as Wireshark has it from 4.2 on. */
export function partialChecksum(name: string): FieldDefinition {
  return field.none(
    name,
    'Partial (pseudo header) checksum',
    'Somme partielle : la carte de l’émetteur calcule le reste (offload), après la capture ; rien n’est abîmé.',
  );
}

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
  const initial = pseudoHeaderOf(layer, stack, protocol, length);
  if (initial === undefined) return checksumStatus.unverified;
  return rangeChecksum(stack.bytes, layer.start, layer.start + length, initial);
}

/**
 * Whether a checksum is only that of the pseudo-header: the network card works out the rest, after the packet was captured
 * on the machine that sends it. No byte is damaged then.
 *
 * @param length bytes that the checksum covers
 * @param offset where the checksum is
 */
export function isPartialChecksum(
  layer: Layer,
  stack: LayerStack,
  protocol: number,
  length: number,
  offset: number,
): boolean {
  const initial = pseudoHeaderOf(layer, stack, protocol, length);
  if (initial === undefined) return false;
  const given = uint16(stack.bytes, offset);
  return given !== 0 && given === sumOfRange(stack.bytes, 0, 0, initial);
}

/** The sum of the pseudo-header, not folded yet; `undefined` where the message is not all there. */
function pseudoHeaderOf(
  layer: Layer,
  stack: LayerStack,
  protocol: number,
  length: number,
): number | undefined {
  const network = stack.networkOf(layer);
  if (!network || !isWhole(layer) || layer.start + length > layer.end) return undefined;
  const { bytes } = stack;
  const [source, width] = network.protocol === 'ip' ? [network.start + 12, 4] : [network.start + 8, 16];
  const destination = finalDestination(layer, network, stack);
  const sender = sumOfRange(bytes, source, source + width);
  const addresses = sumOfRange(bytes, destination, destination + width, sender);
  return addresses + protocol + (length >>> 16) + (length & 0xffff);
}

function isWhole({ fragment, end, wireEnd }: Layer): boolean {
  return !fragment && end === wireEnd;
}
