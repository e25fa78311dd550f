import { ParseError } from '../parse-error.js';
import { ipv4Bytes, ipv4Text } from './address.js';
import { etherType, macBytes, macText } from './ethernet.js';
import { fits, putUint16, uint16, uint8 } from './octets.js';

const ARP_LENGTH = 28;
/** Hardware type of Ethernet (IANA arp-parameters). */
const ETHERNET = 1;
const operations = { request: 1, reply: 2 } as const;

/** An ARP message: who has this IPv4 address on this segment? */
export interface ArpMessage {
  /** A number for the operations that are neither (RARP and others). */
  readonly operation: 'request' | 'reply' | number;
  readonly senderMac: string;
  readonly senderIp: string;
  /** Zeros in a request: it is what one asks for. */
  readonly targetMac: string;
  readonly targetIp: string;
}

/**
 * The bytes of an ARP message, for IPv4 on Ethernet.
 *
 * @param message who asks or replies, about whom
 * @throws RangeError when the operation does not fit 16 bits
 * @throws ParseError when an address is not one
 * @see RFC 826
 * @example
 * ```ts
 * import { encodeArp } from 'sonde/packet';
 *
 * const bytes = encodeArp({
 *   operation: 'request',
 *   senderMac: '00:00:5e:00:53:01', senderIp: '192.0.2.1',
 *   targetMac: '00:00:00:00:00:00', targetIp: '192.0.2.254',
 * });
 * console.log(bytes.length); // → 28
 * ```
 */
export function encodeArp(message: ArpMessage): Uint8Array {
  const { operation } = message;
  const bytes = new Uint8Array(ARP_LENGTH);
  putUint16(bytes, 0, ETHERNET);
  putUint16(bytes, 2, etherType.ipv4);
  bytes[4] = 6;
  bytes[5] = 4;
  const number = typeof operation === 'number' ? operation : operations[operation];
  putUint16(bytes, 6, fits('ARP operation', number, 0xffff));
  bytes.set(macBytes(message.senderMac), 8);
  bytes.set(ipv4Bytes(message.senderIp), 14);
  bytes.set(macBytes(message.targetMac), 18);
  bytes.set(ipv4Bytes(message.targetIp), 24);
  return bytes;
}

/**
 * Reads an ARP message, for IPv4 on Ethernet. Bytes beyond it (Ethernet padding) are left out.
 *
 * @param bytes the message, from its hardware type
 * @throws ParseError when it is cut, or about other kinds of addresses
 * @see RFC 826
 * @example
 * ```ts
 * import { decodeArp, encodeArp } from 'sonde/packet';
 *
 * const bytes = encodeArp({
 *   operation: 'reply',
 *   senderMac: '00:00:5e:00:53:fe', senderIp: '192.0.2.254',
 *   targetMac: '00:00:5e:00:53:01', targetIp: '192.0.2.1',
 * });
 * const { operation, senderIp, senderMac } = decodeArp(bytes);
 * console.log(operation, senderIp, senderMac); // → reply 192.0.2.254 00:00:5e:00:53:fe
 * ```
 */
export function decodeArp(bytes: Uint8Array): ArpMessage {
  const [hardware, protocol] = [uint16(bytes, 0), uint16(bytes, 2)];
  if (hardware !== ETHERNET || uint8(bytes, 4) !== 6) {
    throw new ParseError(`ARP for Ethernet expected, got hardware type ${hardware}`, 0);
  }
  if (protocol !== etherType.ipv4 || uint8(bytes, 5) !== 4) {
    throw new ParseError(`ARP for IPv4 expected, got protocol 0x${protocol.toString(16)}`, 2);
  }
  return {
    operation: operationOf(uint16(bytes, 6)),
    senderMac: macText(bytes, 8),
    senderIp: ipv4Text(bytes, 14),
    targetMac: macText(bytes, 18),
    targetIp: ipv4Text(bytes, 24),
  };
}

function operationOf(number: number): ArpMessage['operation'] {
  if (number === operations.request) return 'request';
  return number === operations.reply ? 'reply' : number;
}
