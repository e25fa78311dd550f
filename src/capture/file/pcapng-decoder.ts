import { ipv4Text, ipv6Text } from '../../packet/address.js';
import type {
  CaptureFacts,
  CaptureInterfaceFacts,
  CaptureName,
  CaptureSection,
  CapturedPacket,
} from '../capture.js';
import {
  type CaptureDecoder,
  CaptureError,
  type CaptureWindow,
  RecordDoubts,
  refuse,
} from './capture-decoder.js';
import {
  BLOCK_HEADER_LENGTH,
  BLOCK_OVERHEAD,
  BYTE_ORDER_MAGIC,
  blockType,
  commentsIn,
  nameRecord,
  option,
  padded,
  readOptions,
  textOption,
  valueOption,
} from './pcapng-format.js';
import {
  type DescribedInterface,
  readInterface,
  readSimplePacket,
  readTimedPacket,
} from './pcapng-packet.js';

/** A block that Sonde reads has at most so many bytes, as in Wireshark; those that it does not read may be of any size. */
const MAX_BLOCK_LENGTH = 0x100_0000;
/** Bytes of all sections, interfaces and names, which are kept: a file made to fill the memory stops there. */
const MAX_FACTS_LENGTH = 0x80_0000;
const SECTION_LENGTH = 28;

const readBlocks: readonly number[] = Object.values(blockType);

/**
 * Reads the blocks of a pcapng file. Blocks of other kinds (decryption secrets, journals, private ones) are skipped.
 *
 * @see draft-ietf-opsawg-pcapng
 */
export class PcapngDecoder implements CaptureDecoder {
  #packets = 0;
  #factsLength = 0;
  readonly #sections: CaptureSection[] = [];
  readonly #interfaces: CaptureInterfaceFacts[] = [];
  readonly #names: CaptureName[] = [];
  /** Those of the current section. */
  #described: DescribedInterface[] = [];
  readonly #doubts = new RecordDoubts();

  get facts(): CaptureFacts {
    return {
      format: 'pcapng',
      packets: this.#packets,
      sections: [...this.#sections],
      interfaces: [...this.#interfaces],
      names: [...this.#names],
      ...this.#doubts.facts,
    };
  }

  decode(window: CaptureWindow, packets: CapturedPacket[]): void {
    while (window.has(BLOCK_OVERHEAD)) {
      const type = window.uint32(0);
      if (type === blockType.sectionHeader) setByteOrder(window);
      const length = window.uint32(4);
      if (length < BLOCK_OVERHEAD || length % 4 !== 0) refuse(window, `a block of ${length} bytes`);
      if (readBlocks.includes(type)) {
        if (length > MAX_BLOCK_LENGTH)
          refuse(window, `a block of ${length} bytes: at most ${MAX_BLOCK_LENGTH}`);
        if (!window.has(length)) return;
        const again = window.uint32(length - 4);
        if (again !== length) refuse(window, `a block of ${length} bytes that says ${again} at its end`);
        this.#readBlock(window, type, length - 4, packets);
      }
      window.skip(length);
    }
  }

  #readBlock(window: CaptureWindow, type: number, end: number, packets: CapturedPacket[]): void {
    switch (type) {
      case blockType.enhancedPacket:
        this.#take(readTimedPacket(window, end, ++this.#packets, this.#described, window.uint32(8)), packets);
        break;
      case blockType.simplePacket:
        this.#take(readSimplePacket(window, end, ++this.#packets, this.#described), packets);
        break;
      case blockType.packet:
        this.#take(readTimedPacket(window, end, ++this.#packets, this.#described, window.uint16(8)), packets);
        break;
      case blockType.sectionHeader:
        this.#startSection(window, end);
        break;
      case blockType.interfaceDescription:
        this.#describeInterface(window, end);
        break;
      case blockType.interfaceStatistics:
        this.#countInterface(window, end);
        break;
      case blockType.nameResolution:
        this.#keep(window, end, this.#names, ...readNames(window, end));
    }
  }

  #take(packet: CapturedPacket, packets: CapturedPacket[]): void {
    const id = packet.interface?.id ?? 0;
    this.#doubts.check(packet, this.#described[id]?.facts.snaplen ?? 0);
    packets.push(packet);
  }

  #startSection(window: CaptureWindow, end: number): void {
    if (end + 4 < SECTION_LENGTH) refuse(window, `a section header of ${end + 4} bytes`);
    const major = window.uint16(12);
    if (major !== 1) {
      throw new CaptureError('unsupported', `pcapng version ${major}: only 1 is read`, window.offset);
    }
    const options = readOptions(window, SECTION_LENGTH - 4, end);
    const hardware = textOption(options, option.section.hardware);
    const system = textOption(options, option.section.system);
    const application = textOption(options, option.section.application);
    const comments = commentsIn(options);
    this.#described = [];
    this.#keep(window, end, this.#sections, {
      ...(hardware !== undefined && { hardware }),
      ...(system !== undefined && { system }),
      ...(application !== undefined && { application }),
      ...(comments && { comments }),
    });
  }

  #describeInterface(window: CaptureWindow, end: number): void {
    const place = { id: this.#described.length, section: this.#sections.length };
    const described = readInterface(window, end, place);
    this.#described.push(described);
    this.#keep(window, end, this.#interfaces, described.facts);
  }

  /** What the capture itself lost; the last block counts. */
  #countInterface(window: CaptureWindow, end: number): void {
    if (end < BLOCK_HEADER_LENGTH + 12) return;
    const id = window.uint32(BLOCK_HEADER_LENGTH);
    const at = this.#interfaces.length - this.#described.length + id;
    const facts = this.#interfaces[at];
    if (!facts || id >= this.#described.length) return;
    const options = readOptions(window, BLOCK_HEADER_LENGTH + 12, end);
    const count = (code: number): number | undefined => {
      const value = valueOption(options, code, 8)?.getBigUint64(0, window.littleEndian);
      return value === undefined ? undefined : Number(value);
    };
    const received = count(option.statistics.received);
    const dropped = count(option.statistics.dropped);
    this.#interfaces[at] = {
      ...facts,
      ...(received !== undefined && { received }),
      ...(dropped !== undefined && { dropped }),
    };
  }

  #keep<T>(window: CaptureWindow, length: number, kept: T[], ...facts: readonly T[]): void {
    this.#factsLength += length;
    if (this.#factsLength > MAX_FACTS_LENGTH) {
      refuse(window, `more than ${MAX_FACTS_LENGTH} bytes of sections, interfaces and names`);
    }
    for (const fact of facts) kept.push(fact);
  }
}

function setByteOrder(window: CaptureWindow): void {
  if (window.uint32(8) === BYTE_ORDER_MAGIC) return;
  window.littleEndian = !window.littleEndian;
  if (window.uint32(8) !== BYTE_ORDER_MAGIC) refuse(window, 'a section header without its byte-order magic');
}

const utf8 = new TextDecoder();

/**
 * Reads a name resolution block.
 *
 * @throws CaptureError
 * @see draft-ietf-opsawg-pcapng, section 4.5
 */
function readNames(window: CaptureWindow, end: number): CaptureName[] {
  const names: CaptureName[] = [];
  let at = BLOCK_HEADER_LENGTH;
  while (at + 4 <= end) {
    const type = window.uint16(at);
    if (type === nameRecord.end) break;
    const length = window.uint16(at + 2);
    if (at + 4 + length > end)
      refuse(window, `a name record claims ${length} bytes, more than its block has`);
    const record = readRecord(type, window.view(at + 4, length));
    if (record) names.push(record);
    at += 4 + padded(length);
  }
  return names;
}

/** Nothing for a record of another kind, or too short to hold an address. */
function readRecord(type: number, value: Uint8Array): CaptureName | undefined {
  if (type === nameRecord.ipv4 && value.length >= 4) return named(ipv4Text(value), value.subarray(4));
  if (type === nameRecord.ipv6 && value.length >= 16) return named(ipv6Text(value), value.subarray(16));
  return undefined;
}

function named(address: string, value: Uint8Array): CaptureName {
  return { address, names: utf8.decode(value).split('\0').filter(Boolean) };
}
