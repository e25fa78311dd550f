/** Capture files among those that the cells of a page wrote. */
import type * as CaptureFile from '#dist/capture/file/capture-file.js';
import { CaptureError } from '#dist/capture/file/capture-decoder.js';
import { readCapture } from '#dist/capture/file/read-capture.js';
import { encodingPcap } from '#dist/capture/file/pcap.js';
import { encodingPcapng } from '#dist/capture/file/pcapng-writer.js';
import { absent } from '../absence.js';
import { pageFiles } from '../memory-files.js';

export const openCaptureFile: typeof CaptureFile.openCaptureFile = async (path, options = {}) => {
  if (path === '-') throw absent('l’entrée standard');
  return readCapture([await unpacked(pageFiles.read(path))], options);
};

export const writeCaptureFile: typeof CaptureFile.writeCaptureFile = async (path, packets, options = {}) => {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of path.endsWith('.pcap') ? encodingPcap(packets) : encodingPcapng(packets, options))
    chunks.push(new Uint8Array(chunk));
  pageFiles.write(path, new Uint8Array(await new Blob(chunks).arrayBuffer()));
};

/** Whether it is gzip shows in the first two bytes. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const packed = new Blob([new Uint8Array(bytes)]).stream();
  try {
    const stream = packed.pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    // The engine tells the same of what is cut and of what is no gzip.
    throw new CaptureError('malformed', `gzip: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
}
