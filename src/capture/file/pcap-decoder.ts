import type { CaptureDecoder } from './capture-file-decoder.js';
import { MAX_PACKET_LENGTH, refuse } from './capture-file-decoder.js';
import { CaptureError } from './capture-file-error.js';
import type { CaptureWindow } from './capture-file-window.js';
import type { CaptureFacts } from './capture-facts.js';
import type { CapturedPacket, CaptureInterface } from '../captured-packet.js';
import { linkTypeInFile } from './link-type.js';
import { PCAP_HEADER_LENGTH, PCAP_RECORD_LENGTH, PCAP_VERSION } from './pcap-format.js';

const NANOSECONDS_PER_SECOND = 1_000_000_000;

/**
 * Reads the records of a pcap file.
 *
 * @see draft-ietf-opsawg-pcap, sections 4 and 5
 */
export class PcapDecoder implements CaptureDecoder {
  #header: { readonly linkType: number; readonly snaplen: number } | undefined;
  #packets = 0;
  readonly #interface: CaptureInterface = { id: 0 };

  /** @param nanosecondsPerUnit what the fraction of a second counts, from the magic number */
  constructor(readonly nanosecondsPerUnit: 1 | 1000) {}

  get facts(): CaptureFacts {
    const interfaces = this.#header ? [{ id: 0, section: 1, ...this.#header }] : [];
    return { format: 'pcap', packets: this.#packets, sections: [], interfaces, names: [] };
  }

  decode(window: CaptureWindow, packets: CapturedPacket[]): void {
    if (!this.#header) {
      if (!window.has(PCAP_HEADER_LENGTH)) return;
      this.#header = readHeader(window);
    }
    while (window.has(PCAP_RECORD_LENGTH)) {
      const capturedLength = window.uint32(8);
      if (capturedLength > MAX_PACKET_LENGTH) {
        refuse(window, `a packet of ${capturedLength} bytes: at most ${MAX_PACKET_LENGTH} are possible`);
      }
      if (!window.has(PCAP_RECORD_LENGTH + capturedLength)) return;
      packets.push(this.#readPacket(window, capturedLength, this.#header.linkType));
      window.skip(PCAP_RECORD_LENGTH + capturedLength);
    }
  }

  #readPacket(window: CaptureWindow, capturedLength: number, linkType: number): CapturedPacket {
    // Some programs write a million microseconds and more.
    const fraction = window.uint32(4) * this.nanosecondsPerUnit;
    return {
      number: ++this.#packets,
      seconds: window.uint32(0) + Math.floor(fraction / NANOSECONDS_PER_SECOND),
      nanoseconds: fraction % NANOSECONDS_PER_SECOND,
      capturedLength,
      originalLength: window.uint32(12),
      linkType,
      bytes: window.view(PCAP_RECORD_LENGTH, capturedLength),
      interface: this.#interface,
    };
  }
}

function readHeader(window: CaptureWindow): { linkType: number; snaplen: number } {
  const [major, minor] = [window.uint16(4), window.uint16(6)];
  if (major !== PCAP_VERSION.major || minor !== PCAP_VERSION.minor) {
    throw new CaptureError('unsupported', `pcap version ${major}.${minor}: only 2.4 is read`, window.offset);
  }
  // The upper half tells of frame check sequences; the link type is in the lower one.
  const header = { linkType: linkTypeInFile(window.uint32(20) & 0xffff), snaplen: window.uint32(16) };
  window.skip(PCAP_HEADER_LENGTH);
  return header;
}
