import { byteAt, word16At } from './ip-header.js';

/** Where a word is, and the checksums that cover it. */
export interface CoveredWord {
  readonly offset: number;
  /** Offsets of the checksums; those beyond the end of the packet are left out. */
  readonly checksums: readonly number[];
}

/** Writes 16 bits and makes the checksums follow, without adding up the rest again (RFC 1624, equation 3). */
export function replaceWord16(bytes: Uint8Array, { offset, checksums }: CoveredWord, value: number): void {
  const before = word16At(bytes, offset);
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
  for (const at of checksums) {
    if (at + 2 > bytes.length) continue;
    let sum = (~word16At(bytes, at) & 0xffff) + (~before & 0xffff) + value;
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    bytes[at] = (~sum & 0xffff) >>> 8;
    bytes[at + 1] = ~sum & 0xff;
  }
}

/** Writes an IPv4 address and makes the checksums follow. */
export function replaceAddress(
  bytes: Uint8Array,
  { offset, checksums }: CoveredWord,
  address: Uint8Array,
): void {
  replaceWord16(bytes, { offset, checksums }, word16At(address, 0));
  replaceWord16(bytes, { offset: offset + 2, checksums }, word16At(address, 2));
}

/** Whether the checksum of a UDP datagram is left out (RFC 768): then nothing covers it. */
export function isUdpWithoutChecksum(bytes: Uint8Array, transport: number): boolean {
  return byteAt(bytes, transport + 6) === 0 && byteAt(bytes, transport + 7) === 0;
}
