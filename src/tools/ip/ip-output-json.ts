import { ParseError } from '../../parse-error.js';
import { parseJsonText } from '../text/json-text.js';

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
 * @throws {@link ParseError} when it is not JSON (with the place), or not what ip prints (with the path of the field)
 * @see ip(8), option `-json`
 * @example
 * ```ts
 * import { parseIpJson } from 'sonde/tools';
 *
 * const output = await parseIpJson('[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]}]');
 * console.log(output.kind, output.entries[0]?.dev); // → routes eth0
 * ```
 */
export async function parseIpJson(text: string): Promise<IpJson> {
  const list = text.trim() === '' ? [] : parseJsonText(text);
  if (!Array.isArray(list)) throw new ParseError('a list of JSON expected', 0, 1);
  const entries = (list as unknown[]).filter((entry) => !isEmpty(entry));
  // Checking waits for its library until it is needed: importing Sonde stays quick.
  const { safeParse } = await import('valibot');
  const { ipJsonSchema } = await import('./ip-output-json-schema.js');
  const result = safeParse(ipJsonSchema, { kind: kindOf(entries[0]), entries });
  if (result.success) return result.output;
  // What the kind decides is told below the choice between kinds.
  const [issue] = result.issues;
  const path = (issue.path ?? [])
    .map(({ key }) => String(key))
    .slice(1)
    .join('.');
  throw new ParseError(`not what ip prints: ${path === '' ? '' : `${path}: `}${issue.message}`, 0);
}

function isEmpty(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && Object.keys(entry).length === 0;
}

function kindOf(entry: unknown): IpJson['kind'] {
  if (typeof entry !== 'object' || entry === null || 'ifindex' in entry) return 'links';
  return Array.isArray((entry as { state?: unknown }).state) || 'lladdr' in entry || 'proxy' in entry
    ? 'neighbours'
    : 'routes';
}
