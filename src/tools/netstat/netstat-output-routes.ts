import { type OutputLine, type Word, present, wordFault, wordsOf } from '../text/output-line.js';

/** One route. */
export interface NetstatRoute {
  /** `default`, an address, or a prefix, as printed. */
  readonly destination: string;
  /** Absent when netstat prints a dash: the route leads nowhere. */
  readonly gateway?: string;
  readonly genmask?: string;
  /** Letters: `U` up, `G` through a gateway, `H` a host, `!` rejected … */
  readonly flags: string;
  readonly metric?: number;
  readonly references?: number;
  readonly use?: number;
  readonly mssBytes?: number;
  readonly windowBytes?: number;
  readonly initialRttMs?: number;
  readonly interface?: string;
  /** Seconds, or `!` for one that has expired, on BSD. */
  readonly expires?: number | string;
}

type Field = keyof NetstatRoute;
const TEXTS: Readonly<Record<string, Field>> = {
  Destination: 'destination',
  Gateway: 'gateway',
  'Next Hop': 'gateway',
  Genmask: 'genmask',
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
  Ref: 'references',
  Refs: 'references',
  Use: 'use',
  MSS: 'mssBytes',
  Mtu: 'mssBytes',
  Window: 'windowBytes',
  irtt: 'initialRttMs',
};

/**
 * @param heading the names of the columns, which tell what each word of a row is
 * @throws {@link ParseError} with the line
 */
export function readRoutes(heading: OutputLine, rows: readonly OutputLine[]): readonly NetstatRoute[] {
  const columns = heading.text.match(/Next Hop|\S+/g) ?? [];
  const unknown = columns.find((name) => !Object.hasOwn(TEXTS, name) && !Object.hasOwn(NUMBERS, name));
  if (unknown !== undefined) {
    throw wordFault(
      heading,
      wordsOf(heading).find(({ text }) => text === unknown),
      'a known column of routes',
    );
  }
  return rows.map((row) => readRoute(row, columns));
}

function readRoute(line: OutputLine, columns: readonly string[]): NetstatRoute {
  const words = wordsOf(line);
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

/** The metric of an IPv6 route that rejects is -1. */
function integer(line: OutputLine, word: Word | undefined): number {
  if (word === undefined || !/^-?\d{1,15}$/.test(word.text)) throw wordFault(line, word, 'a number');
  return Number(word.text);
}
