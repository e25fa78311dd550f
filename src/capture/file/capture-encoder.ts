import { type CapturedPacket, MAX_PACKET_LENGTH } from '../capture.js';

/** What must be known of a packet to write it; its `originalLength` is that of its bytes where it was not cut. */
export type WritablePacket = Pick<CapturedPacket, 'seconds' | 'nanoseconds' | 'linkType' | 'bytes'> &
  Partial<Pick<CapturedPacket, 'originalLength' | 'interface' | 'direction' | 'comments'>>;

/** Writes one format. */
export interface CaptureEncoder {
  /** @throws RangeError for what the format cannot hold */
  packet(packet: WritablePacket, output: CaptureOutput): void;
  /** Writes what must be there even without packets. */
  end(output: CaptureOutput): void;
}

/** About what a pipe or a disk takes at once. */
const CHUNK_LENGTH = 0x10000;

/** Bytes of a capture being written, in network order: the numbers of its headers can be read in a hex dump. */
export class CaptureOutput {
  length = 0;
  #bytes = new Uint8Array(2 * CHUNK_LENGTH);

  uint16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.length++] = value >>> 8;
    this.#bytes[this.length++] = value;
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value & 0xffff);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  zeros(count: number): void {
    this.#reserve(count);
    this.#bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  /** Writes a length that is known only now. */
  patchUint32(at: number, value: number): void {
    new DataView(this.#bytes.buffer).setUint32(at, value);
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + count));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** A whole capture in memory. */
export function encodeWhole(encoder: CaptureEncoder, packets: Iterable<WritablePacket>): Uint8Array {
  const output = new CaptureOutput();
  for (const packet of packets) encoder.packet(packet, output);
  encoder.end(output);
  return output.take();
}

/** A capture in chunks, of which only one is in memory at a time. */
export async function* encodeChunks(
  encoder: CaptureEncoder,
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
): AsyncGenerator<Uint8Array> {
  const output = new CaptureOutput();
  for await (const packet of packets) {
    encoder.packet(packet, output);
    if (output.length >= CHUNK_LENGTH) yield output.take();
  }
  encoder.end(output);
  if (output.length > 0) yield output.take();
}

/** @throws RangeError for what no capture file can hold */
export function checkWritable(packet: WritablePacket): void {
  const { seconds, nanoseconds, linkType, bytes, originalLength = 0 } = packet;
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`seconds of a packet: ${seconds}`);
  if (!Number.isInteger(nanoseconds) || nanoseconds < 0 || nanoseconds > 999_999_999) {
    throw new RangeError(`nanoseconds of a packet: ${nanoseconds}`);
  }
  if (!Number.isInteger(linkType) || linkType < 0 || linkType > 0xffff) {
    throw new RangeError(`link type ${linkType}`);
  }
  if (bytes.length > MAX_PACKET_LENGTH) {
    throw new RangeError(`a packet of ${bytes.length} bytes: at most ${MAX_PACKET_LENGTH} can be written`);
  }
  if (!Number.isInteger(originalLength) || originalLength < 0 || originalLength > 0xffffffff) {
    throw new RangeError(`original length of a packet: ${originalLength}`);
  }
}
