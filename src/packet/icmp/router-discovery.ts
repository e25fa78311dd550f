import { ParseError } from '../../parse-error.js';
import { ipv4Bytes, ipv4Text } from '../address.js';
import { fits } from '../field.js';
import { putUint16, putUint32, uint16, uint32, uint8 } from '../octets.js';
import { blankIcmp, ICMP_HEADER_LENGTH, icmpType } from './message.js';

/** 32-bit words of an entry: the address, and how much it is to be preferred. */
const ENTRY_WORDS = 2;

/** A router tells the segment that it is there (RFC 1256). */
export interface IcmpRouterAdvertisement {
  readonly kind: 'router-advertisement';
  /** 0; 16 from a mobility agent that does not route common traffic (RFC 5944). */
  readonly code: number;
  /** How long this may be believed, in seconds. */
  readonly lifetimeSeconds: number;
  /** At most 255. */
  readonly routers: readonly IcmpRouter[];
}

/** An address to send to what is not for the segment. */
export interface IcmpRouter {
  readonly address: string;
  /** The highest is to be taken: from -0x80000000 (never by default) to 0x7fffffff, 0 as a rule. */
  readonly preference: number;
}

/** A host asks the routers to advertise themselves now (RFC 1256). */
export interface IcmpRouterSolicitation {
  readonly kind: 'router-solicitation';
}

export function routerAdvertisementBytes(message: IcmpRouterAdvertisement): Uint8Array {
  const count = fits('ICMP number of routers', message.routers.length, 0xff);
  const length = ICMP_HEADER_LENGTH + 4 * ENTRY_WORDS * count;
  const bytes = blankIcmp(icmpType.routerAdvertisement, message.code, length);
  bytes[4] = count;
  bytes[5] = ENTRY_WORDS;
  putUint16(bytes, 6, fits('ICMP lifetime', message.lifetimeSeconds, 0xffff));
  message.routers.forEach(({ address, preference }, i) => {
    const offset = ICMP_HEADER_LENGTH + 4 * ENTRY_WORDS * i;
    bytes.set(ipv4Bytes(address), offset);
    fits('ICMP router preference + 2^31', preference + 0x80000000, 0xffffffff);
    putUint32(bytes, offset + 4, preference);
  });
  return bytes;
}

/** @throws {@link ParseError} when it says to have more, or shorter, entries than it can have */
export function readRouterAdvertisement(code: number, bytes: Uint8Array): IcmpRouterAdvertisement {
  const words = uint8(bytes, 5);
  if (words < ENTRY_WORDS)
    throw new ParseError(`ICMP router entries of ${words} words, at least 2 expected`, 5);
  const routers = Array.from({ length: uint8(bytes, 4) }, (_, i) => {
    const offset = ICMP_HEADER_LENGTH + 4 * words * i;
    return { address: ipv4Text(bytes, offset), preference: uint32(bytes, offset + 4) | 0 };
  });
  return { kind: 'router-advertisement', code, lifetimeSeconds: uint16(bytes, 6), routers };
}

export function routerSolicitationBytes(): Uint8Array {
  return blankIcmp(icmpType.routerSolicitation, 0, ICMP_HEADER_LENGTH);
}
