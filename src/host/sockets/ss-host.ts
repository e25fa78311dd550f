import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import { ParseError } from '../../parse-error.js';
import type { ServiceNames } from '../services.js';
import type { SocketEnd, SocketLine } from './socket-entry.js';
import { matchesGlob } from './ss-glob.js';

/** A word of the filter, with its place. */
export interface FilterWord {
  readonly text: string;
  readonly offset: number;
}

/** How the words of a filter are to be understood. */
export interface HostSyntax {
  /** What a host without a family is: an address, or the pattern of a unix socket's name. */
  readonly hosts: 'inet' | 'unix';
  readonly services?: ServiceNames;
}

/** What a filter looks at. */
export type FilteredSocket = Pick<SocketLine, 'netid' | 'family' | 'local' | 'peer'>;

/** Tells whether one end of a socket is meant. */
type EndCondition = (end: SocketEnd, socket: FilteredSocket) => boolean;

const FAMILY = /^(inet6?|unix|link|netlink|vsock):/;

/**
 * The operand of `src` and `dst`: `10.0.0.0/8:443`, `[::1]:80`, `*:22`, `:ssh`, `unix:/run/*`.
 *
 * @throws ParseError at the character that is wrong
 */
export function hostCondition(word: FilterWord, syntax: HostSyntax): EndCondition {
  const { family, rest } = withoutFamily(word, syntax);
  if (family === 'unix') return (end, of) => of.family === 'unix' && matchesGlob(end.address, rest.text);
  const { address, port } = splitHost(rest);
  const isAddress = addressCondition(address, family);
  const number = portNumber(port, syntax.services);
  return (end, of) =>
    (number === undefined || portOfEnd(end, of, syntax.services) === number) && isAddress(end, of);
}

/**
 * The port after `sport` and `dport`: `:443`, `443`, `:https`; `undefined` for any (`:*`).
 *
 * @throws ParseError at the character that is wrong
 */
export function portOperand(word: FilterWord, syntax: HostSyntax): number | undefined {
  const { rest } = withoutFamily(word, { ...syntax, hosts: 'inet' });
  return portNumber(rest.text.startsWith(':') ? from(rest, 1) : rest, syntax.services);
}

/**
 * The port of an end; NaN where there is none.
 *
 * @throws RangeError for the name of a service whose number is not known
 */
export function portOfEnd(
  { port, service }: SocketEnd,
  { netid }: FilteredSocket,
  services: ServiceNames | undefined,
): number {
  if (port !== undefined) return port;
  if (service === undefined) return NaN;
  const known = services?.portOf(service, netid === 'udp' ? 'udp' : 'tcp');
  if (known === undefined)
    throw new RangeError(`which port ${JSON.stringify(service)} is, is not known here`);
  return known;
}

function withoutFamily(
  word: FilterWord,
  { hosts }: HostSyntax,
): { readonly family: 'inet' | 'inet6' | 'unix' | undefined; readonly rest: FilterWord } {
  const family = FAMILY.exec(word.text)?.[1];
  if (family === undefined) return { family: hosts === 'unix' ? 'unix' : undefined, rest: word };
  if (family !== 'inet' && family !== 'inet6' && family !== 'unix')
    throw new ParseError(`sockets of the family ${family} are not read here`, word.offset);
  return { family, rest: from(word, family.length + 1) };
}

/** Where ss cuts: an IPv6 address without brackets is one only when it has a prefix length. */
function splitHost(word: FilterWord): { readonly address: FilterWord; readonly port: FilterWord } {
  const { text, offset } = word;
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close === -1) throw new ParseError('] expected after an IPv6 address', offset + text.length);
    const after = from(word, close + 1);
    if (after.text !== '' && !after.text.startsWith(':'))
      throw new ParseError('":" and a port, or nothing, expected after ]', after.offset);
    return { address: { text: text.slice(1, close), offset: offset + 1 }, port: from(after, 1) };
  }
  const slash = text.indexOf('/');
  const colon = text.startsWith('*') ? text.indexOf(':') : text.lastIndexOf(':');
  const end = colon > slash ? colon : text.length;
  return { address: { text: text.slice(0, end), offset }, port: from(word, end + 1) };
}

const anyAddress = ['', '*', 'any', 'all', 'default'];

function addressCondition(word: FilterWord, family: 'inet' | 'inet6' | undefined): EndCondition {
  if (anyAddress.includes(word.text)) {
    return family === undefined ? () => true : (end, of) => familyOf(end, of) === family;
  }
  const slash = word.text.indexOf('/');
  const text = slash === -1 ? word.text : word.text.slice(0, slash);
  const bytes = addressBytes({ text, offset: word.offset }, family);
  const bits = slash === -1 ? 8 * bytes.length : prefixLength(from(word, slash + 1), 8 * bytes.length);
  const bytesOf = bytes.length === 16 ? ipv6Of : ipv4Of;
  return (end, of) => {
    const own = bytesOf(end, familyOf(end, of));
    return own !== undefined && samePrefix(own, bytes, bits);
  };
}

type Family = SocketLine['family'];

/** The kinds of ss whose ends are IP addresses. */
const INTERNET = /^(tcp|udp|raw|icmp|sctp|dccp|mptcp)/;

/**
 * The family of an end; none where it has none, and for a star, which stands for any address.
 *
 * @throws RangeError for a host that was printed by its name
 */
function familyOf({ address }: SocketEnd, { family, netid }: FilteredSocket): Family {
  if (family !== undefined || address === '*' || !INTERNET.test(netid ?? 'tcp')) return family;
  if (address.includes(':')) return 'inet6';
  if (/^[\d.]+$/.test(address)) return 'inet';
  throw unknownAddress(address);
}

/** The bytes of an IPv6 address; none for another. */
function ipv6Of({ address }: SocketEnd, family: Family): Uint8Array | undefined {
  if (family !== 'inet6') return undefined;
  return address === '*' ? new Uint8Array(16) : unlessName(address, ipv6Bytes);
}

/**
 * The bytes of an IPv4 address; none for another. The kernel lets an IPv4 rule choose IPv6 sockets that speak IPv4:
 * net/ipv4/inet_diag.c, inet_diag_bc_run.
 */
function ipv4Of({ address }: SocketEnd, family: Family): Uint8Array | undefined {
  if (family === 'inet') return address === '*' ? new Uint8Array(4) : unlessName(address, ipv4Bytes);
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  return family === 'inet6' && mapped !== undefined ? ipv4Bytes(mapped) : undefined;
}

/** @throws RangeError for a host that was printed by its name, whose address is not known */
function unlessName(address: string, bytesOf: (text: string) => Uint8Array): Uint8Array {
  try {
    return bytesOf(address);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw unknownAddress(address);
  }
}

function unknownAddress(host: string): RangeError {
  return new RangeError(`which address ${JSON.stringify(host)} is, is not known here`);
}

function addressBytes({ text, offset }: FilterWord, family: 'inet' | 'inet6' | undefined): Uint8Array {
  try {
    if (text.includes(':') && family !== 'inet') return ipv6Bytes(text);
    // As ss: 10.1 is 10.1.0.0.
    const parts = text.split('.');
    if (family !== 'inet6' && parts.length <= 4)
      return ipv4Bytes([...parts, '0', '0', '0'].slice(0, 4).join('.'));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  const hint = /[a-z]/i.test(text) ? '; names are not looked up' : '';
  throw new ParseError(`an ${family ?? 'IP'} address expected, found ${JSON.stringify(text)}${hint}`, offset);
}

/** A number of bits. */
function prefixLength({ text, offset }: FilterWord, most: number): number {
  if (/^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most) return Number(text);
  throw new ParseError(`a prefix length from 0 to ${most} expected`, offset);
}

function samePrefix(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  for (let i = 0; 8 * i < bits; i++) {
    const mask = (0xff00 >> Math.min(8, bits - 8 * i)) & 0xff;
    if ((((a[i] ?? 0) ^ (b[i] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

function portNumber(word: FilterWord, services: ServiceNames | undefined): number | undefined {
  const { text, offset } = word;
  if (text === '' || text === '*') return undefined;
  const number = /^(0|[1-9]\d{0,9}|0x[\da-f]{1,8})$/i.test(text) ? Number(text) : serviceOf(word, services);
  if (number > 0xffff) throw new ParseError(`a port from 0 to 65535 expected, found ${text}`, offset);
  return number;
}

function serviceOf({ text, offset }: FilterWord, services: ServiceNames | undefined): number {
  const [tcp, udp] = [services?.portOf(text, 'tcp'), services?.portOf(text, 'udp')];
  if (tcp !== undefined && udp !== undefined && tcp !== udp)
    throw new ParseError(
      `${JSON.stringify(text)} is port ${tcp} for TCP and ${udp} for UDP: write one`,
      offset,
    );
  const port = tcp ?? udp;
  if (port !== undefined) return port;
  throw new ParseError(`a port or the name of a service expected, found ${JSON.stringify(text)}`, offset);
}

function from({ text, offset }: FilterWord, start: number): FilterWord {
  return { text: text.slice(start), offset: offset + Math.min(start, text.length) };
}
