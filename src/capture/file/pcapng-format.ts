/*
 * The numbers of pcapng files, for who reads them and who writes them.
 * draft-ietf-opsawg-pcapng, sections 3 and 4
 */

export const blockType = {
  interfaceDescription: 1,
  /** Obsolete, replaced by the enhanced one. */
  packet: 2,
  simplePacket: 3,
  nameResolution: 4,
  interfaceStatistics: 5,
  enhancedPacket: 6,
  /** Reads the same in both orders. */
  sectionHeader: 0x0a0d0d0a,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type and length in front, length again at the end. */
export const BLOCK_HEADER_LENGTH = 8;
export const BLOCK_OVERHEAD = 12;

/** The same numbers mean different things in different blocks. */
export const option = {
  end: 0,
  comment: 1,
  section: { hardware: 2, system: 3, application: 4 },
  interface: { name: 2, description: 3, timeResolution: 9, filter: 11, timeOffset: 14 },
  packet: { flags: 2 },
  statistics: { received: 4, dropped: 5 },
} as const;

export const nameRecord = { end: 0, ipv4: 1, ipv6: 2 } as const;

/** Blocks and options are padded to 32 bits. */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
