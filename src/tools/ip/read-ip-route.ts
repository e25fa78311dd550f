import {
  type OutputLine,
  type Word,
  natural,
  present,
  indentedEntries,
  tableLines,
  wordFault,
  wordsOf,
} from '../text/output-line.js';

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
}

const TYPES = new Set(
  'unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve'.split(' '),
);
const FLAGS = new Set('onlink linkdown dead pervasive offload trap notify unresolved cache'.split(' '));
const TEXTS = {
  dev: 'device',
  proto: 'protocol',
  scope: 'scope',
  src: 'source',
  table: 'table',
  pref: 'preference',
} as const;
const NUMBERS = {
  metric: 'metric',
  weight: 'weight',
  mtu: 'mtuBytes',
  advmss: 'advertisedMssBytes',
} as const;

/**
 * Reads what `ip route` printed, `-6`, `-d` and `get` included.
 *
 * @param text the whole output; empty when there is no route
 * @throws {@link ParseError} with the line, for a line that is not a route or a text cut in the middle of a line
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
  return indentedEntries(tableLines(text)).map(([first, ...below]) => readRoute(first, below));
}

/** @param below lines of ways, and of what the kernel remembers of the destination */
function readRoute(line: OutputLine, below: readonly OutputLine[]): IpRoute {
  const words = [...wordsOf(line)];
  const isTyped = TYPES.has(words[0]?.text ?? '');
  const type = isTyped ? words.shift()?.text : undefined;
  const [destination, ...attributes] = words;
  if (destination === undefined || !isDestination(destination.text)) {
    throw wordFault(line, destination, 'the destination of a route');
  }
  const ways = below.filter(isWay);
  const remembered = below.filter((each) => !isWay(each)).flatMap(wordsOf);
  return {
    type: type ?? 'unicast',
    destination: destination.text,
    ...readAttributes(line, [...attributes, ...remembered]),
    ...(ways.length > 0 && { nextHops: ways.map((way) => readAttributes(way, wordsOf(way).slice(1))) }),
  };
}

function isWay({ text }: OutputLine): boolean {
  return /^\s+nexthop\s/.test(text);
}

function isDestination(text: string): boolean {
  return (
    text === 'default' || /^(?:\d{1,3}(?:\.\d{1,3}){0,3}|[\da-f:.]*:[\da-f:.]*)(?:\/\d{1,3})?$/i.test(text)
  );
}

type Attributes = Omit<IpRoute, 'type' | 'destination' | 'nextHops'>;

function readAttributes(line: OutputLine, words: readonly Word[]): Attributes {
  const found: { -readonly [K in keyof Attributes]: Attributes[K] } = {};
  const [flags, more]: [string[], string[]] = [[], []];
  for (let i = 0; i < words.length; i++) {
    const key = words[i]?.text ?? '';
    const next = (): Word | undefined => words[++i];
    if (key === 'via') {
      const word = next();
      found.gateway = present(line, /^inet6?$/.test(word?.text ?? '') ? next() : word, 'a gateway');
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
