import type { Origin } from '../../origin.js';

/**
 * What the output of `mtr --report` and `mtr --json` says: the fields of `mtr`'s own result, as far as the text goes, and
 * what the tool adds.
 */
export interface PrintedMtr {
  /** What the last line of a report of ours says; `live` for the output of another tool, which prints no such line. */
  readonly origin: Origin;
  /** Who was traced, as it was named; the report does not say. */
  readonly host?: string;
  readonly hops: readonly PrintedMtrHop[];
  /** The machine that ran it, by its own name. */
  readonly source?: string;
  /** When it began, as printed: `2026-11-22T03:46:15+0000`. The JSON does not say. */
  readonly startedAt?: string;
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that were not understood; absent where there are none. */
  readonly notices?: readonly string[];
  /**
   * Whether the last line is ended. Nothing marks the end of a report: one that was cut exactly between two lines cannot
   * be told from a shorter one. JSON is always complete.
   */
  readonly complete: boolean;
}

/** The figures of one hop; only those whose columns were printed (`-o`). */
export interface PrintedMtrHop {
  readonly ttl: number;
  /** Who answered, the last one first; none for `???`, nor for a host of which the name alone was printed. */
  readonly addresses: readonly string[];
  /** Who answered, by name or by name and address (`-b`), with autonomous systems; absent where addresses say it all. */
  readonly hosts?: readonly PrintedMtrHost[];
  readonly sent?: number;
  readonly received?: number;
  readonly dropped?: number;
  readonly lossPercent?: number;
  /** Absent while nothing was received, for which mtr prints zeros. */
  readonly rtt?: PrintedMtrTimes;
  /** Last, mean and worst difference between two times in a row, and its estimate after RFC 1889. */
  readonly jitterMs?: number;
  readonly jitterAvgMs?: number;
  readonly jitterWorstMs?: number;
  readonly jitterInterarrivalMs?: number;
  /** Labels that the router reported (`-e`), as printed. */
  readonly mpls?: readonly string[];
  /** What this machine says instead of sending, in its own words: `no route to host`. */
  readonly error?: string;
}

/** The round-trip times of one hop; only those whose columns were printed (`-o`). */
export interface PrintedMtrTimes {
  readonly lastMs?: number;
  readonly avgMs?: number;
  readonly bestMs?: number;
  readonly worstMs?: number;
  /** Sample standard deviation. */
  readonly stdevMs?: number;
  /** Geometric mean. */
  readonly gmeanMs?: number;
}

/** A router of a hop: by its name, its address, or both (`-b`). */
export interface PrintedMtrHost {
  readonly name?: string;
  readonly address?: string;
  /** Its autonomous system (`-z`), where it is known. */
  readonly asn?: number;
  /** What else was asked of its address (`-y`), where it is known: prefix, country, registry or date. */
  readonly info?: string;
}

type Count = 'lossPercent' | 'dropped' | 'received' | 'sent';
type Jitter = 'jitterMs' | 'jitterAvgMs' | 'jitterWorstMs' | 'jitterInterarrivalMs';

/** Where the figure of a column goes: counts are of the probes sent, times of the answers. */
export type MtrColumn =
  | { readonly of: 'probes'; readonly name: Count }
  | { readonly of: 'times'; readonly name: keyof PrintedMtrTimes }
  | { readonly of: 'jitter'; readonly name: Jitter };

/** The columns of mtr by their titles, which are also the names of its JSON. */
export const mtrColumns: ReadonlyMap<string, MtrColumn> = new Map<string, MtrColumn>([
  ['Loss%', { of: 'probes', name: 'lossPercent' }],
  ['Drop', { of: 'probes', name: 'dropped' }],
  ['Rcv', { of: 'probes', name: 'received' }],
  ['Snt', { of: 'probes', name: 'sent' }],
  ['Last', { of: 'times', name: 'lastMs' }],
  ['Best', { of: 'times', name: 'bestMs' }],
  ['Avg', { of: 'times', name: 'avgMs' }],
  ['Wrst', { of: 'times', name: 'worstMs' }],
  ['StDev', { of: 'times', name: 'stdevMs' }],
  ['Gmean', { of: 'times', name: 'gmeanMs' }],
  ['Jttr', { of: 'jitter', name: 'jitterMs' }],
  ['Javg', { of: 'jitter', name: 'jitterAvgMs' }],
  ['Jmax', { of: 'jitter', name: 'jitterWorstMs' }],
  ['Jint', { of: 'jitter', name: 'jitterInterarrivalMs' }],
]);

/** What `-z` or `-y` says of an address: `AS3303`, `FR`, `192.0.2.0/24`; `AS???` and `???` where nothing is known. */
export function mtrInfo(text: string | undefined): Pick<PrintedMtrHost, 'asn' | 'info'> {
  const [, asn] = /^AS(\d{1,10})$/.exec(text ?? '') ?? [];
  if (asn !== undefined) return { asn: Number(asn) };
  return text === undefined || /^(?:AS)?\?{3}$/.test(text) ? {} : { info: text };
}

/** `(no route to host)`, where a host is expected. */
export function mtrError(text: string): string | undefined {
  return /^\(([a-z][a-z ]{2,60})\)$/.exec(text)?.[1];
}

/** A hop, from who answered and the figure of each column. */
export function mtrHop(
  ttl: number,
  hosts: readonly PrintedMtrHost[],
  figures: readonly (readonly [MtrColumn, number])[],
): PrintedMtrHop {
  const figuresOf = (kind: MtrColumn['of']): Readonly<Record<string, number>> =>
    Object.fromEntries(figures.flatMap(([{ of, name }, value]) => (of === kind ? [[name, value]] : [])));
  const times = figuresOf('times');
  const answered = hosts.length > 0;
  return {
    ttl,
    ...mtrHosts(hosts),
    ...figuresOf('probes'),
    ...(answered && Object.keys(times).length > 0 && { rtt: times }),
    ...(answered && figuresOf('jitter')),
  };
}

/** Who answered: addresses alone where nothing more was printed. */
export function mtrHosts(
  hosts: readonly PrintedMtrHost[],
): Pick<PrintedMtrHop, 'addresses'> & Partial<Pick<PrintedMtrHop, 'hosts'>> {
  const addresses = hosts.flatMap(({ address }) => address ?? []);
  const isMore = hosts.some(({ name, asn, info }) => name ?? asn ?? info);
  return isMore ? { addresses, hosts } : { addresses };
}
