import { type OutputLine, lineFault, natural, present, wordsOf } from '../text/output-line.js';

/** Sockets of one transport. */
export interface SsTransport {
  /** `RAW`, `UDP`, `TCP`, `INET` (their sum) or `FRAG` (fragments in reassembly). */
  readonly transport: string;
  readonly total: number;
  readonly ipv4: number;
  readonly ipv6: number;
}

/** What `ss -s` printed. */
export interface SsSummary {
  readonly kind: 'summary';
  /** Sockets of every family. */
  readonly total: number;
  readonly tcp: {
    readonly total: number;
    /** Counts by state, under the names that ss gives them: `estab`, `closed`, `orphaned`, `timewait`. */
    readonly states: Readonly<Record<string, number>>;
  };
  readonly transports: readonly SsTransport[];
}

/** @throws ParseError with the line */
export function readSsSummary([total, tcp, heading, ...rows]: readonly OutputLine[]): SsSummary {
  if (heading === undefined || !/^Transport +Total +IP +IPv6\s*$/.test(heading.text)) {
    throw lineFault(
      heading ?? tcp ?? total ?? NOWHERE,
      'the heading « Transport Total IP IPv6 » is expected',
    );
  }
  if (rows.length === 0) throw lineFault(heading, 'counts of each transport are expected below');
  return {
    kind: 'summary',
    total: leading(total, /^Total: (\d{1,15})(?: \(kernel \d+\))?\s*$/)[0] ?? 0,
    tcp: readTcp(tcp),
    transports: rows.map(readTransport),
  };
}

const NOWHERE: OutputLine = { text: '', number: 1, offset: 0 };

function leading(line: OutputLine = NOWHERE, pattern: RegExp): readonly number[] {
  const found = pattern.exec(line.text);
  if (!found) throw lineFault(line, 'the counts of ss -s are expected');
  return [Number(found[1])];
}

/** `TCP:   19 (estab 4, closed 11, orphaned 4, timewait 1)`, with `synrecv 0` and `ports 0` in older versions. */
function readTcp(line: OutputLine = NOWHERE): SsSummary['tcp'] {
  const [, total = '', states = ''] =
    /^TCP: +(\d{1,15}) \(((?:[a-z]+ [\d/]{1,31})(?:, [a-z]+ [\d/]{1,31})*)\)(?:, ports \d+)?\s*$/.exec(
      line.text,
    ) ?? [];
  if (total === '') throw lineFault(line, 'the states of TCP are expected');
  const counts = states.split(', ').map((state) => {
    const [name = '', count = ''] = state.split(' ');
    // Older versions print `timewait 3/0`: those of the kernel, and those seen by slabs.
    return [name, Number(count.split('/')[0])] as const;
  });
  return { total: Number(total), states: Object.fromEntries(counts) };
}

function readTransport(line: OutputLine): SsTransport {
  const [transport, total, ipv4, ipv6] = wordsOf(line);
  // Older versions have a star where the kernel counts nothing apart.
  const count = (word: typeof total, expected: string): number =>
    word?.text === '-' ? 0 : natural(line, word, expected);
  return {
    transport: present(line, transport, 'a transport'),
    total: count(total, 'a total'),
    ipv4: count(ipv4, 'a count of IPv4'),
    ipv6: count(ipv6, 'a count of IPv6'),
  };
}
