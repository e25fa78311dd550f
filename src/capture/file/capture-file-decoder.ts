import type { CaptureFacts } from './capture-facts.js';
import type { CapturedPacket } from '../captured-packet.js';
import { CaptureError } from './capture-file-error.js';
import type { CaptureWindow } from './capture-file-window.js';

/** Bytes kept of a packet at most: what tcpdump and Wireshark allow on every link but USB and D-Bus. */
export const MAX_PACKET_LENGTH = 0x40000;

/** Reads the records of one format. */
export interface CaptureDecoder {
  readonly facts: CaptureFacts;
  /**
   * Reads the records that are whole, and adds the packets they hold.
   *
   * @throws CaptureError
   */
  decode(window: CaptureWindow, packets: CapturedPacket[]): void;
}

/** @throws CaptureError that says where the file stops making sense */
export function refuse(window: CaptureWindow, message: string): never {
  throw new CaptureError('malformed', message, window.offset);
}
