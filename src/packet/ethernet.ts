import { ParseError } from '../parse-error.js';
import { concatOctets, fits, octets, putUint16, uint16 } from './octets.js';

/** Every byte in hexadecimal: a list of packets writes millions of them. */
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The address that every station of an Ethernet segment listens to. */
export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';

/**
 * The six bytes of a MAC address.
 *
 * @param text six pairs of hexadecimal digits, such as `00:00:5e:00:53:01`; dashes do as well
 * @throws {@link ParseError} when the text is anything else
 * @see RFC 9542, section 2.1 (and 2.1.4 for the addresses of documentation)
 * @example
 * ```ts
 * import { macBytes } from 'sonde/packet';
 *
 * console.log([...macBytes('00:00:5e:00:53:01')]); // → [ 0, 0, 94, 0, 83, 1 ]
 * ```
 */
export function macBytes(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)) {
    throw new ParseError(`not a MAC address: ${JSON.stringify(text.slice(0, 64))}`, 0);
  }
  return Uint8Array.from(text.split(/[:-]/), (pair) => parseInt(pair, 16));
}

/**
 * The text of six bytes: lower-case pairs separated by colons.
 *
 * @param bytes where the address is
 * @param offset position of its first byte
 * @throws {@link ParseError} when fewer than six bytes are left
 * @example
 * ```ts
 * import { macText } from 'sonde/packet';
 *
 * console.log(macText(Uint8Array.of(0, 0, 94, 0, 83, 1))); // → 00:00:5e:00:53:01
 * ```
 */
export function macText(bytes: Uint8Array, offset = 0): string {
  let text = '';
  for (const byte of octets(bytes, offset, offset + 6)) text += `${text && ':'}${pairs[byte] ?? ''}`;
  return text;
}

/** What an Ethernet frame carries (IANA ieee-802-numbers). */
export const etherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  serviceVlan: 0x88a8,
} as const;

/** An 802.1Q tag: which virtual network a frame belongs to. */
export interface VlanTag {
  /** {@link etherType}.vlan, or serviceVlan for the outer tag of a provider (802.1ad). */
  readonly protocol: number;
  /** Priority, from 0 to 7 (PCP). */
  readonly priority: number;
  /** Whether a congested switch may drop it first (DEI). */
  readonly dropEligible: boolean;
  /** Number of the virtual network, from 0 to 4095. */
  readonly vlan: number;
}

/** An Ethernet II frame, without preamble nor frame check sequence, as captures have it. */
export interface EthernetFrame {
  readonly destination: string;
  readonly source: string;
  /** 802.1Q tags, the outer one first; empty most of the time. */
  readonly tags: readonly VlanTag[];
  /** What the payload is, see {@link etherType}; under 0x600 it is the payload's length (IEEE 802.3). */
  readonly etherType: number;
  /** May end with padding: a frame has at least 60 bytes on the wire. */
  readonly payload: Uint8Array;
}

/**
 * The bytes of an Ethernet frame. Short frames are not padded: the card does it.
 *
 * @param frame addresses, type and payload; no tags by default
 * @throws RangeError when a field does not fit its bits
 * @throws ParseError when an address is not a MAC address
 * @see RFC 894; IEEE 802.1Q, clause 9
 * @example
 * ```ts
 * import { BROADCAST_MAC, encodeEthernet, etherType } from 'sonde/packet';
 *
 * const bytes = encodeEthernet({
 *   destination: BROADCAST_MAC, source: '00:00:5e:00:53:01', etherType: etherType.arp, payload: new Uint8Array(28),
 * });
 * console.log(bytes.length); // → 42
 * ```
 */
export function encodeEthernet(
  frame: Omit<EthernetFrame, 'tags'> & Partial<Pick<EthernetFrame, 'tags'>>,
): Uint8Array {
  const type = new Uint8Array(2);
  putUint16(type, 0, fits('Ethernet type', frame.etherType, 0xffff));
  const addresses = [macBytes(frame.destination), macBytes(frame.source)];
  return concatOctets([...addresses, ...(frame.tags ?? []).map(tagBytes), type, frame.payload]);
}

/**
 * Reads an Ethernet frame.
 *
 * @param bytes the frame, from its destination address
 * @returns the frame; its payload is a view on `bytes`, not a copy
 * @throws ParseError when it is cut before its type
 * @see RFC 894; IEEE 802.1Q, clause 9
 * @example
 * ```ts
 * import { decodeEthernet } from 'sonde/packet';
 *
 * const bytes = new Uint8Array(60);
 * bytes.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01, 0x08, 0x06]);
 * const { source, etherType } = decodeEthernet(bytes);
 * console.log(source, etherType.toString(16)); // → 00:00:5e:00:53:01 806
 * ```
 */
export function decodeEthernet(bytes: Uint8Array): EthernetFrame {
  const tags: VlanTag[] = [];
  let offset = 12;
  let type = uint16(bytes, offset);
  while (type === etherType.vlan || type === etherType.serviceVlan) {
    tags.push(readTag(type, uint16(bytes, offset + 2)));
    offset += 4;
    type = uint16(bytes, offset);
  }
  const payload = octets(bytes, offset + 2, bytes.length);
  return { destination: macText(bytes), source: macText(bytes, 6), tags, etherType: type, payload };
}

function readTag(protocol: number, control: number): VlanTag {
  return {
    protocol,
    priority: control >> 13,
    dropEligible: (control & 0x1000) !== 0,
    vlan: control & 0xfff,
  };
}

function tagBytes({ protocol, priority, dropEligible, vlan }: VlanTag): Uint8Array {
  if (protocol !== etherType.vlan && protocol !== etherType.serviceVlan) {
    throw new RangeError(`VLAN tag protocol must be 0x8100 or 0x88a8, got ${protocol}`);
  }
  const control =
    (fits('VLAN priority', priority, 7) << 13) |
    (dropEligible ? 0x1000 : 0) |
    fits('VLAN number', vlan, 0xfff);
  const bytes = new Uint8Array(4);
  putUint16(bytes, 0, protocol);
  putUint16(bytes, 2, control);
  return bytes;
}
