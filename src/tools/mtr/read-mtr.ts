import type { Origin } from '../../origin.js';
import { DECIMAL, decimal, isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { readHost } from '../text/printed-host.js';
import { readMtrJson } from './mtr-json.js';
import {
  mtrColumns,
  mtrError,
  mtrHop,
  mtrHosts,
  mtrInfo,
  type MtrColumn,
  type PrintedMtr,
  type PrintedMtrHop,
} from './printed-mtr.js';

/**
 * Reads what mtr printed: the report (`-r`, `-w`, with `-n`, `-b`, `-z`, `-y`, `-e`, the columns of any `-o`), the JSON (`-j`)
 * of any version; and what `mtrReport` printed, with its origin.
 *
 * The result has the fields of `mtr`'s own, those that the text does not tell left out, so that reports and tables take
 * both.
 *
 * @param text the output
 * @returns the figures of each hop, in the columns that were printed
 * @throws {@link ParseError} where no line of titles is found, or a hop has not the figures that they announce; for a text that is no JSON though it begins as one,
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
  const printed = lines.filter((line) => !isBlank(line));
  for (const line of printed) draft.read(line);
  return draft.finish(ended, origin, printed.at(-1));
}

/** mtr keeps 128 addresses of a hop, and eight labels of each at most. */
const MAX_FURTHER = 1152;

const START = /^Start: (\S.{0,60})$/;
const HEADING = /^HOST: (\S*) +(\S.*)$/;
const FAILURE = /^mtr(?:-packet)?: .+$/;
const USAGE = /^ ?[Uu]sage:?/;
const HOP = /^ *(\d{1,3})\.(?:\|--)? +(\S.*)$/;
/** A further address of a hop, behind a sign, or behind blanks alone where `-z` or `-y` writes before it. */
const FURTHER = /^(?: +(?:\|  )?(?:\x60|\| *)\|?-- | {5}(?=\S))(?:([^\s(]+) +)?(\S+(?: \([^\s()]+\))?) *$/;
const MPLS = /^ +(?:\| *)?\+?-*-? ?\[MPLS: ([^[\]]{1,200})\] *$/;
/** mtr cuts a figure that is wider than its column: `100.0` of `100.0%`, `1000.` of `1000.3`. */
const FIGURE = new RegExp(`^(?:${DECIMAL}%?|\\d{1,15}[.])$`);

class ReportDraft {
  #startedAt: string | undefined;
  #source: string | undefined;
  #failure: string | undefined;
  #columns: readonly MtrColumn[] | undefined;
  readonly #hops: PrintedMtrHop[] = [];
  readonly #notices: string[] = [];

  read(line: OutputLine): void {
    const [, startedAt] = START.exec(line.text) ?? [];
    if (startedAt !== undefined && !this.#columns) this.#startedAt = startedAt;
    else if (line.text.startsWith('HOST: ')) this.#readHeading(line);
    else if (FAILURE.test(line.text) && !this.#columns) this.#failure = line.text;
    else if (USAGE.test(line.text) && !this.#columns) this.#failure ??= line.text.trim();
    else if (!this.#readHop(line) && !this.#readFurther(line)) {
      if (!this.#columns && this.#failure === undefined)
        throw lineFault(line, 'a line of a report of mtr is expected');
      this.#notices.push(line.text);
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
      ...(this.#notices.length > 0 && { notices: this.#notices }),
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
    const [, ttl, rest] = HOP.exec(line.text) ?? [];
    if (rest === undefined) return false;
    if (!this.#columns) throw lineFault(line, 'the line of titles is expected first');
    if (Number(ttl) <= (this.#hops.at(-1)?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const words = rest.trim().split(/ +/);
    const host = words.slice(0, -this.#columns.length).join(' ');
    const figures = words.slice(-this.#columns.length);
    if (host === '' || !figures.every((figure) => FIGURE.test(figure))) {
      if (line.isCut) return false;
      throw lineFault(line, `a host and ${this.#columns.length} figures are expected`);
    }
    const values = this.#columns.map((column, i) => {
      const value = decimal((figures[i] ?? '').replace(/[%.]$/, ''));
      if (column.name === 'lossPercent' && value > 100)
        throw lineFault(line, 'a share from 0 to 100 is expected');
      return [column, value] as const;
    });
    this.#hops.push(hopOf(Number(ttl), host, values, line));
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
    const [, info, host] = FURTHER.exec(line.text) ?? [];
    if (label === undefined && host === undefined) return false;
    const more =
      label === undefined
        ? mtrHosts([...hosts, { ...readHost(host ?? '', line), ...mtrInfo(info) }])
        : { mpls: [...(last.mpls ?? []), label] };
    this.#hops[this.#hops.length - 1] = { ...last, ...more };
    return true;
  }
}

/** Who answered stands last, after what was asked of its address; nobody, or what kept this machine from sending. */
function hopOf(
  ttl: number,
  text: string,
  figures: readonly (readonly [MtrColumn, number])[],
  line: OutputLine,
): PrintedMtrHop {
  const [, info, host = text] = /^([^\s(]+) ([^(].*)$/.exec(text) ?? [];
  const error = mtrError(host);
  if (error !== undefined) return { ...mtrHop(ttl, [], figures), error };
  const found = host === '???' ? [] : [{ ...readHost(host, line), ...mtrInfo(info) }];
  return mtrHop(ttl, found, figures);
}
