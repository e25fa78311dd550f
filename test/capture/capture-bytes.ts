import fc from 'fast-check';
import type { CaptureFacts, CapturedPacket } from '../../src/capture/capture.js';
import { CaptureError } from '../../src/capture/file/capture-decoder.js';
import { readCapture } from '../../src/capture/file/read-capture.js';
import type { WritablePacket } from '../../src/capture/file/capture-encoder.js';

/** All that a capture gives before it ends, and how it ended. */
export interface Read {
  readonly packets: readonly CapturedPacket[];
  readonly facts: CaptureFacts;
  readonly fault: CaptureError | undefined;
}

export async function readAll(chunks: Iterable<Uint8Array>): Promise<Read> {
  const capture = readCapture(chunks);
  const packets: CapturedPacket[] = [];
  let fault: CaptureError | undefined;
  try {
    for await (const packet of capture) packets.push(packet);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    fault = error;
  }
  return { packets, facts: capture.facts(), fault };
}

/** Packets as a person could write them; of one link type where the format has but one. */
export function packetsToWrite({ sameLink = false } = {}): fc.Arbitrary<WritablePacket[]> {
  const packet = fc.record(
    {
      seconds: fc.nat(0xffffffff),
      nanoseconds: fc.nat(999_999_999),
      linkType: sameLink ? fc.constant(1) : fc.constantFrom(0, 1, 101, 276),
      bytes: fc.uint8Array({ maxLength: 50 }),
      originalLength: fc.nat(0xffffffff),
      direction: fc.constantFrom('in' as const, 'out' as const),
      comments: fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', 'é', '→', ' ') }), {
        minLength: 1,
        maxLength: 3,
      }),
    },
    { requiredKeys: ['seconds', 'nanoseconds', 'linkType', 'bytes'] },
  );
  return fc.array(packet, { maxLength: 8 });
}

/** A block of pcapng as it is on disk, with its length before and after. */
export function block(type: number, body: readonly number[], { little = false } = {}): Uint8Array {
  const length = body.length + 12;
  return Uint8Array.from([...word(type, little), ...word(length, little), ...body, ...word(length, little)]);
}

/** Four bytes. */
export function word(value: number, little = false): number[] {
  const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  return little ? bytes.reverse() : bytes;
}

/** Two bytes. */
export function half(value: number, little = false): number[] {
  return little ? [value & 255, value >>> 8] : [value >>> 8, value & 255];
}

/** An option with its padding. */
export function optionBytes(code: number, value: readonly number[], little = false): number[] {
  const padding = Array<number>((4 - (value.length % 4)) % 4).fill(0);
  return [...half(code, little), ...half(value.length, little), ...value, ...padding];
}

/** A section header block. */
export function section({ little = false } = {}): Uint8Array {
  const body = [...word(0x1a2b3c4d, little), ...half(1, little), 0, 0, ...Array<number>(8).fill(0xff)];
  return block(0x0a0d0d0a, body, { little });
}

/** An interface description block. */
export function interfaceBlock({
  link = 1,
  snaplen = 0,
  options = [] as readonly number[],
  little = false,
} = {}): Uint8Array {
  return block(1, [...half(link, little), 0, 0, ...word(snaplen, little), ...options], { little });
}

/** An enhanced packet block; `claimed` is the length it says, `data` must be a multiple of four bytes. */
export function packetBlock(
  data: readonly number[],
  {
    id = 0,
    high = 0,
    low = 0,
    claimed = data.length,
    options = [] as readonly number[],
    little = false,
  } = {},
): Uint8Array {
  const words = [id, high, low, claimed, data.length].flatMap((value) => word(value, little));
  return block(6, [...words, ...data, ...options], { little });
}
