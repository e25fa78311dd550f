import * as v from 'valibot';
import { type Wording, withPlace } from '../../document/document.js';
import { parseJson } from '../../document/json.js';

/** The counters of one direction. */
export type IpJsonCounters = Readonly<Record<string, number>>;

/** An interface, as `ip -j addr` and `ip -j link` tell it. */
export interface IpJsonLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly operstate?: string;
  readonly link_type?: string;
  readonly address?: string;
  readonly addr_info?: readonly IpJsonAddress[];
  /** With `-s`. */
  readonly stats64?: { readonly rx: IpJsonCounters; readonly tx: IpJsonCounters };
  readonly [field: string]: unknown;
}

/** An address of an interface. */
export interface IpJsonAddress {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  readonly scope?: string;
  readonly [field: string]: unknown;
}

/** One way of a route. */
export interface IpJsonNextHop {
  readonly gateway?: string;
  /** A gateway of another family. */
  readonly via?: { readonly family: string; readonly host: string };
  readonly dev?: string;
  readonly weight?: number;
  readonly flags?: readonly string[];
  readonly [field: string]: unknown;
}

/** A route, as `ip -j route` tells it. */
export interface IpJsonRoute extends IpJsonNextHop {
  readonly type?: string;
  readonly dst: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  readonly table?: string;
  readonly nexthops?: readonly IpJsonNextHop[];
}

/** A neighbour, as `ip -j neigh` tells it. */
export interface IpJsonNeighbour {
  readonly dst: string;
  readonly dev?: string;
  readonly lladdr?: string;
  readonly state?: readonly string[];
  readonly [field: string]: unknown;
}

/** What `ip -j` printed. */
export type IpJson =
  | { readonly kind: 'links'; readonly entries: readonly IpJsonLink[] }
  | { readonly kind: 'routes'; readonly entries: readonly IpJsonRoute[] }
  | { readonly kind: 'neighbours'; readonly entries: readonly IpJsonNeighbour[] };

/**
 * Reads what `ip -j` printed: `addr`, `link`, `route` or `neigh`, with `-s`, `-d` and `-p` or not. Names are those of ip,
 * and fields that are not known here are kept. Entries left empty by a filter of ip are left out.
 *
 * @param text the whole output; empty when there was nothing to show
 * @throws {@link ParseError} with the place, when it is not JSON or not what ip prints
 * @see ip(8), option `-json`
 * @example
 * ```ts
 * import { readIpJson } from 'sonde/tools';
 *
 * const output = readIpJson('[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]}]');
 * console.log(output.kind, output.entries[0]?.dev); // → routes eth0
 * ```
 */
export function readIpJson(text: string): IpJson {
  return parseJson(text.trim() === '' ? '[]' : text).read(output, wording);
}

const wording: Wording = ({ problem, path, position }) =>
  withPlace(`not what ip prints: ${[path.join('.'), problem].filter(Boolean).join(': ')}`, position);

const optionalText = v.exactOptional(v.string());
/** A literal such as 1e999 is Infinity. */
const number = v.pipe(v.number(), v.finite());
const optionalNumber = v.exactOptional(number);
const counters = v.record(v.string(), number);

const link: v.GenericSchema<unknown, IpJsonLink> = v.looseObject({
  ifindex: number,
  ifname: v.string(),
  flags: v.array(v.string()),
  mtu: number,
  operstate: optionalText,
  link_type: optionalText,
  address: optionalText,
  addr_info: v.exactOptional(
    listOf(v.looseObject({ family: v.string(), local: v.string(), prefixlen: number, scope: optionalText })),
  ),
  stats64: v.exactOptional(v.looseObject({ rx: counters, tx: counters })),
});

const way = {
  gateway: optionalText,
  via: v.exactOptional(v.looseObject({ family: v.string(), host: v.string() })),
  dev: optionalText,
  weight: optionalNumber,
  flags: v.exactOptional(v.array(v.string())),
};

const route: v.GenericSchema<unknown, IpJsonRoute> = v.looseObject({
  ...way,
  type: optionalText,
  dst: v.string(),
  protocol: optionalText,
  scope: optionalText,
  prefsrc: optionalText,
  metric: optionalNumber,
  table: optionalText,
  nexthops: v.exactOptional(v.array(v.looseObject(way))),
});

const neighbour: v.GenericSchema<unknown, IpJsonNeighbour> = v.looseObject({
  dst: v.string(),
  dev: optionalText,
  lladdr: optionalText,
  state: v.exactOptional(v.array(v.string())),
});

const output = v.pipe(
  v.array(v.unknown(), 'a list of JSON expected'),
  v.lazy((list): v.GenericSchema<unknown[], IpJson> => {
    switch (kindOf(list as readonly unknown[])) {
      case 'links':
        return entriesOf('links', link);
      case 'routes':
        return entriesOf('routes', route);
      case 'neighbours':
        return entriesOf('neighbours', neighbour);
    }
  }),
);

function entriesOf<const Kind, Entry>(
  kind: Kind,
  entry: v.GenericSchema<unknown, Entry>,
): v.GenericSchema<unknown[], { readonly kind: Kind; readonly entries: readonly Entry[] }> {
  return v.pipe(
    listOf(entry),
    v.transform((entries) => ({ kind, entries })),
  );
}

/** `ip -j addr show` with a filter leaves empty entries behind, among interfaces and among addresses. */
function listOf<Entry>(entry: v.GenericSchema<unknown, Entry>): v.GenericSchema<unknown[], readonly Entry[]> {
  const left = v.pipe(
    v.unknown(),
    v.transform(() => undefined),
  );
  return v.pipe(
    v.array(v.lazy((given): v.GenericSchema<unknown, Entry | undefined> => (isEmpty(given) ? left : entry))),
    v.transform((all) => all.filter((each) => each !== undefined)),
  );
}

function isEmpty(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && Object.keys(entry).length === 0;
}

function kindOf(list: readonly unknown[]): IpJson['kind'] {
  const first = list.find((entry) => !isEmpty(entry));
  if (typeof first !== 'object' || first === null || 'ifindex' in first) return 'links';
  return Array.isArray((first as { state?: unknown }).state) || 'lladdr' in first || 'proxy' in first
    ? 'neighbours'
    : 'routes';
}
