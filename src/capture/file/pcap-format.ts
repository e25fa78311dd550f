/*
 * The numbers of pcap files, for who reads them and who writes them.
 * draft-ietf-opsawg-pcap, sections 4 and 5
 */

export const pcapMagic = {
  microseconds: 0xa1b2c3d4,
  nanoseconds: 0xa1b23c4d,
  /** Alexey Kuznetzov's libpcap of the 1990s: longer records, never standardised. */
  kuznetzov: 0xa1b2cd34,
} as const;

export const PCAP_VERSION = { major: 2, minor: 4 } as const;
export const PCAP_HEADER_LENGTH = 24;
export const PCAP_RECORD_LENGTH = 16;
