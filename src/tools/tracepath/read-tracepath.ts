import type { Origin } from '../../origin.js';
import { DECIMAL, decimal, isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { readSender } from '../text/printed-host.js';

/**
 * What a printed tracepath says: hops as `traceroute` gives them, the path's MTU as `pathMtu` does, and what the tool adds.
 */
export interface PrintedTracepath {
  /** `live`: tracepath measures a real network. */
  readonly origin: Origin;
  /** A hop has a further probe where the path's MTU changed, and where its number had been guessed. */
  readonly hops: readonly PrintedTracepathHop[];
  /** What this machine itself knows of a shorter MTU, and the ttl at which it said so. */
  readonly local: readonly { readonly ttl: number; readonly pathMtu: number; readonly rttMs?: number }[];
  /** The longest packet that the whole way carries, in bytes, IP header included. */
  readonly pathMtu?: number;
  /** Hops to the target; absent when it did not answer. */
  readonly forwardHops?: number;
  /** Hops of the way back, from the time to live of the answer. */
  readonly backHops?: number;
  /** The last hop allowed was no end. */
  readonly tooManyHops: boolean;
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result, such as `1:  send failed`; absent where there are none. */
  readonly notices?: readonly string[];
  /** Whether the output goes to its last line, « Resume: », or says why it did not start. */
  readonly complete: boolean;
}

/** The probes of one hop, one per line. */
export interface PrintedTracepathHop {
  readonly ttl: number;
  readonly probes: readonly PrintedTracepathProbe[];
}

/** One probe: an answer, or none. */
export type PrintedTracepathProbe =
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'answer';
      /** The number of the hop is a guess (`1?:`): the answer does not tell which probe it is about. */
      readonly guessed: boolean;
      /** Who answered: its address with `-n`, its name without, both with `-b`. */
      readonly from?: string;
      readonly name?: string;
      readonly rttMs: number;
      /** The longest packet of the way from here on, where it changes. */
      readonly pathMtu?: number;
      /** Hops of the way back, where it has another length. */
      readonly backHops?: number;
      /** `!H`, `!N`, `!A`… as in traceroute. */
      readonly mark?: string;
      /** The destination itself answered. */
      readonly reached: boolean;
    };

/**
 * Reads what tracepath or tracepath6 printed: iputils, old and new, in English and in French.
 *
 * @param text the output
 * @returns the hops and the summary; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood
 * @see tracepath(8); iputils tracepath.c
 * @example
 * ```ts
 * import { readTracepath } from 'sonde/tools';
 *
 * const { pathMtu, hops } = readTracepath(` 1?: [LOCALHOST]                      pmtu 1500
 *  1:  192.0.2.1                                             0.071ms pmtu 1400
 *  2:  198.51.100.9                                          1.024ms reached
 *      Resume: pmtu 1400 hops 2 back 2
 * `);
 * console.log(pathMtu, hops.length); // → 1400 2
 * ```
 */
export function readTracepath(text: string): PrintedTracepath {
  const { lines, ended, origin } = reportLines(text);
  const draft = new TracepathDraft();
  for (const line of lines) if (!isBlank(line)) draft.read(inEnglish(line));
  return draft.finish(ended, origin);
}

class TracepathDraft {
  readonly #probes = new Map<number, PrintedTracepathProbe[]>();
  readonly #local: PrintedTracepath['local'][number][] = [];
  #summary: Summary | undefined;
  #failure: string | undefined;
  #tooManyHops = false;
  readonly #notices: string[] = [];

  read(line: OutputLine): void {
    // A prompt after the end, the options after a refusal.
    if (this.#summary !== undefined || this.#failure !== undefined) this.#notices.push(line.text);
    else if (/^ +Too many hops: pmtu \d{1,9} *$/.test(line.text)) this.#tooManyHops = true;
    else if (/^tracepath6?: \S|^(?:[Uu]sage|Utilisation)\b/.test(line.text) && this.#isEmpty()) {
      this.#failure = line.text;
    } else if (/^ +Resume:/.test(line.text)) this.#summary = summaryOf(line);
    else if (!this.#readLocal(line) && !this.#readSilence(line) && !this.#readAnswer(line)) {
      if (this.#isEmpty() && !SENT_NOTHING.test(line.text))
        throw lineFault(line, 'a line of tracepath (in English or French) is expected');
      this.#notices.push(line.text);
    }
  }

  finish(ended: boolean, origin: Origin): PrintedTracepath {
    const failure = this.#failure;
    return {
      origin,
      hops: [...this.#probes].map(([ttl, probes]) => ({ ttl, probes })),
      local: this.#local,
      ...this.#summary,
      tooManyHops: this.#tooManyHops,
      ...(failure !== undefined && { failure }),
      ...(this.#notices.length > 0 && { notices: this.#notices }),
      complete: ended && (this.#summary !== undefined || failure !== undefined),
    };
  }

  #isEmpty(): boolean {
    return this.#probes.size === 0 && this.#local.length === 0 && this.#notices.length === 0;
  }

  #readLocal(line: OutputLine): boolean {
    const [, ttl, rttMs, pathMtu] = LOCAL.exec(line.text) ?? [];
    if (ttl === undefined) return false;
    const time = rttMs === undefined ? {} : { rttMs: decimal(rttMs) };
    this.#local.push({ ttl: timeToLive(ttl, line), pathMtu: Number(pathMtu), ...time });
    return true;
  }

  #readSilence(line: OutputLine): boolean {
    const [, ttl] = SILENT.exec(line.text) ?? [];
    if (ttl === undefined) return false;
    this.#add(timeToLive(ttl, line), { kind: 'timeout' });
    return true;
  }

  #readAnswer(line: OutputLine): boolean {
    const found = ANSWER.exec(line.text);
    if (!found) return false;
    const [, ttl = '', guess, host = '', before = '', rttMs = '', after = ''] = found;
    const rest = `${before} ${after}`;
    const [, pathMtu] = /pmtu (\d+)/.exec(rest) ?? [];
    const [, backHops] = /asymm +(\d+)/.exec(rest) ?? [];
    const [mark] = /![^ ]*/.exec(rest) ?? [];
    this.#add(timeToLive(ttl, line), {
      kind: 'answer',
      guessed: guess !== undefined,
      // Without -n a router without a name has no address either.
      ...(host === '???' ? {} : readSender(host, line)),
      rttMs: decimal(rttMs),
      ...(pathMtu !== undefined && { pathMtu: Number(pathMtu) }),
      ...(backHops !== undefined && { backHops: Number(backHops) }),
      ...(mark !== undefined && { mark }),
      reached: / reached\b/.test(rest),
    });
    return true;
  }

  #add(ttl: number, probe: PrintedTracepathProbe): void {
    const probes = this.#probes.get(ttl) ?? [];
    probes.push(probe);
    this.#probes.set(ttl, probes);
  }
}

type Summary = Pick<PrintedTracepath, 'pathMtu' | 'forwardHops' | 'backHops'>;

function summaryOf(line: OutputLine): Summary {
  const found = /^ +Resume: pmtu (\d{1,9})(?: hops (\d{1,3}))?(?: back (\d{1,3}))? *$/.exec(line.text);
  if (!found) throw lineFault(line, '“Resume: pmtu N hops N back N” is expected');
  const [, pathMtu, forwardHops, backHops] = found;
  return {
    pathMtu: Number(pathMtu),
    ...(forwardHops !== undefined && { forwardHops: Number(forwardHops) }),
    ...(backHops !== undefined && { backHops: Number(backHops) }),
  };
}

const LOCAL = new RegExp(String.raw`^ *(\d{1,3})\?: \[LOCALHOST\] +(?:(${DECIMAL}) ?ms )?pmtu (\d{1,9}) *$`);
const SILENT = /^ *(\d{1,3})\??: +no reply *$/;
/** The network cannot be reached: nothing was sent. */
const SENT_NOTHING = /^ *\d{1,3}: +send failed *$/;
/** Its manual, and old versions, have the way back before the time. */
const ANSWER = new RegExp(
  String.raw`^ *(\d{1,3})(\?)?: +(\S+(?: \([^\s()]+\))?)( +asymm +\d{1,3})? +(${DECIMAL}) ?ms((?: +(?:pmtu \d{1,9}|asymm +\d{1,3}|reached|![A-Z<>\d]{0,5}))*) *$`,
);

function timeToLive(text: string, line: OutputLine): number {
  if (Number(text) > 255) throw lineFault(line, 'a hop of at most 255 is expected');
  return Number(text);
}

/** The French of iputils (po/fr.po) in English. */
function inEnglish(line: OutputLine): OutputLine {
  const text = line.text
    .replace(/^( *\d{1,3}) :  aucune réponse/, '$1:  no reply')
    .replace(/^( *\d{1,3}) :  échec envoi/, '$1:  send failed')
    .replace(
      /^( *)Reprise\s?: pmtu (\d+)(?: sauts (\d+))?(?: retour (\d+))?/,
      (_, blanks: string, mtu: string, hops?: string, back?: string) =>
        `${blanks}Resume: pmtu ${mtu}${hops === undefined ? '' : ` hops ${hops}`}${back === undefined ? '' : ` back ${back}`}`,
    )
    .replace(/\batteint *$/, 'reached');
  return { ...line, text };
}
