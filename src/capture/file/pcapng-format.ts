import type { CaptureWindow } from './capture-decoder.js';

/*
 * The numbers of pcapng files, read and written, and the options of a block (draft-ietf-opsawg-pcapng, sections 3 and 4).
 */

export const blockType = {
  interfaceDescription: 1,
  /** Obsolete, replaced by the enhanced one. */
  packet: 2,
  simplePacket: 3,
  nameResolution: 4,
  interfaceStatistics: 5,
  enhancedPacket: 6,
  /** The same in both byte orders. */
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

/** Broken UTF-8 becomes U+FFFD: a comment is shown, whatever it holds. */
const utf8 = new TextDecoder();

/** Code and value of an option. */
interface BlockOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** The options of a block, up to the one that does not fit. */
export interface BlockOptions {
  readonly options: readonly BlockOption[];
  /** What is wrong with the first one that could not be read. */
  readonly fault?: string;
}

/**
 * Reads the options at the end of a block.
 *
 * @param start of the options, from where reading stands
 * @param end of the block's body
 * @see draft-ietf-opsawg-pcapng, section 3.5
 */
export function readOptions(window: CaptureWindow, start: number, end: number): BlockOptions {
  const options: BlockOption[] = [];
  let at = start;
  while (at + 4 <= end) {
    const code = window.uint16(at);
    if (code === option.end) break;
    const length = window.uint16(at + 2);
    if (at + 4 + length > end) {
      return { options, fault: `option ${code} claims ${length} bytes, its block has ${end - at - 4} left` };
    }
    options.push({ code, value: window.view(at + 4, length) });
    at += 4 + padded(length);
  }
  return { options };
}

/** The text of the first option of that code, if there is one. */
export function textOption({ options }: BlockOptions, code: number): string | undefined {
  const found = options.find((each) => each.code === code);
  return found && text(found.value);
}

/** The comments, if there are any. */
export function commentsIn({ options }: BlockOptions): readonly string[] | undefined {
  const comments = options.filter(({ code }) => code === option.comment).map(({ value }) => text(value));
  return comments.length > 0 ? comments : undefined;
}

/** The value of the first option of that code, where it has the length that it must have. */
export function valueOption({ options }: BlockOptions, code: number, length: number): DataView | undefined {
  const value = options.find((each) => each.code === code && each.value.length === length)?.value;
  return value && new DataView(value.buffer, value.byteOffset, length);
}

/** Some writers end texts with zeros, which the format does not want. */
export function text(value: Uint8Array): string {
  const zero = value.indexOf(0);
  return utf8.decode(zero < 0 ? value : value.subarray(0, zero));
}
