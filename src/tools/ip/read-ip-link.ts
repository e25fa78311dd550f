import {
  type EntryLines,
  type OutputLine,
  type Word,
  indentedEntries,
  lineFault,
  natural,
  present,
  wordFault,
  wordsOf,
} from '../text/output-line.js';
import { isAddress, readNetwork } from '../text/printed-host.js';
import { entriesOf, printedTable, readEntries } from '../text/printed-table.js';

/** The counters of one direction, under the names that ip gives them: `bytes`, `packets`, `errors`, `dropped` … */
export type IpCounters = Readonly<Record<string, number>>;

/** One address of an interface. */
export interface IpAddress {
  /** `inet` or `inet6`. */
  readonly family: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly scope?: string;
}

/** One interface. */
export interface IpLink {
  /** Absent with `-br`. */
  readonly index?: number;
  readonly name: string;
  /** What stands after `@`: the other end of a veth pair, or the interface below. */
  readonly below?: string;
  /** `UP`, `LOWER_UP`, `BROADCAST` …; absent with `-o addr` and `-br addr`. */
  readonly flags?: readonly string[];
  /** Absent with `-o addr` and `-br`. */
  readonly mtuBytes?: number;
  readonly qdisc?: string;
  /** `UP`, `DOWN`, `UNKNOWN` … */
  readonly state?: string;
  /** `ether`, `loopback` …; absent with `-o addr` and `-br`. */
  readonly linkType?: string;
  readonly hardwareAddress?: string;
  readonly broadcast?: string;
  /** Empty but for `ip addr`. */
  readonly addresses: readonly IpAddress[];
  readonly receive?: IpCounters;
  readonly receiveErrors?: IpCounters;
  readonly transmit?: IpCounters;
  readonly transmitErrors?: IpCounters;
  /** On the last interface of a text that was cut: its end, or what followed, is not there. */
  readonly complete?: false;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type CounterField = 'receive' | 'receiveErrors' | 'transmit' | 'transmitErrors';

const COUNTERS: Readonly<Record<string, CounterField>> = {
  RX: 'receive',
  'RX errors': 'receiveErrors',
  TX: 'transmit',
  'TX errors': 'transmitErrors',
};

/**
 * Reads what `ip link` or `ip addr` printed, `-s`, `-s -s`, `-d`, `-o`, `-br` and `-c` included.
 *
 * @param text the whole output; empty when there is no interface
 * @returns the interfaces; `complete` is false on the last one of a text that was cut
 * @throws {@link ParseError} with the line, for a line that is not an interface
 * @see ip-link(8), ip-address(8), and ip/ipaddress.c of iproute2
 * @example
 * ```ts
 * import { readIpLink } from 'sonde/tools';
 *
 * const [link] = readIpLink(`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT
 *     link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
 *     RX:  bytes packets errors dropped  missed   mcast
 *         217013      24      0       0       0       0
 * `);
 * console.log(link?.receive?.bytes); // → 217013
 * ```
 */
export function readIpLink(text: string): readonly IpLink[] {
  const table = printedTable(text);
  const { rows, cut } = readEntries(indentedEntries(table.lines), readEntry);
  const links = new Map<string, IpLink>();
  for (const link of rows) {
    const key = `${link.index ?? ''}:${link.name}`;
    const known = links.get(key);
    // With -o, each address has a line of its own.
    links.set(key, known ? { ...known, addresses: [...known.addresses, ...link.addresses] } : link);
  }
  return entriesOf({ rows: [...links.values()], cut }, table);
}

/** `-o addr`: `2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0`. */
const ADDRESS_ALONE = /^(\d{1,10}): ([^\s@:]{1,32})(?:@(\S{1,32}))? +(?=inet6? )/;
/** `-br`: `eth0@if2         UP             192.0.2.1/24 fe80::1/64`. */
const BRIEF =
  /^([^\s@:]{1,32})(?:@(\S{1,32}))? +(UNKNOWN|NOTPRESENT|DOWN|LOWERLAYERDOWN|TESTING|DORMANT|UP)(?: +(\S.*?))?\s*$/;

function readEntry(...[line, ...below]: EntryLines): IpLink {
  const [start, index, name = '', other] = ADDRESS_ALONE.exec(line.text) ?? [];
  if (start !== undefined) {
    const address = { ...line, text: line.text.slice(start.length), offset: line.offset + start.length };
    return { index: Number(index), ...named(name, other), addresses: [readAddress(address)] };
  }
  return BRIEF.test(line.text) && below.length === 0 ? readBrief(line) : readLink(line, below);
}

function named(name: string, other: string | undefined): Pick<IpLink, 'name' | 'below'> {
  return { name, ...(other !== undefined && { below: other }) };
}

function readBrief(line: OutputLine): IpLink {
  const [, name = '', other, state = '', rest = ''] = BRIEF.exec(line.text) ?? [];
  const link = { ...named(name, other), state };
  const [, hardwareAddress, flags = ''] = /^(\S+) <([A-Z\d_,-]*)>$/.exec(rest) ?? [];
  if (hardwareAddress !== undefined) {
    if (!isHardware(hardwareAddress)) throw lineFault(line, 'a hardware address is expected');
    return { ...link, hardwareAddress, flags: flags.split(',').filter(Boolean), addresses: [] };
  }
  return { ...link, addresses: rest === '' ? [] : readBriefAddresses(line, rest) };
}

/** `192.0.2.1 peer 192.0.2.2/32` on a point-to-point link; newer versions add `metric 100`. */
function readBriefAddresses(line: OutputLine, text: string): readonly IpAddress[] {
  return text
    .replace(/ (?:metric \d+|proto \S+)/g, '')
    .split(/(?<!peer) +(?!peer )/)
    .map((each) => {
      const [address = '', peer] = each.split(/ +peer +/);
      const network = readNetwork(peer ?? address);
      if (network?.prefixLength === undefined || !isAddress(peer === undefined ? network.address : address)) {
        throw lineFault(line, 'addresses and the lengths of their prefixes are expected');
      }
      const own = peer === undefined ? network.address : address;
      return { family: familyOf(own), address: own, prefixLength: network.prefixLength };
    });
}

function familyOf(address: string): string {
  return address.includes(':') ? 'inet6' : 'inet';
}

function isHardware(text: string): boolean {
  return /^[\da-f]{2}(?::[\da-f]{2}){0,31}$/i.test(text) || isAddress(text);
}

function readLink(line: OutputLine, below: readonly OutputLine[]): IpLink {
  const [, index, name = '', other, flags = ''] =
    /^(\d{1,10}): ([^\s@]{1,32}?)(?:@(\S{1,32}))?: <([A-Z\d_,-]*)> mtu \d/.exec(line.text) ?? [];
  if (index === undefined)
    throw lineFault(line, 'an interface is expected («1: lo: <LOOPBACK,UP> mtu 65536 …»)');
  const words = wordsOf(line);
  const after = (key: string): Word | undefined => words[words.findIndex(({ text }) => text === key) + 1];
  const has = (key: string): boolean => words.some(({ text }) => text === key);
  return {
    index: Number(index),
    ...named(name, other),
    flags: flags.split(',').filter(Boolean),
    mtuBytes: natural(line, after('mtu'), 'an MTU'),
    ...(has('qdisc') && { qdisc: present(line, after('qdisc'), 'a queue') }),
    ...(has('state') && { state: present(line, after('state'), 'a state') }),
    ...readBelow(line, below),
  };
}

type Below = Pick<IpLink, 'linkType' | 'hardwareAddress' | 'broadcast' | 'addresses' | CounterField>;

function readBelow(line: OutputLine, below: readonly OutputLine[]): Below {
  const found: Partial<Mutable<Below>> = {};
  const addresses: IpAddress[] = [];
  for (let i = 0; i < below.length; i++) {
    const each = below[i] as OutputLine;
    const [first, second, third, fourth] = wordsOf(each);
    const heading = /^\s+([RT]X(?: errors)?):\s+(.*)$/.exec(each.text);
    if (heading) {
      const values = below[++i];
      // The text may be cut before they come.
      if (values === undefined) continue;
      found[COUNTERS[heading[1] ?? ''] ?? 'receive'] = readCounters(heading[2] ?? '', values);
    } else if (first?.text.startsWith('link/')) {
      found.linkType = first.text.slice('link/'.length);
      if (second) found.hardwareAddress = second.text;
      if (third && /^(?:brd|peer)$/.test(third.text)) found.broadcast = present(each, fourth, 'an address');
    } else if (/^inet6?$/.test(first?.text ?? '')) addresses.push(readAddress(each));
    // What else stands there (valid_lft, alias, altname, details of the driver) is left out.
  }
  const { linkType } = found;
  // `-4` and `-6` print addresses alone; a text may be cut before the rest.
  if (linkType === undefined && addresses.length === 0 && below[0] && !below[0].isCut)
    throw lineFault(below[0], 'a line « link/… » is expected');
  return { ...found, addresses };
}

function readCounters(heading: string, values: OutputLine): IpCounters {
  const names = heading.trim().split(/\s+/);
  const words = wordsOf(values);
  const isShort = values.isCut === true && words.length < names.length;
  if (words.length !== names.length && !isShort) {
    throw lineFault(values, `${names.length} counters are expected`);
  }
  return Object.fromEntries(words.map((word, i) => [names[i] ?? '', counter(values, word, names[i] ?? '')]));
}

const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

/** With `-h`, `13.8M`: rounded by ip. */
function counter(line: OutputLine, word: Word, name: string): number {
  const [, digits, suffix = ''] = /^(\d{1,4}(?:\.\d{1,3})?)([kMGTP])$/.exec(word.text) ?? [];
  return digits === undefined
    ? natural(line, word, name)
    : Math.round(Number(digits) * (MULTIPLES[suffix] ?? 1));
}

function readAddress(line: OutputLine): IpAddress {
  const words = wordsOf(line);
  const [family, address, key, peer] = words;
  // A point-to-point link: `inet 192.0.2.1 peer 192.0.2.2/32`.
  const written = key?.text === 'peer' ? peer : address;
  const network = readNetwork(written?.text ?? '');
  if (network?.prefixLength === undefined)
    throw wordFault(line, written, 'an address and the length of its prefix');
  const scope = words[words.findIndex(({ text }) => text === 'scope') + 1];
  return {
    family: family?.text ?? '',
    address: key?.text === 'peer' ? (address?.text ?? '') : network.address,
    prefixLength: network.prefixLength,
    ...(words.some(({ text }) => text === 'scope') && { scope: present(line, scope, 'a scope') }),
  };
}
