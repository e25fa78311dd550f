import {
  type OutputLine,
  type Word,
  lineFault,
  natural,
  present,
  indentedEntries,
  tableLines,
  wordFault,
  wordsOf,
} from '../text/output-line.js';

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
  readonly index: number;
  readonly name: string;
  /** What stands after `@`: the other end of a veth pair, or the interface below. */
  readonly below?: string;
  /** `UP`, `LOWER_UP`, `BROADCAST` … */
  readonly flags: readonly string[];
  readonly mtuBytes: number;
  readonly qdisc?: string;
  /** `UP`, `DOWN`, `UNKNOWN` … */
  readonly state?: string;
  /** `ether`, `loopback` … */
  readonly linkType: string;
  readonly hardwareAddress?: string;
  readonly broadcast?: string;
  /** Empty but for `ip addr`. */
  readonly addresses: readonly IpAddress[];
  readonly receive?: IpCounters;
  readonly receiveErrors?: IpCounters;
  readonly transmit?: IpCounters;
  readonly transmitErrors?: IpCounters;
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
 * Reads what `ip link`, `ip -s link`, `ip -s -s link` or `ip addr` printed.
 *
 * @param text the whole output; empty when there is no interface
 * @throws {@link ParseError} with the line, for one that is not what it should be or a text cut in the middle of a line
 * @see ip-link(8), and ip/ipaddress.c of iproute2
 * @example
 * ```ts
 * import { readIpLink } from 'sonde/tools';
 *
 * const [lo] = readIpLink(`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
 *     link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
 *     RX:  bytes packets errors dropped  missed   mcast
 *         217013      24      0       0       0       0
 * `);
 * console.log(lo?.receive?.bytes); // → 217013
 * ```
 */
export function readIpLink(text: string): readonly IpLink[] {
  return indentedEntries(tableLines(text)).map(([first, ...below]) => readLink(first, below));
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
    name,
    ...(other !== undefined && { below: other }),
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
    if (heading)
      found[COUNTERS[heading[1] ?? ''] ?? 'receive'] = readCounters(each, heading[2] ?? '', below[++i]);
    else if (first?.text.startsWith('link/')) {
      found.linkType = first.text.slice('link/'.length);
      if (second) found.hardwareAddress = second.text;
      if (third && /^(?:brd|peer)$/.test(third.text)) found.broadcast = present(each, fourth, 'an address');
    } else if (/^inet6?$/.test(first?.text ?? '')) addresses.push(readAddress(each));
    // What else stands there (valid_lft, alias, altname, details of the driver) is left out.
  }
  const { linkType } = found;
  if (linkType === undefined) throw lineFault(below[0] ?? line, 'a line « link/… » is expected');
  return { ...found, linkType, addresses };
}

function readCounters(line: OutputLine, heading: string, values: OutputLine | undefined): IpCounters {
  const names = heading.trim().split(/\s+/);
  const words = values === undefined ? [] : wordsOf(values);
  if (values === undefined || words.length !== names.length) {
    throw lineFault(values ?? line, `${names.length} counters are expected`);
  }
  return Object.fromEntries(names.map((name, i) => [name, natural(values, words[i], name)]));
}

function readAddress(line: OutputLine): IpAddress {
  const words = wordsOf(line);
  const [family, address, key, peer] = words;
  // A point-to-point link: `inet 192.0.2.1 peer 192.0.2.2/32`.
  const written = key?.text === 'peer' ? peer : address;
  const [, ownAddress = '', length = ''] = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(written?.text ?? '') ?? [];
  if (length === '') throw wordFault(line, written, 'an address and the length of its prefix');
  const scope = words[words.findIndex(({ text }) => text === 'scope') + 1];
  return {
    family: family?.text ?? '',
    address: key?.text === 'peer' ? (address?.text ?? '') : ownAddress,
    prefixLength: Number(length),
    ...(words.some(({ text }) => text === 'scope') && { scope: present(line, scope, 'a scope') }),
  };
}
