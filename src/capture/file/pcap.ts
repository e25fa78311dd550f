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
  RecordDoubts,
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
  /** Alexey Kuznetzov's libpcap of the 1990s, and SuSE's: longer records, never standardised. */
  kuznetzov: 0xa1b2cd34,
  /** Ixia's, from its hardware with nanoseconds and from its software with microseconds. */
  ixiaHardware: 0x1c0001ac,
  ixiaSoftware: 0x1c0001ab,
} as const;

/** How the files of a magic number are laid out. */
interface PcapForm {
  /** What the fraction of a second counts. */
  readonly nanosecondsPerUnit: 1 | 1000;
  /** Bytes of the header of a record, the likeliest first. */
  readonly recordLengths: readonly [number, ...number[]];
  /** Bytes after the header of the file. */
  readonly more: number;
}

/**
 * What each magic number announces. SuSE's records have four bytes more than Kuznetzov's, and Ixia's file its length; Red Hat
 * 6.1 and Nokia wrote longer records under the common number.
 */
const forms: ReadonlyMap<number, PcapForm> = new Map([
  [pcapMagic.microseconds, { nanosecondsPerUnit: 1000, recordLengths: [16, 24, 20], more: 0 }],
  [pcapMagic.nanoseconds, { nanosecondsPerUnit: 1, recordLengths: [16], more: 0 }],
  [pcapMagic.kuznetzov, { nanosecondsPerUnit: 1000, recordLengths: [24, 28], more: 0 }],
  [pcapMagic.ixiaHardware, { nanosecondsPerUnit: 1, recordLengths: [16], more: 4 }],
  [pcapMagic.ixiaSoftware, { nanosecondsPerUnit: 1000, recordLengths: [16], more: 4 }],
]);

const PCAP_VERSION = { major: 2, minor: 4 } as const;
const PCAP_HEADER_LENGTH = 24;
const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** Minor versions before this one wrote the length on the wire before the one that was kept; this one did both. */
const EITHER_ORDER = 3;
/** DG/UX wrote 543.0, and its lengths as old versions did. */
const DG_UX_MAJOR = 543;

/** What the header of a file says. */
interface PcapHeader {
  readonly linkType: number;
  readonly snaplen: number;
  /** Which of its two lengths a record tells first: the one that was kept (2.4), the one on the wire, or the smaller. */
  readonly first: 'captured' | 'original' | 'smaller';
}

/** A decoder for what begins with a magic number; `undefined` when it is none of pcap's. */
export function pcapDecoderFor(magic: number): CaptureDecoder | undefined {
  const form = forms.get(magic);
  return form && new PcapDecoder(form);
}

/**
 * Reads the records of a pcap file.
 *
 * @see draft-ietf-opsawg-pcap, sections 4 and 5
 */
class PcapDecoder implements CaptureDecoder {
  #header: PcapHeader | undefined;
  #packets = 0;
  /** Bytes of the header of a record; unknown before the first. */
  #recordLength: number | undefined;
  readonly #doubts = new RecordDoubts();
  readonly #interface: CaptureInterface = { id: 0 };

  constructor(readonly form: PcapForm) {}

  get facts(): CaptureFacts {
    const { linkType = 0, snaplen = 0 } = this.#header ?? {};
    const interfaces = this.#header ? [{ id: 0, section: 1, linkType, snaplen }] : [];
    return {
      ...{ format: 'pcap', packets: this.#packets, sections: [], interfaces, names: [] },
      ...this.#doubts.facts,
    };
  }

  decode(window: CaptureWindow, packets: CapturedPacket[]): void {
    if (!this.#header) {
      if (!window.has(PCAP_HEADER_LENGTH + this.form.more)) return;
      this.#header = readHeader(window);
      window.skip(PCAP_HEADER_LENGTH + this.form.more);
    }
    const header = this.#header;
    while (window.has(LENGTHS_END)) {
      const { capturedLength, originalLength } = lengthsAt(window, 0, header);
      if (capturedLength > MAX_PACKET_LENGTH) {
        refuse(window, `a packet of ${capturedLength} bytes: at most ${MAX_PACKET_LENGTH} are possible`);
      }
      this.#recordLength ??= recordLengthOf(window, header, this.form);
      if (!window.has(this.#recordLength + capturedLength)) return;
      const packet = this.#readPacket(window, header, this.#recordLength, capturedLength, originalLength);
      this.#doubts.check(packet, header.snaplen);
      packets.push(packet);
      window.skip(this.#recordLength + capturedLength);
    }
  }

  #readPacket(
    window: CaptureWindow,
    { linkType }: PcapHeader,
    start: number,
    capturedLength: number,
    originalLength: number,
  ): CapturedPacket {
    // Some programs write a fraction of a second and more.
    const fraction = window.uint32(4) * this.form.nanosecondsPerUnit;
    return {
      number: ++this.#packets,
      seconds: window.uint32(0) + Math.floor(fraction / NANOSECONDS_PER_SECOND),
      nanoseconds: fraction % NANOSECONDS_PER_SECOND,
      capturedLength,
      originalLength,
      linkType,
      bytes: window.view(start, capturedLength),
      interface: this.#interface,
    };
  }
}

/** A time and two lengths begin every record. */
const LENGTHS_END = 16;

function lengthsAt(
  window: CaptureWindow,
  at: number,
  { first }: PcapHeader,
): Pick<CapturedPacket, 'capturedLength' | 'originalLength'> {
  const one = window.uint32(at + 8);
  const other = window.uint32(at + 12);
  const swapped = first === 'original' || (first === 'smaller' && one > other);
  return swapped
    ? { capturedLength: other, originalLength: one }
    : { capturedLength: one, originalLength: other };
}

/** Of several lengths that a record may have, the one after which another record begins, where it can be seen. */
function recordLengthOf(window: CaptureWindow, header: PcapHeader, { recordLengths }: PcapForm): number {
  const [likeliest, ...others] = recordLengths;
  const { capturedLength } = lengthsAt(window, 0, header);
  const fits = (length: number): boolean => {
    const next = length + capturedLength;
    if (!window.has(next + LENGTHS_END)) return false;
    const { capturedLength: captured, originalLength: original } = lengthsAt(window, next, header);
    const apart = Math.abs(window.uint32(next) - window.uint32(0));
    return captured > 0 && captured <= original && original <= MAX_PACKET_LENGTH && apart < YEAR_SECONDS;
  };
  return fits(likeliest) ? likeliest : (others.find(fits) ?? likeliest);
}

const YEAR_SECONDS = 366 * 86_400;

function readHeader(window: CaptureWindow): PcapHeader {
  const [major, minor] = [window.uint16(4), window.uint16(6)];
  const isOld = major === DG_UX_MAJOR || (major === PCAP_VERSION.major && minor < EITHER_ORDER);
  if (!isOld && (major !== PCAP_VERSION.major || minor > PCAP_VERSION.minor)) {
    throw new CaptureError(
      'unsupported',
      `pcap version ${major}.${minor}: only 2.0 to 2.4 are read`,
      window.offset,
    );
  }
  return {
    // The upper half tells of frame check sequences; the link type is in the lower one.
    linkType: linkTypeInFile(window.uint32(20) & 0xffff),
    snaplen: window.uint32(16),
    first: isOld ? 'original' : minor === EITHER_ORDER ? 'smaller' : 'captured',
  };
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
