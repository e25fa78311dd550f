import { ipv4Bytes, ipv4Text } from '../packet/address.js';
import { ParseError } from '../parse-error.js';
import { InvalidOptionError } from '../option.js';

/** Prefixes longer to sweep than this are refused: a /16 is what one can wait for. */
const MOST_ADDRESSES = 65_536;

/**
 * The addresses to probe of an IPv4 prefix: all but the network's own and its broadcast, as fping and nmap do; all of a
 * /31 and a /32.
 *
 * @param prefix such as `192.168.1.0/24`; bits beyond the length are ignored; an address alone is a /32
 * @throws {@link InvalidOptionError} when it is not a prefix, or has more than 65536 addresses
 */
export function addressesOf(prefix: string): string[] {
  const [text = '', lengthText = '32', ...rest] = prefix.split('/');
  const length = /^\d{1,2}$/.test(lengthText) ? Number(lengthText) : NaN;
  if (rest.length > 0 || !(length <= 32))
    throw new InvalidOptionError('prefix', prefix, 'like 192.168.1.0/24');
  const count = 2 ** (32 - length);
  if (count > MOST_ADDRESSES)
    throw new InvalidOptionError('prefix', prefix, `of at most ${MOST_ADDRESSES} addresses`);
  const view = new DataView(Uint8Array.from(addressBytes(text, prefix)).buffer);
  const first = Math.floor(view.getUint32(0) / count) * count;
  const addresses = Array.from({ length: count }, (_, i) => {
    view.setUint32(0, first + i);
    return ipv4Text(new Uint8Array(view.buffer));
  });
  return length < 31 ? addresses.slice(1, -1) : addresses;
}

function addressBytes(text: string, prefix: string): Uint8Array {
  try {
    return ipv4Bytes(text);
  } catch (error) {
    if (error instanceof ParseError) throw new InvalidOptionError('prefix', prefix, 'like 192.168.1.0/24');
    throw error;
  }
}
