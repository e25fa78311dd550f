import type { Origin } from '../../origin.js';
import { ParseError } from '../../parse-error.js';
import { consolePattern, matchConsole } from '../text/console-text.js';
import { isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { readDestination, readSender, type PrintedSender } from '../text/printed-host.js';

/**
 * What a printed tracert of Windows says: the fields of `traceroute`'s own result, as far as the text goes, and what the
 * tool adds.
 */
export interface PrintedTracert {
  /** What the last line of a report of ours says; `live` for the output of another tool, which prints no such line. */
  readonly origin: Origin;
  /** The host as it was named. */
  readonly host?: string;
  /** Absent when its name is unknown. */
  readonly address?: string;
  /** Last ttl that would have been probed. */
  readonly maxTtl?: number;
  readonly hops: readonly PrintedTracertHop[];
  readonly language: 'en' | 'fr';
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: an interruption, a hop that is half printed, and those that are not understood. */
  readonly notices: readonly string[];
  /** Whether the output goes to its last line, « Trace complete. », or says that the name is unknown. */
  readonly complete: boolean;
}

/** One line: the probes of a hop, in order. */
export interface PrintedTracertHop {
  readonly ttl: number;
  /** Three, but where tracert gave up on an error. */
  readonly probes: readonly PrintedTracertProbe[];
  /** What stands there instead of an address, or what the address reports. */
  readonly message?: string;
}

/** One probe: an answer, or a star. */
export type PrintedTracertProbe =
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'answer';
      /** Absent for an error that an address reports, and below 1 ms. */
      readonly rttMs?: number;
      /** The time was below this: `<1 ms`. */
      readonly rttBelowMs?: number;
      /** Who answered: tracert tells it for the last answer of each hop only. */
      readonly from?: string;
      /** Its name, where the tool looked for it. */
      readonly name?: string;
    };

/**
 * Reads what tracert printed, in English and in French, even through a console whose accents were lost; and what
 * `tracertReport` printed, with its origin.
 *
 * @param text the output
 * @returns host and hops, which figures and `tracertReport` take as those of `traceroute`; `complete` is false for an output
 *   that was cut
 * @throws {@link ParseError} where the first line is not understood: another tool, or another language; where a hop says
 *   what cannot be
 * @see tracert in Microsoft's reference of Windows commands
 * @example
 * ```ts
 * import { readTracert } from 'sonde/tools';
 *
 * const { hops } = readTracert(`
 * Détermination de l’itinéraire vers www.exemple.fr [192.0.2.9]
 * avec un maximum de 30 sauts :
 *
 *   1    <1 ms     *        2 ms  box.lan [192.168.1.1]
 * `);
 * console.log(hops[0]?.probes[0]); // → { kind: 'answer', rttBelowMs: 1 }
 * console.log(hops[0]?.probes[2]); // → { kind: 'answer', rttMs: 2, name: 'box.lan', from: '192.168.1.1' }
 * ```
 */
export function readTracert(text: string): PrintedTracert {
  const { lines, ended, origin } = reportLines(text);
  const draft = new TracertDraft();
  const printed = lines.filter((line) => !isBlank(line));
  for (const line of printed) draft.read(line, line === printed.at(-1));
  return draft.finish(ended, origin, lines[0]);
}

const STARTS = [
  [
    'en',
    consolePattern(
      String.raw`^Tracing route to (\S+(?: \[[^\s\[\]]+\])?)(?: over a maximum of (\d{1,3}) hops ?:?\.?)? *$`,
    ),
  ],
  [
    'fr',
    consolePattern(
      String.raw`^Détermination de l'itinéraire vers (\S+(?: \[[^\s\[\]]+\])?)(?: avec un maximum de (\d{1,3}) sauts *\.?[ ?:]*)? *$`,
    ),
  ],
] as const;
const MAX_TTL = consolePattern(
  String.raw`^ *(?:over a maximum of|avec un maximum de) (\d{1,3}) (?:hops|sauts)[ .?:]*$`,
);
const FAILURE = consolePattern(
  String.raw`^(?:Unable to resolve target system name|Impossible de résoudre le nom du système cible) (\S+?)\. *$`,
);
const END = consolePattern(String.raw`^(?:Trace complete\.|Itinéraire déterminé\.?) *$`);
/** An option that is none, or no target; the options are explained on the lines below. */
const REFUSAL = consolePattern(
  String.raw`^(?:\S+ is not a valid command option\.|\S+ n'est pas une option de commande valide\.|(?:A target name or address must be specified|Un nom ou une adresse de destination doit être spécifiée?)\.|(?:A value must be supplied for|Bad value for option|Vous devez spécifier une valeur pour|Valeur incorrecte pour) .*|(?:Usage|Utilisation|Syntaxe) : tracert .*|Unable to (?:initiate|contact) .*) *$`,
);
const INTERRUPTED = /^(?:Control-C|Ctrl\+C)$/;
const HOP = /^ {0,3}(\d{1,3})(?= |$)/;
const PROBE = /^ +(?:(\*)|(<?)(\d{1,9}) ms)(?= |$)/;
/** Tracert sends three to each hop; a report of ours may tell of as many as our traceroute sends. */
const MAX_PROBES = 10;
const REPORT = consolePattern(String.raw`^(\S+(?: \[[^\s\[\]]+\])?) {1,3}(?:reports|rapports) : (\S.*)$`);
const MESSAGE = consolePattern(
  String.raw`^(?:Request timed out|Délai d'attente de la demande dépassé|General failure|Défaillance générale|Erreur générale|Destination (?:host|net) unreachable|Impossible de joindre (?:l'hôte|le réseau) de destination)\.$|^(?:Transmit error|Erreur de transmission) : (?:code )?\S.*$`,
);

class TracertDraft {
  #start: Pick<PrintedTracert, 'language' | 'host' | 'address' | 'maxTtl'> | undefined;
  #failure: string | undefined;
  #ended = false;
  readonly #hops: PrintedTracertHop[] = [];
  readonly #notices: string[] = [];

  /** @param isLast nothing follows: the line may be half printed */
  read(line: OutputLine, isLast: boolean): void {
    if (INTERRUPTED.test(line.text.trim())) this.#notices.push(line.text.trim());
    // Something after the end, or the options after a refusal.
    else if (this.#ended || this.#failure !== undefined) this.#notices.push(line.text);
    else if (matchConsole(END, line) && this.#start) this.#ended = true;
    else if (
      !this.#readStart(line) &&
      !this.#readMaxTtl(line) &&
      !this.#readHop(line, isLast || line.isCut === true)
    ) {
      if (!this.#start) throw lineFault(line, 'a line of tracert (in English or French) is expected');
      this.#notices.push(line.text);
    }
  }

  finish(ended: boolean, origin: Origin, first: OutputLine | undefined): PrintedTracert {
    if (!this.#start)
      throw lineFault(first ?? { text: '', number: 1, offset: 0 }, 'the first line of tracert is expected');
    return {
      origin,
      ...this.#start,
      hops: this.#hops,
      ...(this.#failure !== undefined && { failure: this.#failure }),
      notices: this.#notices,
      complete: ended && (this.#ended || this.#failure !== undefined),
    };
  }

  #readStart(line: OutputLine): boolean {
    if (this.#start) return false;
    const [failure, unknown] = matchConsole(FAILURE, line) ?? [];
    if (failure !== undefined && unknown !== undefined) {
      this.#failure = failure.trim();
      this.#start = { language: failure.startsWith('Unable') ? 'en' : 'fr', host: unknown };
      return true;
    }
    if (matchConsole(REFUSAL, line)) {
      this.#failure = line.text.trim();
      const isEnglish = /^(?:\S+ is not|A |Bad|Usage|Unable)/.test(line.text);
      this.#start = { language: isEnglish ? 'en' : 'fr' };
      return true;
    }
    for (const [language, pattern] of STARTS) {
      const [, host, maxTtl] = matchConsole(pattern, line) ?? [];
      if (host === undefined) continue;
      const last = maxTtl === undefined ? {} : { maxTtl: Number(maxTtl) };
      this.#start = { language, ...readDestination(host, line), ...last };
      return true;
    }
    return false;
  }

  #readMaxTtl(line: OutputLine): boolean {
    const [, maxTtl] = matchConsole(MAX_TTL, line) ?? [];
    if (maxTtl === undefined || !this.#start || this.#start.maxTtl !== undefined) return false;
    this.#start = { ...this.#start, maxTtl: Number(maxTtl) };
    return true;
  }

  #readHop(line: OutputLine, isCut: boolean): boolean {
    const [start, ttl] = HOP.exec(line.text) ?? [];
    if (start === undefined || !this.#start) return false;
    if (Number(ttl) <= (this.#hops.at(-1)?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const probes: PrintedTracertProbe[] = [];
    let rest = line.text.slice(start.length);
    for (let found = PROBE.exec(rest); found && probes.length <= MAX_PROBES; found = PROBE.exec(rest)) {
      probes.push(probeOf(found));
      rest = rest.slice(found[0].length);
    }
    if (probes.length > MAX_PROBES) throw lineFault(line, `at most ${MAX_PROBES} probes are expected`);
    this.#hops.push({ ttl: Number(ttl), ...this.#withSender(probes, rest.trim(), line, isCut) });
    return true;
  }

  /** Of a hop that is cut, the times alone where the address is not whole. */
  #withSender(
    probes: readonly PrintedTracertProbe[],
    text: string,
    line: OutputLine,
    isCut: boolean,
  ): Omit<PrintedTracertHop, 'ttl'> {
    if (isCut && text === '') return { probes };
    try {
      return withSender(probes, text, line);
    } catch (error) {
      if (!isCut || !(error instanceof ParseError)) throw error;
      this.#notices.push(text);
      return { probes };
    }
  }
}

function probeOf([, star, below, ms]: RegExpExecArray): PrintedTracertProbe {
  if (star !== undefined) return { kind: 'timeout' };
  return below === '<' ? { kind: 'answer', rttBelowMs: Number(ms) } : { kind: 'answer', rttMs: Number(ms) };
}

/** What the end of a line says: the address of the last answer, one that reports an error, or a message. */
function withSender(
  probes: readonly PrintedTracertProbe[],
  text: string,
  line: OutputLine,
): Omit<PrintedTracertHop, 'ttl'> {
  const part = { ...line, text };
  if (matchConsole(MESSAGE, part)) return { probes, message: text };
  const [, reporter, message] = matchConsole(REPORT, part) ?? [];
  if (reporter !== undefined && message !== undefined) {
    // The report answers one more probe, to which no time is printed.
    return { probes: [...probes, { kind: 'answer', ...addressed(reporter, line) }], message };
  }
  const sender = addressed(text, line);
  const last = probes.map(({ kind }) => kind).lastIndexOf('answer');
  if (last === -1) throw lineFault(line, 'a time is expected before an address');
  return { probes: probes.map((probe, i) => (i === last ? { ...probe, ...sender } : probe)) };
}

function addressed(text: string, line: OutputLine): PrintedSender {
  const sender = readSender(text, line);
  if (sender.from === undefined) throw lineFault(line, 'an address is expected at the end');
  return sender;
}
