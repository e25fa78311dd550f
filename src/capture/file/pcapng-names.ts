import { ipv4Text, ipv6Text } from '../../packet/address.js';
import type { CaptureName } from './capture-facts.js';
import { refuse } from './capture-file-decoder.js';
import type { CaptureWindow } from './capture-file-window.js';
import { BLOCK_HEADER_LENGTH, nameRecord, padded } from './pcapng-format.js';

const utf8 = new TextDecoder();

/**
 * Reads a name resolution block.
 *
 * @throws CaptureError
 * @see draft-ietf-opsawg-pcapng, section 4.5
 */
export function readNames(window: CaptureWindow, end: number): CaptureName[] {
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
