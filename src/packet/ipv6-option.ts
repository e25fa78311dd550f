import { ParseError } from '../parse-error.js';
import { fits } from './field.js';
import { concatOctets, octets, uint16, uint8 } from './octets.js';

const PAD1 = 0;
const PADN = 1;
const ROUTER_ALERT = 5;

/** An option of a hop-by-hop or destination options header (RFC 8200, section 4.2); padding is left out. */
export type Ipv6Option =
  /** Asks each router to look at the packet (RFC 2711): 0 for multicast listener discovery. */
  | { readonly kind: 'router-alert'; readonly value: number }
  /** An option that Sonde does not take apart. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

/**
 * Reads the options of a header.
 *
 * @param start offset of the options in the packet, for errors
 * @throws {@link ParseError} when one is longer than the header
 */
export function readIpv6Options(bytes: Uint8Array, start: number): readonly Ipv6Option[] {
  const options: Ipv6Option[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const number = uint8(bytes, offset);
    if (number === PAD1) {
      offset++;
      continue;
    }
    const end = offset + 2 + (offset + 1 < bytes.length ? uint8(bytes, offset + 1) : 0);
    if (end > bytes.length)
      throw new ParseError(`IPv6 option ${number} longer than its header`, start + offset);
    const data = octets(bytes, offset + 2, end);
    if (number === ROUTER_ALERT && data.length === 2) {
      options.push({ kind: 'router-alert', value: uint16(data, 0) });
    } else if (number !== PADN) options.push({ kind: 'other', number, data });
    offset = end;
  }
  return options;
}

/** The bytes of options, padded so that the header, two bytes longer, is a multiple of 8. */
export function ipv6OptionsBytes(options: readonly Ipv6Option[]): Uint8Array {
  const bytes = concatOctets(options.map(optionBytes));
  const missing = 7 - ((bytes.length + 1) % 8);
  if (missing === 0) return bytes;
  const padding = new Uint8Array(missing);
  if (missing > 1) padding.set([PADN, missing - 2]);
  return concatOctets([bytes, padding]);
}

function optionBytes(option: Ipv6Option): Uint8Array {
  if (option.kind === 'router-alert') {
    const value = fits('router alert value', option.value, 0xffff);
    return Uint8Array.of(ROUTER_ALERT, 2, value >> 8, value);
  }
  const { number, data } = option;
  if (number === PAD1 || number === PADN) throw new RangeError(`IPv6 option ${number} is padding`);
  const header = [fits('IPv6 option number', number, 0xff), fits('IPv6 option length', data.length, 0xff)];
  return concatOctets([Uint8Array.from(header), data]);
}
