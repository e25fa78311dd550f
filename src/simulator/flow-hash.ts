import { byteAt, DESTINATION_OFFSET, SOURCE_OFFSET, transportAt, word16At, word32At } from './ip-header.js';

/**
 * The number by which a router keeps the packets of one flow on one way: a hash of the addresses, the protocol and the
 * first four bytes of what the packet carries. Those are the ports of TCP and UDP; of ICMP, they are the type, the code
 * and the checksum, as measured on real routers (Augustin et al., « Avoiding traceroute anomalies with Paris
 * traceroute », IMC 2006): an echo request changes its way with its sequence number, unless its data keep the checksum
 * the same. Fragments have no ports but the first one, so that they are not read in any.
 *
 * @param salt a number of the router's own, or all routers would choose alike
 * @returns from 0 to 0xffffffff
 */
export function flowHash(bytes: Uint8Array, version: 4 | 6, salt: number): number {
  const { protocol, offset } = transportAt(bytes, version);
  let hash = mix(destinationHash(bytes, version, salt), protocol);
  for (let word = 0; word < (version === 4 ? 1 : 4); word++) {
    hash = mix(hash, word32At(bytes, SOURCE_OFFSET[version] + 4 * word));
  }
  return finish(isFragment(bytes, version) ? hash : mix(hash, word32At(bytes, offset)));
}

/** The number by which a router keeps the packets to one destination on one way. */
export function destinationHash(bytes: Uint8Array, version: 4 | 6, salt: number): number {
  let hash = salt;
  for (let word = 0; word < (version === 4 ? 1 : 4); word++) {
    hash = mix(hash, word32At(bytes, DESTINATION_OFFSET[version] + 4 * word));
  }
  return finish(hash);
}

/** Whether it is any fragment, the first one too: all of them must go the same way. */
function isFragment(bytes: Uint8Array, version: 4 | 6): boolean {
  return version === 4 ? (word16At(bytes, 6) & 0x3fff) !== 0 : byteAt(bytes, 6) === IPV6_FRAGMENT;
}

/** Next header of the fragment extension. */
const IPV6_FRAGMENT = 44;

/** One round of MurmurHash3. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
