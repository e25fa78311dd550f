import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Capture } from '../capture.js';
import { CaptureError } from './capture-decoder.js';
import type { WritablePacket } from './capture-encoder.js';
import { encodingPcap } from './pcap.js';
import { type PcapngOptions, encodingPcapng } from './pcapng-writer.js';
import { type ReadCaptureOptions, readCapture } from './read-capture.js';

const CHUNK_LENGTH = 0x40000;

/** What zlib says of data that is not gzip, and of data that is cut. */
const gzipFaults: Readonly<Record<string, 'cut' | 'malformed'>> = {
  Z_BUF_ERROR: 'cut',
  Z_DATA_ERROR: 'malformed',
};

/**
 * Opens a capture file, pcap or pcapng, compressed with gzip or not. It is read as its packets are asked for.
 *
 * @param path of the file; `-` is the standard input
 * @param options where the file comes from
 * @returns the packets, see `readCapture`
 * @throws the errors of the file system as they come (ENOENT …); CaptureError while iterating
 * @example
 * ```ts
 * import { linkType, openCaptureFile, writeCaptureFile } from 'sonde/capture';
 *
 * const packet = { seconds: 1, nanoseconds: 0, linkType: linkType.raw, bytes: new Uint8Array(20) };
 * await writeCaptureFile('essai.pcapng', [packet]);
 * for await (const { capturedLength } of await openCaptureFile('essai.pcapng')) console.log(capturedLength); // → 20
 * ```
 */
export async function openCaptureFile(path: string, options: ReadCaptureOptions = {}): Promise<Capture> {
  if (path === '-') return readCapture(unpacked(process.stdin), options);
  await access(path, constants.R_OK);
  return readCapture(unpackedFile(path), options);
}

/**
 * Writes packets to a file that Wireshark opens, as they come.
 *
 * @param path of the file, replaced where it exists: pcap where it ends so, pcapng otherwise
 * @param packets from a capture, or made
 * @param options what a pcapng file says besides
 * @throws RangeError as `encodingPcap` and `encodingPcapng`; the errors of the file system
 * @example
 * ```ts
 * import { linkType, openCaptureFile, writeCaptureFile } from 'sonde/capture';
 *
 * const packet = { seconds: 1, nanoseconds: 0, linkType: linkType.raw, bytes: new Uint8Array(20) };
 * await writeCaptureFile('essai.pcap', [packet, packet]);
 * const capture = await openCaptureFile('essai.pcap');
 * for await (const { number } of capture) console.log(number, capture.facts().format);
 * // → 1 pcap
 * // → 2 pcap
 * ```
 */
export async function writeCaptureFile(
  path: string,
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
  options: PcapngOptions = {},
): Promise<void> {
  const chunks = path.endsWith('.pcap') ? encodingPcap(packets) : encodingPcapng(packets, options);
  await pipeline(chunks, createWriteStream(path));
}

/** Opened when the first packet is asked for, closed when the reader leaves. */
async function* unpackedFile(path: string): AsyncGenerator<Uint8Array> {
  yield* unpacked(createReadStream(path, { highWaterMark: CHUNK_LENGTH }));
}

/** Gzip is recognised by its first two bytes: a file's name may be wrong, and the standard input has none. */
async function* unpacked(source: Readable): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    const first = await chunks.next();
    if (first.done) return;
    const whole = resumed(first.value, chunks);
    yield* first.value[0] === 0x1f && first.value[1] === 0x8b ? gunzipped(whole) : whole;
  } finally {
    source.destroy();
  }
}

async function* resumed(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_LENGTH });
  const fed = pipeline(Readable.from(packed), gunzip);
  // The same error comes out of the stream below.
  fed.catch(() => undefined);
  let offset = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      yield chunk;
      offset += chunk.length;
    }
  } catch (error) {
    const fault = gzipFaults[(error as NodeJS.ErrnoException).code ?? ''];
    throw fault ? new CaptureError(fault, `gzip: ${(error as Error).message}`, offset) : error;
  }
}
