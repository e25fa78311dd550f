import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import { ParseError } from '../../parse-error.js';
import { type OutputLine, lineFault } from './output-line.js';

/** A host as a tool prints it: by its name, its address, or both. */
interface PrintedHost {
  readonly name?: string;
  readonly address?: string;
}

/** `NAME (ADDRESS)`, and `NAME [ADDRESS]` on Windows. */
const NAMED = /^(\S+) ?[([]([^()[\]\s]+)[)\]]$/;

/**
 * Reads `192.0.2.1`, `name`, `name (192.0.2.1)` or `name [192.0.2.1]`. A name that repeats the address, or stands for
 * none (`???`), is left out.
 *
 * @throws ParseError when what stands in brackets is no address
 */
export function readHost(text: string, line: OutputLine): PrintedHost {
  const [, name, address] = NAMED.exec(text) ?? [];
  if (name !== undefined && address !== undefined) {
    if (!isAddress(address))
      throw lineFault(line, `an address is expected in ${JSON.stringify(text.slice(0, 80))}`);
    return name === address || name === '???' ? { address } : { name, address };
  }
  if (!/^\S+$/.test(text)) throw lineFault(line, 'a host is expected');
  return isAddress(text) ? { address: text } : { name: text };
}

/** Who sent an answer, under the names that answers have. */
export interface PrintedSender {
  readonly name?: string;
  readonly from?: string;
}

/** Reads who sent an answer, as {@link readHost} does. */
export function readSender(text: string, line: OutputLine): PrintedSender {
  const { address, ...named } = readHost(text, line);
  return address === undefined ? named : { ...named, from: address };
}

/**
 * Reads the host of a first line. What was asked for is its name, or its address where it was asked for by that.
 */
export function readDestination(
  text: string,
  line: OutputLine,
): { readonly host?: string; readonly address?: string } {
  const { name, address } = readHost(text, line);
  const host = name ?? address;
  return { ...(host !== undefined && { host }), ...(address !== undefined && { address }) };
}

/** Writes a host as `NAME (ADDRESS)`, or what is known of it; nothing for nobody. */
export function hostText(name: string | undefined, address: string | undefined): string | undefined {
  return name === undefined || address === undefined ? (name ?? address) : `${name} (${address})`;
}

/** Whether a text is an IPv4 or IPv6 address, with a zone (RFC 4007) or without. */
export function isAddress(text: string): boolean {
  const [address = '', ...zones] = text.split('%');
  if (zones.length > 1 || (zones.length === 1 && !/^[\w.-]{1,32}$/.test(zones[0] ?? ''))) return false;
  try {
    if (address.includes(':')) ipv6Bytes(address);
    else ipv4Bytes(address);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

/** Reads `192.0.2.0/24`, or an address alone; `undefined` for any other text, a length that is too long included. */
export function readNetwork(
  text: string,
): { readonly address: string; readonly prefixLength?: number } | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || !isAddress(address)) return undefined;
  if (length === undefined) return { address };
  const isLength = /^\d{1,3}$/.test(length) && Number(length) <= (address.includes(':') ? 128 : 32);
  return isLength ? { address, prefixLength: Number(length) } : undefined;
}
