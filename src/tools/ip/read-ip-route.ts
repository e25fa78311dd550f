import {
  type OutputLine,
  type Word,
  indentedEntries,
  natural,
  present,
  wordFault,
  wordsOf,
} from '../text/output-line.js';
import { isAddress, readNetwork } from '../text/printed-host.js';
import { entriesOf, printedTable, readEntries } from '../text/printed-table.js';

/** One way of a route. */
export interface IpNextHop {
  /** The next router; of another family than the destination after `via inet6`. */
  readonly gateway?: string;
  readonly device?: string;
  /** Its share of the flows, among several. */
  readonly weight?: number;
  /** `onlink`, `linkdown`, `dead` … */
  readonly flags?: readonly string[];
}

/** One route. */
export interface IpRoute extends IpNextHop {
  /** `unicast` when ip prints none; `blackhole`, `unreachable`, `local`, `broadcast` … */
  readonly type: string;
  /** `default`, a prefix or an address. */
  readonly destination: string;
  /** The address that packets leave with. */
  readonly source?: string;
  /** The smaller one wins. */
  readonly metric?: number;
  /** Who made the route: `kernel`, `static`, `dhcp`, `ra`, `bird` … */
  readonly protocol?: string;
  readonly scope?: string;
  readonly table?: string;
  /** Of a router that announced itself (RFC 4191): `low`, `medium` or `high`. */
  readonly preference?: string;
  readonly expiresSeconds?: number;
  readonly mtuBytes?: number;
  readonly advertisedMssBytes?: number;
  /** Several ways at once (ECMP). */
  readonly nextHops?: readonly IpNextHop[];
  /** Attributes that are not known here, as they were printed. */
  readonly more?: readonly string[];
  /** On the last route of a text that was cut: its end, or what followed, is not there. */
  readonly complete?: false;
}

const TYPES = new Set(
  'unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve'.split(' '),
);
const FLAGS = new Set('onlink linkdown dead pervasive offload trap notify unresolved cache'.split(' '));
const TEXTS = {
  dev: 'device',
  proto: 'protocol',
  scope: 'scope',
  table: 'table',
  pref: 'preference',
} as const;
const NUMBERS = {
  metric: 'metric',
  weight: 'weight',
  mtu: 'mtuBytes',
  advmss: 'advertisedMssBytes',
} as const;

/** Words of `ip neigh`, whose lines start like routes. */
const OF_NEIGHBOURS =
  /^(?:lladdr|proxy|INCOMPLETE|REACHABLE|STALE|DELAY|PROBE|FAILED|NOARP|PERMANENT|NONE|\d+probes)$/;

/**
 * Reads what `ip route` printed, `-6`, `-d`, `-s`, `-o`, `-c` and `get` included.
 *
 * @param text the whole output; empty when there is no route
 * @returns the routes; `complete` is false on the last one of a text that was cut
 * @throws {@link ParseError} with the line, for a line that is not a route
 * @see ip-route(8), and ip/iproute.c of iproute2
 * @example
 * ```ts
 * import { readIpRoute } from 'sonde/tools';
 *
 * const [route] = readIpRoute('default via 192.0.2.1 dev eth0 proto dhcp metric 100\n');
 * console.log(route?.gateway, route?.metric); // → 192.0.2.1 100
 * ```
 */
export function readIpRoute(text: string): readonly IpRoute[] {
  const table = printedTable(text);
  return entriesOf(readEntries(indentedEntries(table.lines), readRoute), table);
}

/** @param below lines of ways, and of what the kernel remembers of the destination */
function readRoute(line: OutputLine, ...below: readonly OutputLine[]): IpRoute {
  const words = [...wordsOf(line)];
  const isTyped = TYPES.has(words[0]?.text ?? '');
  const type = isTyped ? words.shift()?.text : undefined;
  const [destination, ...attributes] = words;
  if (destination === undefined || !isDestination(destination.text)) {
    throw wordFault(line, destination, 'the destination of a route');
  }
  const ways = below.filter(isWay);
  const remembered = below.filter((each) => !isWay(each)).flatMap(wordsOf);
  const route = {
    type: type ?? 'unicast',
    destination: destination.text,
    ...readAttributes(line, [...attributes, ...remembered]),
    ...(ways.length > 0 && { nextHops: ways.map((way) => readAttributes(way, wordsOf(way).slice(1))) }),
  };
  const stranger = attributes.find(
    (word) => OF_NEIGHBOURS.test(word.text) && route.more?.includes(word.text),
  );
  if (stranger) throw wordFault(line, stranger, 'an attribute of a route');
  const leads = route.device ?? route.gateway ?? route.nextHops ?? route.more?.includes('nhid');
  // Only those that lead nowhere have no way.
  if (route.type === 'unicast' && !leads && !line.isCut)
    throw wordFault(line, undefined, 'the way of a route');
  return route;
}

function isWay({ text }: OutputLine): boolean {
  return /^\s+nexthop\s/.test(text);
}

function isDestination(text: string): boolean {
  return text === 'default' || readNetwork(text) !== undefined;
}

type Attributes = Omit<IpRoute, 'type' | 'destination' | 'nextHops' | 'complete'>;

function address(line: OutputLine, word: Word | undefined, expected: string): string {
  if (word === undefined || !isAddress(word.text)) throw wordFault(line, word, expected);
  return word.text;
}

function readAttributes(line: OutputLine, words: readonly Word[]): Attributes {
  const found: { -readonly [K in keyof Attributes]: Attributes[K] } = {};
  const [flags, more]: [string[], string[]] = [[], []];
  for (let i = 0; i < words.length; i++) {
    const key = words[i]?.text ?? '';
    const next = (): Word | undefined => words[++i];
    if (key === 'via') {
      const word = next();
      found.gateway = address(line, /^inet6?$/.test(word?.text ?? '') ? next() : word, 'a gateway');
    } else if (key === 'src') {
      found.source = address(line, next(), 'the value of src');
    } else if (Object.hasOwn(TEXTS, key)) {
      found[TEXTS[key as keyof typeof TEXTS]] = present(line, next(), `the value of ${key}`);
    } else if (Object.hasOwn(NUMBERS, key)) {
      const word = next();
      const value = word?.text === 'lock' ? next() : word;
      found[NUMBERS[key as keyof typeof NUMBERS]] = natural(line, value, `the value of ${key}`);
    } else if (key === 'expires') {
      found.expiresSeconds = seconds(line, next());
    } else (FLAGS.has(key) ? flags : more).push(key);
  }
  return { ...found, ...(flags.length > 0 && { flags }), ...(more.length > 0 && { more }) };
}

function seconds(line: OutputLine, word: Word | undefined): number {
  const [, digits] = /^(-?\d{1,10})sec$/.exec(present(line, word, 'a duration')) ?? [];
  if (digits === undefined) throw wordFault(line, word, 'a duration in seconds');
  return Number(digits);
}
