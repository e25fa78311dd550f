import { internetChecksum } from '../checksum.js';
import {
  concatOctets,
  fits,
  multipleOf,
  octets,
  putUint16,
  putUint32,
  uint16,
  uint32,
  uint8,
} from '../octets.js';
import { ICMP_HEADER_LENGTH } from './message.js';

/** A quoted packet that extensions follow has at least 128 bytes, or that many with padding (RFC 4884, section 5). */
const MIN_EXTENDED_QUOTE = 128;

/** The packet that an error is about. */
export interface IcmpQuote {
  /**
   * The beginning of the packet at fault: its header and at least 8 bytes. When extensions follow, padded with zeros to
   * 128 bytes, and to a multiple of 4 (8 in ICMPv6).
   */
  readonly quoted: Uint8Array;
  /** What the router adds (RFC 4884); absent most of the time. */
  readonly extensions?: readonly IcmpExtension[];
}

/** What follows the header of an error, and the length of the quoted packet for its header: 0 without extensions. */
interface QuoteBytes {
  readonly bytes: Uint8Array;
  readonly lengthField: number;
}

/** @param unit bytes that the length field counts by: 4 in ICMP, 8 in ICMPv6 */
export function quoteBytes({ quoted, extensions }: IcmpQuote, unit: 4 | 8): QuoteBytes {
  if (!extensions) return { bytes: quoted, lengthField: 0 };
  const length = Math.max(MIN_EXTENDED_QUOTE, Math.ceil(quoted.length / unit) * unit);
  const lengthField = fits('ICMP quoted packet length', length / unit, 0xff);
  const structure = extensionBytes(extensions);
  const bytes = new Uint8Array(length + structure.length);
  bytes.set(quoted);
  bytes.set(structure, length);
  return { bytes, lengthField };
}

/**
 * Reads what follows the header of an error. Whatever is not a sound extension structure stays in `quoted`.
 *
 * @param lengthBytes what the header says of the length of the quoted packet, in bytes; 0 when it says nothing
 */
export function readQuote(bytes: Uint8Array, lengthBytes: number): IcmpQuote {
  const all = octets(bytes, ICMP_HEADER_LENGTH, bytes.length);
  // Routers older than RFC 4884 add extensions after 128 bytes, and do not say so (section 5.5).
  const length = lengthBytes === 0 ? MIN_EXTENDED_QUOTE : lengthBytes;
  if (length < MIN_EXTENDED_QUOTE || length >= all.length) return { quoted: all };
  const extensions = readExtensions(octets(all, length, all.length));
  return extensions ? { quoted: octets(all, 0, length), extensions } : { quoted: all };
}

const VERSION = 2;
const STRUCTURE_HEADER_LENGTH = 4;
const OBJECT_HEADER_LENGTH = 4;
const MPLS_CLASS = 1;
const MPLS_INCOMING_STACK = 1;
const LABEL_LENGTH = 4;

/** What a router adds to an error after the packet that it quotes (RFC 4884). */
export type IcmpExtension =
  /** The labels that the packet had when it reached the router (RFC 4950), the outer one first. */
  | { readonly kind: 'mpls'; readonly labels: readonly MplsLabel[] }
  /** An object that Sonde does not take apart; its data are a multiple of 4 bytes. */
  | {
      readonly kind: 'other';
      readonly classNumber: number;
      readonly classType: number;
      readonly data: Uint8Array;
    };

/** An entry of an MPLS label stack (RFC 3032). */
export interface MplsLabel {
  /** From 0 to 0xfffff. */
  readonly label: number;
  /** From 0 to 7 (once "experimental", EXP). */
  readonly trafficClass: number;
  readonly bottomOfStack: boolean;
  readonly ttl: number;
}

/** The bytes of an extension structure. */
function extensionBytes(extensions: readonly IcmpExtension[]): Uint8Array {
  const header = Uint8Array.of(VERSION << 4, 0, 0, 0);
  const bytes = concatOctets([header, ...extensions.map(objectBytes)]);
  putUint16(bytes, 2, internetChecksum(bytes));
  return bytes;
}

/**
 * Reads an extension structure.
 *
 * @returns `undefined` for what is not one, down to its checksum: routers quote whatever they like at that place
 */
function readExtensions(bytes: Uint8Array): readonly IcmpExtension[] | undefined {
  if (bytes.length < STRUCTURE_HEADER_LENGTH || uint8(bytes, 0) >> 4 !== VERSION) return undefined;
  // A zero means "no checksum", says RFC 4884, section 7.
  if (uint16(bytes, 2) !== 0 && internetChecksum(bytes) !== 0) return undefined;
  const extensions: IcmpExtension[] = [];
  let offset = STRUCTURE_HEADER_LENGTH;
  while (offset < bytes.length) {
    if (bytes.length - offset < OBJECT_HEADER_LENGTH) return undefined;
    const length = uint16(bytes, offset);
    if (length < OBJECT_HEADER_LENGTH || length % 4 !== 0 || offset + length > bytes.length) return undefined;
    extensions.push(readObject(octets(bytes, offset, offset + length)));
    offset += length;
  }
  return extensions;
}

function readObject(object: Uint8Array): IcmpExtension {
  const [classNumber, classType] = [uint8(object, 2), uint8(object, 3)];
  const data = octets(object, OBJECT_HEADER_LENGTH, object.length);
  if (classNumber !== MPLS_CLASS || classType !== MPLS_INCOMING_STACK) {
    return { kind: 'other', classNumber, classType, data };
  }
  const labels = Array.from({ length: data.length / LABEL_LENGTH }, (_, i) =>
    readLabel(uint32(data, LABEL_LENGTH * i)),
  );
  return { kind: 'mpls', labels };
}

function readLabel(entry: number): MplsLabel {
  return {
    label: entry >>> 12,
    trafficClass: (entry >>> 9) & 7,
    bottomOfStack: (entry & 0x100) !== 0,
    ttl: entry & 0xff,
  };
}

function objectBytes(extension: IcmpExtension): Uint8Array {
  if (extension.kind === 'other') {
    return object(extension.classNumber, extension.classType, extension.data);
  }
  const data = new Uint8Array(LABEL_LENGTH * extension.labels.length);
  extension.labels.forEach((label, i) => {
    putUint32(data, LABEL_LENGTH * i, labelEntry(label));
  });
  return object(MPLS_CLASS, MPLS_INCOMING_STACK, data);
}

function object(classNumber: number, classType: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(
    OBJECT_HEADER_LENGTH + multipleOf(4, 'ICMP extension data length', data.length),
  );
  putUint16(bytes, 0, fits('ICMP extension length', bytes.length, 0xffff));
  bytes[2] = fits('ICMP extension class', classNumber, 0xff);
  bytes[3] = fits('ICMP extension type', classType, 0xff);
  bytes.set(data, OBJECT_HEADER_LENGTH);
  return bytes;
}

function labelEntry({ label, trafficClass, bottomOfStack, ttl }: MplsLabel): number {
  const high = (fits('MPLS label', label, 0xfffff) << 3) | fits('MPLS traffic class', trafficClass, 7);
  return (high << 9) | (bottomOfStack ? 0x100 : 0) | fits('MPLS ttl', ttl, 0xff);
}
