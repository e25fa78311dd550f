import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import {
  type CaptureFacts,
  type CaptureInterface,
  type CaptureSection,
  MAX_PACKET_LENGTH,
} from '../capture.js';
import {
  type CaptureEncoder,
  type CaptureOutput,
  type WritablePacket,
  checkWritable,
  encodeChunks,
  encodeWhole,
} from './capture-encoder.js';
import {
  BLOCK_HEADER_LENGTH,
  BYTE_ORDER_MAGIC,
  blockType,
  nameRecord,
  option,
  padded,
} from './pcapng-format.js';

const NANOSECONDS = 9;
const NANOSECONDS_PER_SECOND = 1_000_000_000;
/** The last second that 64 bits of nanoseconds can tell: in the year 2554. */
const LAST_SECOND = 18_446_744_072;
const utf8 = new TextEncoder();

/** What a pcapng file says besides its packets. */
export interface PcapngOptions extends CaptureSection {
  /** Names that Wireshark shows instead of addresses. */
  readonly names?: CaptureFacts['names'];
}

/**
 * A whole pcapng file: interfaces with their names, directions, comments, times to the nanosecond.
 *
 * @param packets of any link types, each of the interface that it names
 * @param options what to say of the machine and of the capture, and names of addresses
 * @returns the bytes of the file
 * @throws RangeError for a time before 1970 or after 2554, a packet of more than 256 KiB, or a text of more than 64 KiB
 * @throws ParseError for a name whose address is not one
 * @see draft-ietf-opsawg-pcapng
 * @example
 * ```ts
 * import { encodePcapng, linkType, readCapture } from 'sonde/capture';
 *
 * const comments = ['le premier'];
 * const packet = { seconds: 1, nanoseconds: 5, linkType: linkType.raw, bytes: new Uint8Array(20), comments };
 * for await (const read of readCapture([encodePcapng([packet])])) console.log(read.comments); // → [ 'le premier' ]
 * ```
 */
export function encodePcapng(packets: Iterable<WritablePacket>, options: PcapngOptions = {}): Uint8Array {
  return encodeWhole(new PcapngEncoder(options), packets);
}

/**
 * A pcapng file in chunks, for captures that do not fit in memory, or that go on.
 *
 * @param packets as for {@link encodePcapng}, from a capture or from anywhere
 * @param options as for {@link encodePcapng}
 * @returns the bytes of the file as {@link encodePcapng} has them
 * @throws as {@link encodePcapng}, while iterating
 * @see draft-ietf-opsawg-pcapng
 * @example
 * ```ts
 * import { encodePcapng, encodingPcapng, readCapture } from 'sonde/capture';
 *
 * const chunks: Uint8Array[] = [];
 * for await (const chunk of encodingPcapng([], { application: 'Sonde' })) chunks.push(chunk);
 * const capture = readCapture(chunks);
 * for await (const packet of capture) console.log(packet.number);
 * console.log(capture.facts().sections); // → [ { application: 'Sonde' } ]
 * ```
 */
export function encodingPcapng(
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
  options: PcapngOptions = {},
): AsyncGenerator<Uint8Array> {
  return encodeChunks(new PcapngEncoder(options), packets);
}

class PcapngEncoder implements CaptureEncoder {
  #started = false;
  readonly #ids = new Map<string, number>();
  #last:
    | { readonly interface: CaptureInterface | undefined; readonly linkType: number; readonly id: number }
    | undefined;

  constructor(readonly options: PcapngOptions) {}

  packet(packet: WritablePacket, output: CaptureOutput): void {
    checkWritable(packet);
    if (packet.seconds > LAST_SECOND) throw new RangeError(`seconds of a packet: ${packet.seconds}`);
    this.end(output);
    const id = this.#interfaceOf(packet, output);
    const { bytes, originalLength = bytes.length, comments = [], direction } = packet;
    const start = startBlock(output, blockType.enhancedPacket);
    output.uint32(id);
    writeTime(output, packet.seconds, packet.nanoseconds);
    output.uint32(bytes.length);
    output.uint32(originalLength);
    writePadded(output, bytes);
    for (const comment of comments) writeText(output, option.comment, comment);
    if (direction) {
      output.uint16(option.packet.flags);
      output.uint16(4);
      output.uint32(direction === 'in' ? 1 : 2);
    }
    endBlock(output, start);
  }

  /** Nothing is left to write but the header, where there was no packet. */
  end(output: CaptureOutput): void {
    if (this.#started) return;
    this.#started = true;
    writeSection(output, this.options);
    if (this.options.names?.length) writeNames(output, this.options.names);
  }

  /** Packets in a row mostly are of the same interface: it is looked up where it changes. */
  #interfaceOf({ interface: seen, linkType }: WritablePacket, output: CaptureOutput): number {
    if (this.#last?.interface === seen && this.#last?.linkType === linkType) return this.#last.id;
    const key = JSON.stringify([linkType, seen?.id, seen?.name, seen?.description]);
    const id = this.#ids.get(key) ?? this.#ids.size;
    if (!this.#ids.has(key)) writeInterface(output, linkType, seen);
    this.#ids.set(key, id);
    this.#last = { interface: seen, linkType, id };
    return id;
  }
}

function writeSection(
  output: CaptureOutput,
  { hardware, system, application, comments = [] }: PcapngOptions,
): void {
  const start = startBlock(output, blockType.sectionHeader);
  output.uint32(BYTE_ORDER_MAGIC);
  output.uint16(1);
  output.uint16(0);
  // Length of the section: not said, for it is not known.
  output.uint32(0xffffffff);
  output.uint32(0xffffffff);
  for (const comment of comments) writeText(output, option.comment, comment);
  writeText(output, option.section.hardware, hardware);
  writeText(output, option.section.system, system);
  writeText(output, option.section.application, application);
  endBlock(output, start);
}

function writeInterface(output: CaptureOutput, linkType: number, seen: CaptureInterface | undefined): void {
  const start = startBlock(output, blockType.interfaceDescription);
  output.uint16(linkType);
  output.uint16(0);
  output.uint32(MAX_PACKET_LENGTH);
  writeText(output, option.interface.name, seen?.name);
  writeText(output, option.interface.description, seen?.description);
  writeOption(output, option.interface.timeResolution, Uint8Array.of(NANOSECONDS));
  endBlock(output, start);
}

function writeNames(output: CaptureOutput, names: CaptureFacts['names']): void {
  const start = startBlock(output, blockType.nameResolution);
  for (const { address, names: known } of names) {
    const version6 = address.includes(':');
    const value = [
      ...(version6 ? ipv6Bytes(address) : ipv4Bytes(address)),
      ...utf8.encode(`${known.join('\0')}\0`),
    ];
    writeOption(output, version6 ? nameRecord.ipv6 : nameRecord.ipv4, Uint8Array.from(value));
  }
  output.uint32(nameRecord.end);
  endBlock(output, start);
}

/** Seconds times 10^9 passes 2^53: the low half is made of products that do not. */
function writeTime(output: CaptureOutput, seconds: number, nanoseconds: number): void {
  const low = (seconds % 0x10000) * NANOSECONDS_PER_SECOND + nanoseconds;
  const high = Math.floor(seconds / 0x10000) * NANOSECONDS_PER_SECOND + Math.floor(low / 0x10000);
  output.uint32(Math.floor(high / 0x10000));
  output.uint16(high % 0x10000);
  output.uint16(low % 0x10000);
}

function writeText(output: CaptureOutput, code: number, text: string | undefined): void {
  if (text !== undefined) writeOption(output, code, utf8.encode(text));
}

function writeOption(output: CaptureOutput, code: number, value: Uint8Array): void {
  if (value.length > 0xffff)
    throw new RangeError(`a text of ${value.length} bytes: at most 65535 can be written`);
  output.uint16(code);
  output.uint16(value.length);
  writePadded(output, value);
}

function writePadded(output: CaptureOutput, bytes: Uint8Array): void {
  output.bytes(bytes);
  output.zeros(padded(bytes.length) - bytes.length);
}

/** @returns where the block starts */
function startBlock(output: CaptureOutput, type: number): number {
  output.uint32(type);
  output.uint32(0);
  return output.length - BLOCK_HEADER_LENGTH;
}

function endBlock(output: CaptureOutput, start: number): void {
  const length = output.length - start + 4;
  output.patchUint32(start + 4, length);
  output.uint32(length);
}
