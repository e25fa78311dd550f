import type { Origin } from '../../origin.js';
import { type Capture, type CaptureFacts, type CapturedPacket, captureOf } from '../capture.js';
import { type CaptureDecoder, CaptureError, CaptureWindow } from './capture-decoder.js';
import { pcapDecoderFor } from './pcap.js';
import { PcapngDecoder } from './pcapng-decoder.js';
import { blockType } from './pcapng-format.js';

const MAGIC_LENGTH = 4;

/** Where the bytes of a capture come from. */
export interface ReadCaptureOptions {
  /** `recorded` by default. */
  readonly origin?: Origin;
  /** Why they come from there, in French. */
  readonly reason?: string;
}

/**
 * Reads a capture, pcap or pcapng, as its bytes come: memory does not depend on its length.
 *
 * @param chunks the bytes of the file, or its whole in one piece; not to be written again, packets are views on them
 * @param options where the bytes come from
 * @returns the packets. Where the file is cut or makes no sense, all packets before that are given, then {@link CaptureError}
 *   is thrown. A pcapng packet whose record is wrong is given with its `fault`, and the next one is read.
 * @throws CaptureError while iterating
 * @see draft-ietf-opsawg-pcap; draft-ietf-opsawg-pcapng
 * @example
 * ```ts
 * import { encodePcap, linkType, readCapture } from 'sonde/capture';
 *
 * const packet = { seconds: 1, nanoseconds: 500_000_000, linkType: linkType.ethernet, bytes: new Uint8Array(60) };
 * for await (const { number, seconds, nanoseconds, capturedLength } of readCapture([encodePcap([packet])])) {
 *   console.log(number, seconds, nanoseconds, capturedLength); // → 1 1 500000000 60
 * }
 * ```
 */
export function readCapture(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { origin = 'recorded', reason = 'fichier de capture' }: ReadCaptureOptions = {},
): Capture {
  const file = new CaptureFile();
  return captureOf(origin, reason, { batches: () => file.read(chunks), facts: () => file.facts });
}

class CaptureFile {
  readonly #window = new CaptureWindow();
  #decoder: CaptureDecoder | undefined;

  get facts(): CaptureFacts {
    return this.#decoder?.facts ?? { packets: 0, sections: [], interfaces: [], names: [] };
  }

  async *read(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): AsyncGenerator<readonly CapturedPacket[]> {
    for await (const chunk of chunks) {
      this.#window.push(chunk);
      const packets: CapturedPacket[] = [];
      const fault = this.#decode(packets);
      if (packets.length > 0) yield packets;
      if (fault) throw fault;
    }
    this.#end();
  }

  /** The fault is given back, not thrown: the packets before it go first. */
  #decode(packets: CapturedPacket[]): CaptureError | undefined {
    try {
      if (!this.#decoder && this.#window.has(MAGIC_LENGTH)) this.#decoder = decoderFor(this.#window);
      this.#decoder?.decode(this.#window, packets);
      return undefined;
    } catch (error) {
      if (error instanceof CaptureError) return error;
      throw error;
    }
  }

  #end(): void {
    const { offset, left, toSkip } = this.#window;
    if (this.#decoder && left === 0 && toSkip === 0) return;
    const where =
      toSkip > 0 ? `${toSkip} bytes before the end of a block` : `after ${left} bytes of a record`;
    throw new CaptureError('cut', `the capture ends ${where}`, offset);
  }
}

function decoderFor(window: CaptureWindow): CaptureDecoder {
  for (const littleEndian of [true, false]) {
    window.littleEndian = littleEndian;
    const magic = window.uint32(0);
    if (magic === blockType.sectionHeader) return new PcapngDecoder();
    const pcap = pcapDecoderFor(magic);
    if (pcap) return pcap;
  }
  window.littleEndian = false;
  const magic = window.uint32(0);
  if (magic >>> 16 === 0x1f8b)
    unsupported('compressed with gzip: unpack it first, or open it with openCaptureFile');
  return unsupported(`neither pcap nor pcapng: it starts with 0x${magic.toString(16).padStart(8, '0')}`);
}

function unsupported(message: string): never {
  throw new CaptureError('unsupported', message, 0);
}
