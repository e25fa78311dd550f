import type { Origin } from '../../origin.js';
import { DECIMAL, decimal, isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { readHost } from '../text/printed-host.js';
import { readMtrJson } from './mtr-json.js';
import {
  MTR_ASN,
  mtrAsn,
  mtrColumns,
  mtrHop,
  mtrHosts,
  type MtrColumn,
  type PrintedMtr,
  type PrintedMtrHop,
  type PrintedMtrHost,
} from './printed-mtr.js';

/**
 * Reads what mtr printed: the report (`-r`, `-w`, with `-n`, `-b`, `-z`, `-e`, the columns of any `-o`), the JSON (`-j`) of
 * any version; and what `mtrReport` printed, with its origin.
 *
 * The result has the fields of `mtr`'s own, those that the text does not tell left out, so that reports and tables take
 * both.
 *
 * @param text the output
 * @returns the figures of each hop, in the columns that were printed
 * @throws {@link ParseError} at the first line that is not understood; for a text that is no JSON though it begins as one,
 *   cut JSON included, and for JSON that is not mtr's
 * @see mtr(8), report mode and `--json`; mtr's report.c
 * @example
 * ```ts
 * import { readMtr } from 'sonde/tools';
 *
 * const { hops } = readMtr(`Start: 2026-11-22T03:45:43+0000
 * HOST: poste                       Loss%   Snt   Last   Avg  Best  Wrst StDev
 *   1.|-- 192.0.2.1                  0.0%     3    0.4   0.5   0.4   0.7   0.1
 *   2.|-- ???                       100.0     3    0.0   0.0   0.0   0.0   0.0
 * `);
 * console.log(hops[0]?.addresses, hops[0]?.rtt?.avgMs); // → [ '192.0.2.1' ] 0.5
 * console.log(hops[1]?.lossPercent, hops[1]?.rtt); // → 100 undefined
 * ```
 */
export function readMtr(text: string): PrintedMtr {
  if (/^\uFEFF?\s*[{[]/.test(text)) return readMtrJson(text);
  const { lines, ended, origin } = reportLines(text);
  const draft = new ReportDraft();
  for (const line of lines) if (!isBlank(line)) draft.read(line);
  return draft.finish(ended, origin, lines.at(-1));
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
/** mtr cuts a figure that is wider than its column: `100.0` of `100.0%`, `1000.` of `1000.3`. */
const FIGURE = new RegExp(`^(?:${DECIMAL}%?|\\d{1,15}[.])$`);

class ReportDraft {
  #startedAt: string | undefined;
  #source: string | undefined;
  #failure: string | undefined;
  #columns: readonly MtrColumn[] | undefined;
  readonly #hops: PrintedMtrHop[] = [];

  read(line: OutputLine): void {
    const [, startedAt] = START.exec(line.text) ?? [];
    if (startedAt !== undefined && !this.#columns) this.#startedAt = startedAt;
    else if (line.text.startsWith('HOST: ')) this.#readHeading(line);
    else if (FAILURE.test(line.text) && !this.#columns) this.#failure = line.text;
    else if (!this.#readHop(line) && !this.#readFurther(line)) {
      throw lineFault(line, 'a line of a report of mtr is expected');
    }
  }

  finish(ended: boolean, origin: Origin, last: OutputLine | undefined): PrintedMtr {
    if (!this.#columns && this.#failure === undefined) {
      throw lineFault(
        last ?? { text: '', number: 1, offset: 0 },
        'the line of titles is missing: “HOST: …” is expected',
      );
    }
    return {
      origin,
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
        const column = mtrColumns.get(title);
        if (column === undefined)
          throw lineFault(line, `no column of mtr is called ${JSON.stringify(title.slice(0, 20))}`);
        return column;
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
      (column, i) => [column, decimal((figures[i] ?? '').replace(/[%.]$/, ''))] as const,
    );
    this.#hops.push(mtrHop(Number(ttl), host === '???' ? [] : [hostOf(host, asn, line)], values));
    return true;
  }

  /** A further address of the hop above, or the labels of its router. */
  #readFurther(line: OutputLine): boolean {
    const last = this.#hops.at(-1);
    if (!last) return false;
    const hosts = last.hosts ?? last.addresses.map((address) => ({ address }));
    if (hosts.length + (last.mpls?.length ?? 0) > MAX_FURTHER)
      throw lineFault(line, 'a further hop is expected');
    const [, label] = MPLS.exec(line.text) ?? [];
    const [, asn, host] = FURTHER.exec(line.text) ?? [];
    if (label === undefined && host === undefined) return false;
    const more =
      label === undefined
        ? mtrHosts([...hosts, hostOf(host ?? '', asn, line)])
        : { mpls: [...(last.mpls ?? []), label] };
    this.#hops[this.#hops.length - 1] = { ...last, ...more };
    return true;
  }
}

function hostOf(host: string, asn: string | undefined, line: OutputLine): PrintedMtrHost {
  return { ...readHost(host, line), ...mtrAsn(asn) };
}
