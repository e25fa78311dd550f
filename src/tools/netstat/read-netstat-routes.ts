import { type OutputLine, type Word, lineFault, present, wordFault, wordsOf } from '../text/output-line.js';
import { isAddress } from '../text/printed-host.js';
import { type TableRows, readRows } from '../text/printed-table.js';
import type { NetstatIpv6Route } from './netstat-ipv6-routes.js';
import type { NetstatRoute } from './netstat-routes.js';

type Field = keyof NetstatRoute;
const TEXTS: Readonly<Record<string, Field>> = {
  Destination: 'destination',
  Gateway: 'gateway',
  'Next Hop': 'gateway',
  Genmask: 'mask',
  Flags: 'flags',
  Flag: 'flags',
  Iface: 'interface',
  Netif: 'interface',
  Interface: 'interface',
  If: 'interface',
  Expire: 'expires',
};
const NUMBERS: Readonly<Record<string, Field>> = {
  Metric: 'metric',
  Met: 'metric',
  Ref: 'referenceCount',
  Refs: 'referenceCount',
  Use: 'uses',
  MSS: 'mss',
  Mtu: 'mtu',
  Window: 'window',
  irtt: 'initialRtt',
};

/**
 * Reads a table of IPv4 routes.
 *
 * @param heading the names of the columns, which tell what each word of a row is
 * @throws {@link ParseError} with the line
 */
export function readRoutes(heading: OutputLine, rows: readonly OutputLine[]): TableRows<NetstatRoute> {
  const columns = columnsOf(heading);
  return readRows(rows, (row) => readRoute(row, columns, wordsOf(row)));
}

/**
 * Reads a table of IPv6 routes.
 *
 * @param heading the names of the columns, which tell what each word of a row is
 * @throws {@link ParseError} with the line
 */
export function readIpv6Routes(
  heading: OutputLine,
  rows: readonly OutputLine[],
): TableRows<NetstatIpv6Route> {
  const columns = columnsOf(heading);
  const isLinux = columns.includes('Next Hop');
  return readRows(rows, (row) => {
    const words = isLinux ? withFlags(wordsOf(row), columns) : wordsOf(row);
    return ipv6Route(row, readRoute(row, columns, words), isLinux);
  });
}

/** A route that is not even up has no flag at all: the metric follows the next hop. */
function withFlags(words: readonly Word[], columns: readonly string[]): readonly Word[] {
  const [destination, gateway, metric, ...rest] = words;
  if (!destination || !gateway || !metric || words.length !== columns.length - 1) return words;
  return /[.:]/.test(gateway.text)
    ? [destination, gateway, { text: '', at: metric.at }, metric, ...rest]
    : words;
}

function columnsOf(heading: OutputLine): readonly string[] {
  const columns = heading.text.match(/Next Hop|\S+/g) ?? [];
  const unknown = columns.find((name) => !Object.hasOwn(TEXTS, name) && !Object.hasOwn(NUMBERS, name));
  if (unknown === undefined) return columns;
  const word = wordsOf(heading).find(({ text }) => text === unknown);
  throw wordFault(heading, word, 'a known column of routes');
}

function readRoute(line: OutputLine, columns: readonly string[], words: readonly Word[]): NetstatRoute {
  if (words.length > columns.length) throw wordFault(line, words[columns.length], 'the end of the line');
  const found = columns.flatMap((name, i): (readonly [Field, string | number])[] => {
    const word = words[i];
    // Only a route that expires has a last word on BSD.
    if (word === undefined && name === 'Expire') return [];
    const text = present(line, word, name);
    if (text === '-') return [];
    const number = NUMBERS[name];
    if (number !== undefined) return [[number, integer(line, word)]];
    const field = TEXTS[name] ?? 'destination';
    return [[field, field === 'expires' && /^\d{1,10}$/.test(text) ? Number(text) : text]];
  });
  const route = Object.fromEntries(found) as Partial<Record<Field, string | number>>;
  if (route.destination === undefined || route.flags === undefined)
    throw wordFault(line, words[0], 'a route');
  return route as unknown as NetstatRoute;
}

/** The kernel's numbers have 32 bits without sign, and Linux's netstat prints the upper half of them as negative ones. */
function integer(line: OutputLine, word: Word | undefined): number {
  if (word === undefined || !/^-?\d{1,15}$/.test(word.text)) throw wordFault(line, word, 'a number');
  const number = Number(word.text);
  if (number < -(2 ** 31)) throw wordFault(line, word, 'a number of 32 bits');
  return number < 0 ? number >>> 0 : number;
}

/** The destination is printed with the length of its prefix. */
function ipv6Route(line: OutputLine, route: NetstatRoute, isLinux: boolean): NetstatIpv6Route {
  const { destination: network, gateway, ...rest } = route;
  const [, address = network, length] = /^(.+)\/(\d{1,3})$/.exec(network) ?? [];
  if (Number(length) > 128) throw lineFault(line, 'a prefix length up to 128 is expected');
  const whole = (each: string): string => (isLinux ? withPrefix(each) : each);
  return {
    destination: whole(address),
    ...(length !== undefined && { prefixLength: Number(length) }),
    ...(gateway !== undefined && { gateway: whole(gateway) }),
    ...rest,
  };
}

/** net-tools writes an IPv4 address in IPv6 as the IPv4 address alone; without -n, names. */
function withPrefix(address: string): string {
  return !address.includes(':') && isAddress(address) ? `::ffff:${address}` : address;
}
