import {
  type CaptureFacts,
  type CaptureInterface,
  type CapturedPacket,
  MAX_PACKET_LENGTH,
  linkType,
} from '../capture.js';
import {
  type CaptureDecoder,
  CaptureError,
  type CaptureWindow,
  linkTypeInFile,
  refuse,
} from './capture-decoder.js';
import {
  type CaptureEncoder,
  type CaptureOutput,
  type WritablePacket,
  checkWritable,
  encodeChunks,
  encodeWhole,
} from './capture-encoder.js';

/** What a pcap file starts with (draft-ietf-opsawg-pcap, section 4). */
export const pcapMagic = {
  microseconds: 0xa1b2c3d4,
  nanoseconds: 0xa1b23c4d,
  /** Alexey Kuznetzov's libpcap of the 1990s: longer records, never standardised. */
  kuznetzov: 0xa1b2cd34,
} as const;

const PCAP_VERSION = { major: 2, minor: 4 } as const;
const PCAP_HEADER_LENGTH = 24;
const PCAP_RECORD_LENGTH = 16;
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
    // Some programs write a fraction of a second and more.
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

/**
 * A whole pcap file, with nanoseconds. Names of interfaces, directions and comments have no place in it: see
 * `encodePcapng`.
 *
 * @param packets all of the same link type
 * @returns the bytes of the file
 * @throws RangeError for a second link type, a time outside of 1970–2106, or a packet of more than 256 KiB
 * @see draft-ietf-opsawg-pcap
 * @example
 * ```ts
 * import { encodePcap, linkType } from 'sonde/capture';
 *
 * const bytes = encodePcap([{ seconds: 1, nanoseconds: 5, linkType: linkType.raw, bytes: new Uint8Array(20) }]);
 * console.log(bytes.length); // → 60
 * ```
 */
export function encodePcap(packets: Iterable<WritablePacket>): Uint8Array {
  return encodeWhole(new PcapEncoder(), packets);
}

/**
 * A pcap file in chunks, for captures that do not fit in memory, or that go on.
 *
 * @param packets all of the same link type, from a capture or from anywhere
 * @returns the bytes of the file as {@link encodePcap} has them
 * @throws as {@link encodePcap}, while iterating
 * @see draft-ietf-opsawg-pcap
 * @example
 * ```ts
 * import { encodePcap, encodingPcap, readCapture } from 'sonde/capture';
 *
 * let length = 0;
 * for await (const chunk of encodingPcap(readCapture([encodePcap([])]))) length += chunk.length;
 * console.log(length); // → 24
 * ```
 */
export function encodingPcap(
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
): AsyncGenerator<Uint8Array> {
  return encodeChunks(new PcapEncoder(), packets);
}

class PcapEncoder implements CaptureEncoder {
  #linkType: number | undefined;

  packet(packet: WritablePacket, output: CaptureOutput): void {
    checkWritable(packet);
    this.#linkType ??= writeHeader(packet.linkType, output);
    if (packet.linkType !== this.#linkType) {
      throw new RangeError(
        `a pcap file has one link type: ${this.#linkType}, then ${packet.linkType}; write pcapng instead`,
      );
    }
    const { seconds, nanoseconds, bytes, originalLength = bytes.length } = packet;
    if (seconds > 0xffffffff) throw new RangeError(`seconds of a packet in a pcap file: ${seconds}`);
    output.uint32(seconds);
    output.uint32(nanoseconds);
    output.uint32(bytes.length);
    output.uint32(originalLength);
    output.bytes(bytes);
  }

  end(output: CaptureOutput): void {
    this.#linkType ??= writeHeader(linkType.ethernet, output);
  }
}

function writeHeader(type: number, output: CaptureOutput): number {
  output.uint32(pcapMagic.nanoseconds);
  output.uint16(PCAP_VERSION.major);
  output.uint16(PCAP_VERSION.minor);
  output.zeros(8);
  output.uint32(MAX_PACKET_LENGTH);
  output.uint32(type);
  return type;
}
