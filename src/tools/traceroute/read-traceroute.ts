import type { Origin } from '../../origin.js';
import { DECIMAL, decimal, isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { ParseError } from '../../parse-error.js';
import { isAddress, type PrintedSender, readSender } from '../text/printed-host.js';

/**
 * What a printed traceroute says, the same for Linux, busybox, BSD and macOS: the fields of `traceroute`'s own result, as
 * far as the text goes, and what the tool adds.
 */
export interface PrintedTraceroute {
  /** What the last line of a report of ours says; `live` for the output of another tool, which prints no such line. */
  readonly origin: Origin;
  /** The host as it was named; absent when the first line is missing, which BSD writes on its stream of errors. */
  readonly host?: string;
  readonly address?: string;
  /** Last ttl that would have been probed. */
  readonly maxTtl?: number;
  /** Bytes of each packet. */
  readonly packetLength?: number;
  readonly hops: readonly PrintedTraceHop[];
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: warnings, and those after the first that are not understood. */
  readonly notices: readonly string[];
  /**
   * Whether the output goes to its end: every probe of the last hop is there, which is the target, the last hop allowed
   * or one that refuses, and the line is ended. Without the first line nothing says where the end is: never complete.
   */
  readonly complete: boolean;
}

/** The probes of one hop, in order. */
export interface PrintedTraceHop {
  readonly ttl: number;
  readonly probes: readonly PrintedTraceProbe[];
}

/** One probe: an answer, or a star. */
export type PrintedTraceProbe = { readonly kind: 'timeout' } | PrintedTraceAnswer;

/** What became of a probe that was answered. */
export interface PrintedTraceAnswer {
  readonly kind: 'answer';
  /** The address that answered. */
  readonly from: string;
  /** Its name, where the tool looked for it. */
  readonly name?: string;
  /** Autonomous systems of the address (`-A`, BSD's `-a`); empty when none is known (`[*]`, `[AS0]`). */
  readonly asns?: readonly number[];
  readonly rttMs: number;
  /** `!H`, `!N`, `!X`, `!F-1400`, `!<13>`: what the answer says beyond « time exceeded »; absent when it says no more. */
  readonly mark?: string;
  /** The longest packet of the way so far, found here (`--mtu`). */
  readonly pathMtu?: number;
  /** Hops of the way back, where it has another length (`--back`). */
  readonly backHops?: number;
  /** Time to live of the answer, where it is a strange one (BSD's `-l` and `(ttl=62!)`). */
  readonly replyTtl?: number;
  /** Extensions of the ICMP message as printed (`-e`, RFC 4884), such as `MPLS:L=24005,E=0,S=1,T=1`. */
  readonly extensions?: string;
}

/**
 * Reads what traceroute printed: Linux (names, `-n`, `-A`, `-e`, `--mtu`, `--back`, several addresses on a line), busybox,
 * inetutils, BSD and macOS (further addresses on lines of their own, `-a`, `-S`), IPv4 and IPv6; and what `tracerouteReport` printed, with
 * its origin.
 *
 * The result has the fields of `traceroute`'s own, those that the text does not tell left out: reports and figures take
 * both. A hop that is half printed has the probes that were. Warnings of the tool are kept in `notices`, and so are lines
 * after the first that are not understood.
 *
 * @param text the output, both streams if they were kept together
 * @returns host and hops; `complete` is false for an output that was cut
 * @throws {@link ParseError} where the first line is not understood, or a hop says what cannot be
 * @see traceroute(8) of Linux and of FreeBSD
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { readTraceroute } from 'sonde/tools';
 *
 * const trace = readTraceroute(`traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets
 *  1  198.51.100.1  0.061 ms  0.012 ms  198.51.100.2  0.011 ms
 *  2  192.0.2.9  1.024 ms !X * *
 * `);
 * console.log(trace.hops[1]?.probes[0]); // → { kind: 'answer', from: '192.0.2.9', rttMs: 1.024, mark: '!X' }
 * console.log(figure.pathBoxes(trace).alt.includes('Saut 1')); // → true
 * ```
 */
export function readTraceroute(text: string): PrintedTraceroute {
  const { lines, ended, origin } = reportLines(text);
  const draft = new TracerouteDraft();
  const printed = lines.filter((line) => !isBlank(line));
  const last = printed.at(-1);
  for (const line of printed) draft.read(line, line === last || line.isCut === true);
  // A report of ours is a text without a last end of line; after a time only a mark may be missing.
  return draft.finish(ended || (/\d ms$/.test(last?.text ?? '') && 'time'), origin);
}

const HEADING =
  /^traceroute6? to (\S+) +\(([^\s()]+)\)(?: from [^\s,]+)?, (\d{1,3}) hops max(?:, (\d{1,6}) byte packets?)?(\S.*)?$/;
const NOTICE = /^traceroute6?: Warning: |^Cannot handle "host" cmdline arg /;
const FAILURE =
  /^(?:(?:traceroute6?|connect|send|sendto|bind|socket|setsockopt [^:]{1,40}): (?:.+)|\S+: (?:Name or service not known|Temporary failure in name resolution|No address associated with hostname|Address family for hostname not supported))$/;
/** What explains the options, of Linux, busybox, inetutils and BSD; all that follows does. */
const USAGE = /^(?:[Uu]sage:|Specify "host" missing argument|Option .-|Try .traceroute6? --help|BusyBox v)/;
const HOP = /^ {0,3}(\d{1,3}) (?=\s*\S)/;

type Heading = Pick<PrintedTraceroute, 'host' | 'address' | 'maxTtl' | 'packetLength'>;

class TracerouteDraft {
  #heading: Heading | undefined;
  #failure: string | undefined;
  #explains = false;
  readonly #hops: { readonly ttl: number; readonly reader: HopReader }[] = [];
  readonly #notices: string[] = [];

  /** @param isLast nothing follows, or it was interrupted: the line may be half printed */
  read(line: OutputLine, isLast: boolean): void {
    const { text } = line;
    this.#explains ||= !this.#heading && this.#hops.length === 0 && USAGE.test(text);
    if (this.#explains && this.#failure === undefined) this.#failure = text;
    else if (this.#explains || NOTICE.test(text)) this.#notices.push(text);
    else if (/^traceroute6? to /.test(text)) this.#readHeading(line);
    else if (FAILURE.test(text)) this.#failure = text;
    else this.#readHop(line, isLast);
  }

  finish(ended: boolean | 'time', origin: Origin): PrintedTraceroute {
    const hops = this.#hops.map(({ ttl, reader }) => ({ ttl, probes: reader.probes() }));
    const failure = this.#failure;
    return {
      origin,
      ...this.#heading,
      hops,
      ...(failure !== undefined && { failure }),
      notices: this.#notices,
      complete: failure === undefined ? isClosed(hops, ended, this.#heading) : ended === true,
    };
  }

  #readHeading(line: OutputLine): void {
    if (this.#heading || this.#hops.length > 0)
      throw lineFault(line, 'the output of one trace only is expected');
    const [, host, address, maxTtl, bytes, more] = HEADING.exec(line.text) ?? [];
    if (host === undefined || address === undefined || !isAddress(address)) {
      throw lineFault(line, '“traceroute to HOST (ADDRESS), N hops max, N byte packets” is expected');
    }
    // What is written on the stream of errors may come before the end of the line.
    if (more !== undefined) this.#notices.push(more);
    this.#heading = {
      host,
      address,
      maxTtl: Number(maxTtl),
      ...(bytes !== undefined && { packetLength: Number(bytes) }),
    };
  }

  #readHop(line: OutputLine, isLast: boolean): void {
    const [start, ttl] = HOP.exec(line.text) ?? [];
    const last = this.#hops.at(-1);
    if (start === undefined) {
      // BSD: what another router answered to the same hop's probes.
      if (last && line.text.startsWith(' ')) this.#readWords(last.reader, line, 0, isLast);
      else if (this.#heading || last) this.#notices.push(line.text);
      else throw lineFault(line, 'a line of traceroute (in English) is expected');
      return;
    }
    if (Number(ttl) <= (last?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const reader = new HopReader();
    this.#readWords(reader, line, start.length, isLast);
    this.#hops.push({ ttl: Number(ttl), reader });
  }

  /** A line that cannot be read to its end has what comes before, if nothing follows; it is told as it is, too. */
  #readWords(reader: HopReader, line: OutputLine, from: number, isLast: boolean): void {
    try {
      reader.read(line, from);
    } catch (error) {
      if (!isLast || !(error instanceof ParseError)) throw error;
      this.#notices.push(line.text);
    }
  }
}

function isClosed(
  hops: readonly PrintedTraceHop[],
  ended: boolean | 'time',
  { address, maxTtl = Infinity }: Heading = {},
): boolean {
  const last = hops.at(-1);
  if (!last || ended === false) return false;
  if (last.probes.length < Math.max(...hops.map(({ probes }) => probes.length), 1)) return false;
  const isMarked = last.probes.some((probe) => probe.kind === 'answer' && probe.mark !== undefined);
  const isTarget = last.probes.some((probe) => probe.kind === 'answer' && probe.from === address);
  // Of a first hop alone nothing tells how many probes it has, but their usual number.
  if (ended === 'time') return isTarget && !isMarked && (hops.length > 1 || last.probes.length >= 3);
  return address !== undefined && (last.ttl >= maxTtl || isTarget || isMarked);
}

/** What was said of the router that the next times are of. */
type Router = Pick<PrintedTraceAnswer, 'from' | 'name' | 'asns' | 'extensions' | 'backHops'>;

const TIME = new RegExp(`^${DECIMAL}$`);
const MARK = /^!(?:[A-Z](?:-\d{1,9})?|<\d{1,3}(?:-\d{1,3})?>|\d{1,3})?$/;
const ASNS = /^\[(?:\*|AS\d{1,10}(?:\/AS\d{1,10})*)\]$/;
/** More probes than any traceroute sends to a hop. */
const MAX_PROBES = 1000;

/** The probes of one hop, read word by word: all that a line says has its own form, but a name. */
class HopReader {
  readonly #probes: PrintedTraceProbe[] = [];
  #router: Router | undefined;
  /** BSD writes the autonomous system before the name, Linux after the address. */
  #asnsToCome: readonly number[] | undefined;
  /** The last router has not answered with a time yet. */
  #waiting = false;

  probes(): readonly PrintedTraceProbe[] {
    return this.#probes;
  }

  /** Reads a line from the character `from` on. */
  read(line: OutputLine, from: number): void {
    const text = line.text.slice(from).trim();
    if (/^MPLS Label=/.test(text)) {
      this.#amend({ extensions: text }, line);
      return;
    }
    const words = text.split(/\s+/);
    for (let at = 0; at < words.length;) at += this.#word(words, at, line);
    if (this.#waiting || this.#asnsToCome) throw lineFault(line, 'a time is expected at the end');
    if (this.#probes.length > MAX_PROBES) throw lineFault(line, `at most ${MAX_PROBES} probes are expected`);
  }

  /** Reads what begins at a word. @returns how many words it takes */
  #word(words: readonly string[], at: number, line: OutputLine): number {
    const [word = '', next = '', , fourth = ''] = words.slice(at, at + 4);
    if (word === '*') return this.#star(line);
    if (next === 'ms' && TIME.test(word)) return this.#time(word, line) + 1;
    // inetutils writes no blank before the unit; BSD's -S ends a hop with its share of stars; -A that could not ask says so.
    if (word.endsWith('ms') && TIME.test(word.slice(0, -2))) return this.#time(word.slice(0, -2), line);
    if (/^\(\d{1,3}%$/.test(word) && next === 'loss)') return 2;
    if (word === '[!!]') return 1;
    if (next === 'bytes' && isAddress(fourth)) return 4;
    return this.#detail(word, next, line) || this.#sender(word, next, line);
  }

  #star(line: OutputLine): number {
    if (this.#waiting) throw lineFault(line, 'a time is expected after an address');
    this.#probes.push({ kind: 'timeout' });
    return 1;
  }

  #time(text: string, line: OutputLine): number {
    if (!this.#router) throw lineFault(line, 'an address is expected before a time');
    this.#waiting = false;
    this.#probes.push({ kind: 'answer', ...this.#router, rttMs: decimal(text) });
    return 1;
  }

  #detail(word: string, next: string, line: OutputLine): number {
    const [, mtu] = /^F=(\d{1,9})$/.exec(word) ?? [];
    const [, replyTtl] = /^\(ttl=(\d{1,3})!?\)$/.exec(word) ?? [];
    const [, back] = /^'-(\d{1,3})'$/.exec(word) ?? [];
    if (MARK.test(word)) return this.#amend({ mark: word }, line);
    if (mtu !== undefined) return this.#amend({ pathMtu: Number(mtu) }, line);
    if (replyTtl !== undefined) return this.#amend({ replyTtl: Number(replyTtl) }, line);
    if (back !== undefined) return this.#say({ backHops: Number(back) }, line);
    if (/^<[^\s<>]{1,500}>$/.test(word)) return this.#say({ extensions: word.slice(1, -1) }, line);
    if (!ASNS.test(word)) return 0;
    const asns = [...word.matchAll(/\d+/g)].map(Number).filter((asn) => asn > 0);
    if (TIME.test(next) || /^[<']/.test(next)) return this.#say({ asns }, line);
    this.#asnsToCome = asns;
    return 1;
  }

  /** Something about the last time. */
  #amend(detail: Partial<PrintedTraceAnswer>, line: OutputLine): number {
    const last = this.#probes.at(-1);
    if (last?.kind !== 'answer') throw lineFault(line, 'a time is expected before what is said of it');
    this.#probes[this.#probes.length - 1] = { ...last, ...detail };
    return 1;
  }

  /** Something about the router, before its times. */
  #say(detail: Partial<Router>, line: OutputLine): number {
    if (!this.#router) throw lineFault(line, 'an address is expected before what is said of it');
    this.#router = { ...this.#router, ...detail };
    return 1;
  }

  #sender(word: string, next: string, line: OutputLine): number {
    const named = /^\([^\s()]+\)$/.test(next) && !next.startsWith('(ttl=');
    const { from, ...more } = named ? namedSender(word, next.slice(1, -1), line) : readSender(word, line);
    // A word alone must be an address: no traceroute prints a name without one.
    if (this.#waiting || from === undefined) throw lineFault(line, 'an address and its times are expected');
    const asns = this.#asnsToCome;
    this.#router = { from, ...more, ...(asns && { asns }) };
    this.#asnsToCome = undefined;
    this.#waiting = true;
    return named ? 2 : 1;
  }
}

/** `NAME (ADDRESS)`; inetutils writes them the other way round, and what hides addresses writes one word twice. */
function namedSender(first: string, second: string, line: OutputLine): PrintedSender {
  if (first === second) return { from: first };
  const isTurned = isAddress(first) && !isAddress(second);
  return readSender(isTurned ? `${second} (${first})` : `${first} (${second})`, line);
}
