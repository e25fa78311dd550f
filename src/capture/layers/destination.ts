import type { Layer, LayerStack } from './layer.js';

const MIN_HEADER = 20;
const NOP = 1;
const LOOSE_ROUTE = 131;
const STRICT_ROUTE = 137;

/** Kinds of routing headers whose last stop is known: the first of RFC 2460, mobile hosts (RFC 6275), segments (RFC 8754). */
const SOURCE_ROUTE = 0;
const HOME_ADDRESS = 2;
const SEGMENTS = 4;

export function isSourceRoute(option: number): boolean {
  return option === LOOSE_ROUTE || option === STRICT_ROUTE;
}

/**
 * Where the final destination of an IPv4 packet is written: the last address of its source route as long as stops are
 * left, since its header then names the next stop (RFC 791, section 3.1).
 *
 * @param start where the header begins
 */
export function ipv4Destination(bytes: Uint8Array, start: number): number {
  const end = Math.min(bytes.length, start + ((bytes[start] ?? 0) & 15) * 4);
  for (let at = start + MIN_HEADER; at < end;) {
    const type = bytes[at] ?? 0;
    if (type === 0) break;
    const length = type === NOP ? 1 : (bytes[at + 1] ?? 0);
    if (length === 0 || at + length > end) break;
    if (isSourceRoute(type)) {
      const isVisited = (bytes[at + 2] ?? 0) > length;
      return isVisited || length < 7 ? start + 16 : at + length - 4;
    }
    at += length;
  }
  return start + 16;
}

/**
 * Where the final destination of a message is written: what its checksum covers, and who answers it (RFC 8200, section
 * 8.1).
 *
 * @param layer the message
 * @param network the IP header that carries it
 */
export function finalDestination(layer: Layer, network: Layer, { bytes, layers }: LayerStack): number {
  const { start } = network;
  if (network.protocol === 'ip')
    return (bytes[start] ?? 0) === 0x45 ? start + 16 : ipv4Destination(bytes, start);
  if (network.payload === layer.start) return start + 24;
  // Of the extensions between the two, one may hold a route.
  for (let i = layers.indexOf(network) + 1; i < layers.length && layers[i] !== layer; i++) {
    const extension = layers[i];
    if (extension?.protocol !== 'ipv6.routing') continue;
    const stop = lastStop(bytes, extension.start, extension.end);
    if (stop !== undefined) return stop;
  }
  return start + 24;
}

/** Where the last stop of a routing header is written, while stops are left. */
function lastStop(bytes: Uint8Array, start: number, end: number): number | undefined {
  const [, units = 0, type = 0, left = 0] = bytes.subarray(start, start + 4);
  const first = start + 8;
  const addresses = units >> 1;
  if (left === 0 || addresses === 0 || first + 16 * addresses > end) return undefined;
  if (type === SOURCE_ROUTE) return first + 16 * (addresses - 1);
  // Segments are listed from the last one.
  return type === HOME_ADDRESS || type === SEGMENTS ? first : undefined;
}
