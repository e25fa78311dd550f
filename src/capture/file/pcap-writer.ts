import { MAX_PACKET_LENGTH } from './capture-file-decoder.js';
import type { CaptureEncoder, CaptureOutput, WritablePacket } from './capture-file-write.js';
import { checkWritable, encodeChunks, encodeWhole } from './capture-file-write.js';
import { linkType } from './link-type.js';
import { PCAP_VERSION, pcapMagic } from './pcap-format.js';

/**
 * A whole pcap file, with nanoseconds. Names of interfaces, directions and comments have no place in it: see
 * `encodePcapng`.
 *
 * @param packets all of the same link type
 * @returns the bytes of the file
 * @throws RangeError for a second link type, a time outside of 1970–2106, or a packet of more than 256 KiB
 * @see draft-ietf-opsawg-pcap
 * @example
 * ```ts
 * import { encodePcap, linkType } from 'sonde/capture';
 *
 * const bytes = encodePcap([{ seconds: 1, nanoseconds: 5, linkType: linkType.raw, bytes: new Uint8Array(20) }]);
 * console.log(bytes.length); // → 60
 * ```
 */
export function encodePcap(packets: Iterable<WritablePacket>): Uint8Array {
  return encodeWhole(new PcapEncoder(), packets);
}

/**
 * A pcap file in chunks, for captures that do not fit in memory, or that go on.
 *
 * @param packets all of the same link type, from a capture or from anywhere
 * @returns the bytes of the file as {@link encodePcap} has them
 * @throws as {@link encodePcap}, while iterating
 * @see draft-ietf-opsawg-pcap
 * @example
 * ```ts
 * import { encodePcap, encodingPcap, readCapture } from 'sonde/capture';
 *
 * let length = 0;
 * for await (const chunk of encodingPcap(readCapture([encodePcap([])]))) length += chunk.length;
 * console.log(length); // → 24
 * ```
 */
export function encodingPcap(
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
): AsyncGenerator<Uint8Array> {
  return encodeChunks(new PcapEncoder(), packets);
}

class PcapEncoder implements CaptureEncoder {
  #linkType: number | undefined;

  packet(packet: WritablePacket, output: CaptureOutput): void {
    checkWritable(packet);
    this.#linkType ??= writeHeader(packet.linkType, output);
    if (packet.linkType !== this.#linkType) {
      throw new RangeError(
        `a pcap file has one link type: ${this.#linkType}, then ${packet.linkType}; write pcapng instead`,
      );
    }
    const { seconds, nanoseconds, bytes, originalLength = bytes.length } = packet;
    if (seconds > 0xffffffff) throw new RangeError(`seconds of a packet in a pcap file: ${seconds}`);
    output.uint32(seconds);
    output.uint32(nanoseconds);
    output.uint32(bytes.length);
    output.uint32(originalLength);
    output.bytes(bytes);
  }

  end(output: CaptureOutput): void {
    this.#linkType ??= writeHeader(linkType.ethernet, output);
  }
}

function writeHeader(type: number, output: CaptureOutput): number {
  if (!Number.isInteger(type) || type < 0 || type > 0xffff) throw new RangeError(`link type ${type}`);
  output.uint32(pcapMagic.nanoseconds);
  output.uint16(PCAP_VERSION.major);
  output.uint16(PCAP_VERSION.minor);
  output.zeros(8);
  output.uint32(MAX_PACKET_LENGTH);
  output.uint32(type);
  return type;
}
