import type { MtrOutput, MtrOutputHop, MtrOutputHost } from './mtr-output.js';
import { MTR_ASN, mtrAsn, mtrColumns } from './mtr-output.js';
import type { OutputLine } from '../text/output-line.js';
import { DECIMAL, decimal, lineFault, outputLines } from '../text/output-line.js';
import { readSpeaker } from '../text/speaker.js';

/**
 * Reads the report of mtr: `-r` and `-w`, with `-n`, `-b`, `-z`, `-e`, the columns of any `-o`.
 *
 * @param text the output
 * @returns the figures of each hop, in the columns that were printed
 * @throws {@link ParseError} at the first line that is not understood
 * @see mtr(8), report mode; mtr's report.c
 * @example
 * ```ts
 * import { parseMtrReport } from 'sonde/tools';
 *
 * const { hops } = parseMtrReport(`Start: 2026-11-22T03:45:43+0000
 * HOST: poste                       Loss%   Snt   Last   Avg  Best  Wrst StDev
 *   1.|-- 192.0.2.1                  0.0%     3    0.4   0.5   0.4   0.7   0.1
 *   2.|-- ???                       100.0     3    0.0   0.0   0.0   0.0   0.0
 * `);
 * console.log(hops[0]?.avgMs); // → 0.5
 * console.log(hops[1]?.hosts, hops[1]?.lossPercent); // → [] 100
 * ```
 */
export function parseMtrReport(text: string): MtrOutput {
  const { lines, ended } = outputLines(text);
  const draft = new ReportDraft();
  for (const line of lines) if (line.text.trim() !== '') draft.read(line);
  return draft.finish(ended, lines.at(-1));
}

/** mtr keeps 128 addresses of a hop, and eight labels of each at most. */
const MAX_FURTHER = 1152;

const START = /^Start: (\S.{0,60})$/;
const HEADING = /^HOST: (\S*) +(\S.*)$/;
const FAILURE = /^mtr(?:-packet)?: .+$/;
const HOP = new RegExp(String.raw`^ *(\d{1,3})\.(?:\|--| (${MTR_ASN}) *) +(\S.*)$`);
const FURTHER = new RegExp(
  String.raw`^ +(?:\|  )?(?:\x60|\| *)\|?-- (?:(${MTR_ASN}) +)?(\S+(?: \([^\s()]+\))?) *$`,
);
const MPLS = /^ +(?:\| *)?\+?-*-? ?\[MPLS: ([^[\]]{1,200})\] *$/;
const FIGURE = new RegExp(`^${DECIMAL}%?$`);

class ReportDraft {
  #startedAt: string | undefined;
  #source: string | undefined;
  #failure: string | undefined;
  #columns: readonly Exclude<keyof MtrOutputHop, 'ttl' | 'hosts' | 'mpls'>[] | undefined;
  readonly #hops: MtrOutputHop[] = [];

  read(line: OutputLine): void {
    const [, startedAt] = START.exec(line.text) ?? [];
    if (startedAt !== undefined && !this.#columns) this.#startedAt = startedAt;
    else if (line.text.startsWith('HOST: ')) this.#readHeading(line);
    else if (FAILURE.test(line.text) && !this.#columns) this.#failure = line.text;
    else if (!this.#readHop(line) && !this.#readFurther(line)) {
      throw lineFault(line, 'a line of a report of mtr is expected');
    }
  }

  finish(ended: boolean, last: OutputLine | undefined): MtrOutput {
    if (!this.#columns && this.#failure === undefined) {
      throw lineFault(
        last ?? { text: '', number: 1, offset: 0 },
        'the line of titles is missing: “HOST: …” is expected',
      );
    }
    return {
      ...(this.#source && { source: this.#source }),
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      hops: this.#hops,
      ...(this.#failure !== undefined && { failure: this.#failure }),
      complete: ended && (this.#failure !== undefined || this.#hops.length > 0),
    };
  }

  #readHeading(line: OutputLine): void {
    const [, source, titles = ''] = HEADING.exec(line.text) ?? [];
    if (source === undefined || this.#columns) throw lineFault(line, 'one line of titles is expected');
    this.#source = source;
    this.#columns = titles
      .trim()
      .split(/ +/)
      .map((title) => {
        const name = mtrColumns.get(title);
        if (name === undefined)
          throw lineFault(line, `no column of mtr is called ${JSON.stringify(title.slice(0, 20))}`);
        return name;
      });
  }

  #readHop(line: OutputLine): boolean {
    const [, ttl, asn, rest] = HOP.exec(line.text) ?? [];
    if (rest === undefined) return false;
    if (!this.#columns) throw lineFault(line, 'the line of titles is expected first');
    if (Number(ttl) <= (this.#hops.at(-1)?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const words = rest.trim().split(/ +/);
    const host = words.slice(0, -this.#columns.length).join(' ');
    const figures = words.slice(-this.#columns.length);
    if (host === '' || !figures.every((figure) => FIGURE.test(figure))) {
      throw lineFault(line, `a host and ${this.#columns.length} figures are expected`);
    }
    const values = this.#columns.map(
      (name, i) => [name, decimal((figures[i] ?? '').replace('%', ''))] as const,
    );
    this.#hops.push({
      ttl: Number(ttl),
      hosts: host === '???' ? [] : [hostOf(host, asn, line)],
      ...(Object.fromEntries(values) as Partial<MtrOutputHop>),
    });
    return true;
  }

  /** A further address of the hop above, or the labels of its router. */
  #readFurther(line: OutputLine): boolean {
    const last = this.#hops.at(-1);
    if (!last) return false;
    if (last.hosts.length + (last.mpls?.length ?? 0) > MAX_FURTHER)
      throw lineFault(line, 'a further hop is expected');
    const [, label] = MPLS.exec(line.text) ?? [];
    const [, asn, host] = FURTHER.exec(line.text) ?? [];
    if (label !== undefined)
      this.#hops[this.#hops.length - 1] = { ...last, mpls: [...(last.mpls ?? []), label] };
    else if (host !== undefined) {
      this.#hops[this.#hops.length - 1] = { ...last, hosts: [...last.hosts, hostOf(host, asn, line)] };
    } else return false;
    return true;
  }
}

function hostOf(host: string, asn: string | undefined, line: OutputLine): MtrOutputHost {
  return { ...readSpeaker(host, line), ...mtrAsn(asn) };
}
