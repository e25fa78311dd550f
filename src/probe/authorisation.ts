import type { Origin } from '../origin.js';
import { ipv4Bytes, ipv6Bytes } from '../packet/address.js';
import { isIpv6, withoutZone } from './ip-packet.js';

/** A scan of someone else's machines that nobody allowed. */
export class NotAuthorisedError extends Error {
  override readonly name = 'NotAuthorisedError';
  constructor(readonly address: string) {
    super(
      `${address} is a public address: scanning machines without their owner's permission is an offence in most ` +
        'countries (in France, articles 323-1 and following of the penal code); with that permission, say who gave ' +
        "it: { authorisation: 'the permission, and from whom' }",
    );
  }
}

/**
 * Refuses a scan of anything but loopback, private and simulated addresses, unless the caller says who allowed it.
 *
 * @param address first address to be scanned
 * @param origin of the network that would be scanned: nobody is harmed on a simulated one
 * @param authorisation the permission, in the caller's words
 * @throws {@link NotAuthorisedError}
 */
export function requireAuthorisation(
  address: string,
  origin: Origin,
  authorisation: string | undefined,
): void {
  if (origin === 'simulated' || isPrivateAddress(address)) return;
  if (authorisation === undefined || authorisation.trim() === '') throw new NotAuthorisedError(address);
}

/** Loopback, private, link-local and shared addresses, groups of the link: RFC 1122, 1918, 3927, 6598, 4193, 4291. */
export function isPrivateAddress(address: string): boolean {
  return isIpv6(address) ? isPrivate6(ipv6Bytes(withoutZone(address))) : isPrivate4(ipv4Bytes(address));
}

function isPrivate4([a = 0, b = 0]: Uint8Array): boolean {
  if (a === 127 || a === 10) return true;
  if (a === 172) return b >= 16 && b <= 31;
  if (a === 192) return b === 168;
  if (a === 169) return b === 254;
  return a === 100 && b >= 64 && b <= 127;
}

function isPrivate6(bytes: Uint8Array): boolean {
  const [a = 0, b = 0] = bytes;
  if ((a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80)) return true;
  // What is sent to a group of scope 1 or 2 never leaves the link.
  if (a === 0xff) return (b & 0x0f) === 1 || (b & 0x0f) === 2;
  return bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
}
