import { consolePattern, matchConsole } from '../text/console-text.js';
import type { OutputLine } from '../text/output-line.js';
import { lineFault, outputLines } from '../text/output-line.js';
import { readSpeaker } from '../text/speaker.js';

/** What the printed output of Windows' tracert says. */
export interface TracertOutput {
  readonly language: 'en' | 'fr';
  readonly target: { readonly name?: string; readonly address?: string };
  readonly maxTtl?: number;
  readonly hops: readonly TracertOutputHop[];
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: an interruption. */
  readonly notices: readonly string[];
  /** Whether the output goes to its last line, « Trace complete. », or says that the name is unknown. */
  readonly complete: boolean;
}

/** One line: the times of the probes, then who answered the last one that was answered. */
export interface TracertOutputHop {
  readonly ttl: number;
  /** Three, but where tracert gave up on an error. */
  readonly probes: readonly TracertOutputProbe[];
  readonly name?: string;
  readonly address?: string;
  /** What stands there instead of an address, or what the address reports. */
  readonly message?: string;
}

/** One probe: a time, to the millisecond, or a star. */
export type TracertOutputProbe =
  | { readonly kind: 'timeout' }
  | { readonly kind: 'answer'; readonly rttMs: number }
  /** `<1 ms`. */
  | { readonly kind: 'answer'; readonly rttBelowMs: number };

/**
 * Reads what tracert printed, in English and in French, even through a console whose accents were lost.
 *
 * @param text the output
 * @returns target and hops; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood: another tool, or another language
 * @see tracert in Microsoft's reference of Windows commands
 * @example
 * ```ts
 * import { parseTracertOutput } from 'sonde/tools';
 *
 * const { hops } = parseTracertOutput(`
 * Détermination de l’itinéraire vers www.exemple.fr [192.0.2.9]
 * avec un maximum de 30 sauts :
 *
 *   1    <1 ms     2 ms     *     box.lan [192.168.1.1]
 * `);
 * console.log(hops[0]?.probes); // → [ { kind: 'answer', rttBelowMs: 1 }, { kind: 'answer', rttMs: 2 }, { kind: 'timeout' } ]
 * console.log(hops[0]?.address); // → 192.168.1.1
 * ```
 */
export function parseTracertOutput(text: string): TracertOutput {
  const { lines, ended } = outputLines(text);
  const draft = new TracertDraft();
  for (const line of lines) if (line.text.trim() !== '') draft.read(line);
  return draft.finish(ended, lines[0]);
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
const INTERRUPTED = /^(?:\^C|Control-C|Ctrl\+C)$/;
const HOP = /^ {0,3}(\d{1,3})(?= )/;
const PROBE = /^ +(?:(\*)|(<?)(\d{1,9}) ms)(?= |$)/;
/** Tracert sends as many to each hop. */
const PROBES = 3;
const REPORT = consolePattern(String.raw`^(\S+(?: \[[^\s\[\]]+\])?) {1,3}(?:reports|rapports) : (\S.*)$`);
const MESSAGE = consolePattern(
  String.raw`^(?:Request timed out|Délai d'attente de la demande dépassé|General failure|Défaillance générale|Erreur générale|Destination (?:host|net) unreachable|Impossible de joindre (?:l'hôte|le réseau) de destination)\.$`,
);

class TracertDraft {
  #start: Pick<TracertOutput, 'language' | 'target'> | undefined;
  #maxTtl: number | undefined;
  #failure: string | undefined;
  #ended = false;
  readonly #hops: TracertOutputHop[] = [];
  readonly #notices: string[] = [];

  read(line: OutputLine): void {
    if (this.#ended) throw lineFault(line, 'nothing is expected after the end of the trace');
    if (INTERRUPTED.test(line.text.trim())) this.#notices.push(line.text.trim());
    else if (matchConsole(END, line) && this.#start) this.#ended = true;
    else if (!this.#readStart(line) && !this.#readMaxTtl(line) && !this.#readHop(line)) {
      throw lineFault(line, 'a line of tracert (in English or French) is expected');
    }
  }

  finish(ended: boolean, first: OutputLine | undefined): TracertOutput {
    if (!this.#start)
      throw lineFault(first ?? { text: '', number: 1, offset: 0 }, 'the first line of tracert is expected');
    return {
      ...this.#start,
      ...(this.#maxTtl !== undefined && { maxTtl: this.#maxTtl }),
      hops: this.#hops,
      ...(this.#failure !== undefined && { failure: this.#failure }),
      notices: this.#notices,
      complete: ended && (this.#ended || this.#failure !== undefined),
    };
  }

  #readStart(line: OutputLine): boolean {
    if (this.#start) return false;
    const [failure, name] = matchConsole(FAILURE, line) ?? [];
    if (failure !== undefined && name !== undefined) {
      this.#failure = failure.trim();
      this.#start = { language: failure.startsWith('Unable') ? 'en' : 'fr', target: { name } };
      return true;
    }
    for (const [language, pattern] of STARTS) {
      const [, host, maxTtl] = matchConsole(pattern, line) ?? [];
      if (host === undefined) continue;
      this.#start = { language, target: readSpeaker(host, line) };
      if (maxTtl !== undefined) this.#maxTtl = Number(maxTtl);
      return true;
    }
    return false;
  }

  #readMaxTtl(line: OutputLine): boolean {
    const [, maxTtl] = matchConsole(MAX_TTL, line) ?? [];
    if (maxTtl === undefined || this.#maxTtl !== undefined) return false;
    this.#maxTtl = Number(maxTtl);
    return true;
  }

  #readHop(line: OutputLine): boolean {
    const [start, ttl] = HOP.exec(line.text) ?? [];
    if (start === undefined || !this.#start) return false;
    if (Number(ttl) <= (this.#hops.at(-1)?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const probes: TracertOutputProbe[] = [];
    let rest = line.text.slice(start.length);
    for (let found = PROBE.exec(rest); found && probes.length <= PROBES; found = PROBE.exec(rest)) {
      probes.push(probeOf(found));
      rest = rest.slice(found[0].length);
    }
    if (probes.length > PROBES) throw lineFault(line, 'at most three probes are expected');
    this.#hops.push({ ttl: Number(ttl), probes, ...whoOf(rest.trim(), line) });
    return true;
  }
}

function probeOf([, star, below, ms]: RegExpExecArray): TracertOutputProbe {
  if (star !== undefined) return { kind: 'timeout' };
  return below === '<' ? { kind: 'answer', rttBelowMs: Number(ms) } : { kind: 'answer', rttMs: Number(ms) };
}

/** The end of a line: an address, what it reports, or a message. */
function whoOf(text: string, line: OutputLine): Omit<TracertOutputHop, 'ttl' | 'probes'> {
  const part = { ...line, text };
  if (matchConsole(MESSAGE, part)) return { message: text };
  const [, who, message] = matchConsole(REPORT, part) ?? [];
  if (who !== undefined && message !== undefined) return { ...addressed(who, line), message };
  return addressed(text, line);
}

function addressed(text: string, line: OutputLine): { readonly name?: string; readonly address?: string } {
  const speaker = readSpeaker(text, line);
  if (speaker.address === undefined) throw lineFault(line, 'an address is expected at the end');
  return speaker;
}
