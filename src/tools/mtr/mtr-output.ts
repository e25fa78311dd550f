/** What the output of `mtr --report` and `mtr --json` says. */
export interface MtrOutput {
  /** The machine that ran it, by its own name. */
  readonly source?: string;
  /** Who was traced, as it was named; the report does not say. */
  readonly target?: string;
  /** When it began, as printed: `2026-11-22T03:46:15+0000`. The JSON does not say. */
  readonly startedAt?: string;
  readonly hops: readonly MtrOutputHop[];
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /**
   * Whether the last line is ended. Nothing marks the end of a report: one that was cut exactly between two lines cannot
   * be told from a shorter one. JSON is always complete.
   */
  readonly complete: boolean;
}

/** The figures of one hop; only those whose columns were printed (`-o`). */
export interface MtrOutputHop {
  readonly ttl: number;
  /** Who answered, the last one first; none for `???`. */
  readonly hosts: readonly MtrOutputHost[];
  readonly lossPercent?: number;
  readonly dropped?: number;
  readonly received?: number;
  readonly sent?: number;
  readonly lastMs?: number;
  readonly bestMs?: number;
  readonly avgMs?: number;
  readonly worstMs?: number;
  readonly stdevMs?: number;
  /** Geometric mean. */
  readonly gmeanMs?: number;
  /** Last, mean and worst difference between two times in a row, and its estimate after RFC 1889. */
  readonly jitterMs?: number;
  readonly jitterAvgMs?: number;
  readonly jitterWorstMs?: number;
  readonly jitterInterarrivalMs?: number;
  /** Labels that the router reported (`-e`), as printed. */
  readonly mpls?: readonly string[];
}

/** A router of a hop: by its name, its address, or both (`-b`). */
export interface MtrOutputHost {
  readonly name?: string;
  readonly address?: string;
  /** Its autonomous system (`-z`), where it is known. */
  readonly asn?: number;
}

/** The figures of a hop by the title of their column. */
export const mtrColumns: ReadonlyMap<string, Exclude<keyof MtrOutputHop, 'ttl' | 'hosts' | 'mpls'>> = new Map(
  [
    ['Loss%', 'lossPercent'],
    ['Drop', 'dropped'],
    ['Rcv', 'received'],
    ['Snt', 'sent'],
    ['Last', 'lastMs'],
    ['Best', 'bestMs'],
    ['Avg', 'avgMs'],
    ['Wrst', 'worstMs'],
    ['StDev', 'stdevMs'],
    ['Gmean', 'gmeanMs'],
    ['Jttr', 'jitterMs'],
    ['Javg', 'jitterAvgMs'],
    ['Jmax', 'jitterWorstMs'],
    ['Jint', 'jitterInterarrivalMs'],
  ],
);

/** `AS3303`; `AS???` for one that is not known. */
export const MTR_ASN = String.raw`AS(?:\d{1,10}|\?{3})`;

/** The number of an autonomous system; nothing for `AS???`. */
export function mtrAsn(text: string | undefined): { readonly asn?: number } {
  const [digits] = /\d+/.exec(text ?? '') ?? [];
  return digits === undefined ? {} : { asn: Number(digits) };
}
