import type { CaptureInterfaceFacts } from './capture-facts.js';
import { refuse } from './capture-file-decoder.js';
import type { CaptureWindow } from './capture-file-window.js';
import type { CaptureInterface } from '../captured-packet.js';
import { linkTypeInFile } from './link-type.js';
import { BLOCK_HEADER_LENGTH, option } from './pcapng-format.js';
import type { BlockOptions } from './pcapng-options.js';
import { readOptions, text, textOption, valueOption } from './pcapng-options.js';
import type { ReadTimestamp } from './pcapng-time.js';
import { timestampReader } from './pcapng-time.js';

const MICROSECONDS = 6;
const OPTIONS = BLOCK_HEADER_LENGTH + 8;

/** What is needed to read the packets of an interface. */
export interface DescribedInterface {
  readonly facts: CaptureInterfaceFacts;
  /** What its packets say of it. */
  readonly shown: CaptureInterface;
  readonly readTimestamp: ReadTimestamp;
}

/**
 * Reads an interface description block.
 *
 * @throws CaptureError
 * @see draft-ietf-opsawg-pcapng, section 4.2
 */
export function readInterface(
  window: CaptureWindow,
  end: number,
  place: { readonly id: number; readonly section: number },
): DescribedInterface {
  if (end < OPTIONS) refuse(window, 'an interface description without a link type');
  const options = readOptions(window, OPTIONS, end);
  const name = textOption(options, option.interface.name);
  const description = textOption(options, option.interface.description);
  const filter = captureFilter(options);
  const shown = {
    id: place.id,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  };
  const resolution = valueOption(options, option.interface.timeResolution, 1)?.getUint8(0) ?? MICROSECONDS;
  const offset = valueOption(options, option.interface.timeOffset, 8);
  return {
    shown,
    facts: {
      ...shown,
      section: place.section,
      linkType: linkTypeInFile(window.uint16(BLOCK_HEADER_LENGTH)),
      snaplen: window.uint32(BLOCK_HEADER_LENGTH + 4),
      ...(filter !== undefined && { filter }),
    },
    readTimestamp: timestampReader(resolution, offset?.getBigInt64(0, window.littleEndian) ?? 0n),
  };
}

/** The filter's first byte says what it is: 0 for text, others for compiled programs. */
function captureFilter({ options }: BlockOptions): string | undefined {
  const value = options.find(({ code }) => code === option.interface.filter)?.value;
  return value?.[0] === 0 ? text(value.subarray(1)) : undefined;
}
