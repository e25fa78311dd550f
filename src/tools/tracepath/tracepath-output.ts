import type { OutputLine } from '../text/output-line.js';
import { DECIMAL, decimal, lineFault, outputLines } from '../text/output-line.js';
import { readSpeaker } from '../text/speaker.js';

/** What the printed output of tracepath says. */
export interface TracepathOutput {
  /** One per line: tracepath repeats a hop when the path's MTU changed, and when it had guessed. */
  readonly steps: readonly TracepathOutputStep[];
  /** The longest packet that the whole way carries. */
  readonly pathMtuBytes?: number;
  /** Hops to the target; absent when it did not answer. */
  readonly hops?: number;
  /** Hops of the way back, from the time to live of the answer. */
  readonly backHops?: number;
  /** The last hop allowed was no end. */
  readonly tooManyHops: boolean;
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Whether the output goes to its last line, « Resume: », or says why it did not start. */
  readonly complete: boolean;
}

/** What one line says. */
export type TracepathOutputStep =
  /** This machine itself knows of a shorter MTU. */
  | { readonly kind: 'local'; readonly ttl: number; readonly pathMtuBytes: number; readonly rttMs?: number }
  | { readonly kind: 'timeout'; readonly ttl: number }
  | {
      readonly kind: 'answer';
      readonly ttl: number;
      /** The number of the hop is a guess (`1?:`): the answer does not tell which probe it is about. */
      readonly guessed: boolean;
      readonly name?: string;
      readonly address?: string;
      readonly rttMs: number;
      readonly pathMtuBytes?: number;
      /** Hops of the way back, where it has another length. */
      readonly asymmetricHops?: number;
      /** `!H`, `!N`, `!A`… as in traceroute. */
      readonly mark?: string;
      /** It is the target. */
      readonly reached: boolean;
    };

/**
 * Reads what tracepath or tracepath6 printed: iputils, old and new.
 *
 * @param text the output
 * @returns the lines and the summary; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood
 * @see tracepath(8); iputils tracepath.c
 * @example
 * ```ts
 * import { parseTracepathOutput } from 'sonde/tools';
 *
 * const { pathMtuBytes, steps } = parseTracepathOutput(` 1?: [LOCALHOST]                      pmtu 1500
 *  1:  192.0.2.1                                             0.071ms pmtu 1400
 *  2:  198.51.100.9                                          1.024ms reached
 *      Resume: pmtu 1400 hops 2 back 2
 * `);
 * console.log(pathMtuBytes, steps.length); // → 1400 3
 * ```
 */
export function parseTracepathOutput(text: string): TracepathOutput {
  const { lines, ended } = outputLines(text);
  const steps: TracepathOutputStep[] = [];
  let summary: Summary | undefined;
  let failure: string | undefined;
  let tooManyHops = false;
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    if (summary !== undefined || failure !== undefined)
      throw lineFault(line, 'nothing is expected after the end');
    if (/^ +Too many hops: pmtu \d{1,9} *$/.test(line.text)) tooManyHops = true;
    else if (/^tracepath6?: \S/.test(line.text) && steps.length === 0) failure = line.text;
    else if (/^ +Resume:/.test(line.text)) summary = summaryOf(line);
    else steps.push(stepOf(line));
  }
  const complete = ended && (summary !== undefined || failure !== undefined);
  return { steps, ...summary, tooManyHops, ...(failure !== undefined && { failure }), complete };
}

type Summary = Pick<TracepathOutput, 'pathMtuBytes' | 'hops' | 'backHops'>;

function summaryOf(line: OutputLine): Summary {
  const found = /^ +Resume: pmtu (\d{1,9})(?: hops (\d{1,3}))?(?: back (\d{1,3}))? *$/.exec(line.text);
  if (!found) throw lineFault(line, '“Resume: pmtu N hops N back N” is expected');
  const [, mtu, hops, back] = found;
  return {
    pathMtuBytes: Number(mtu),
    ...(hops !== undefined && { hops: Number(hops) }),
    ...(back !== undefined && { backHops: Number(back) }),
  };
}

const LOCAL = new RegExp(String.raw`^ *(\d{1,3})\?: \[LOCALHOST\] +(?:(${DECIMAL}) ?ms )?pmtu (\d{1,9}) *$`);
const SILENT = /^ *(\d{1,3})\??: +no reply *$/;
const ANSWER = new RegExp(
  String.raw`^ *(\d{1,3})(\?)?: +(\S+(?: \([^\s()]+\))?) +(${DECIMAL}) ?ms((?: +(?:pmtu \d{1,9}|asymm +\d{1,3}|reached|![A-Z<>\d]{0,5}))*) *$`,
);

function stepOf(line: OutputLine): TracepathOutputStep {
  const [, silent] = SILENT.exec(line.text) ?? [];
  if (silent !== undefined) return { kind: 'timeout', ttl: timeToLive(silent, line) };
  const [, local, rttMs, mtu] = LOCAL.exec(line.text) ?? [];
  if (local !== undefined) {
    const time = rttMs === undefined ? {} : { rttMs: decimal(rttMs) };
    return { kind: 'local', ttl: timeToLive(local, line), pathMtuBytes: Number(mtu), ...time };
  }
  return answerOf(line);
}

function answerOf(line: OutputLine): TracepathOutputStep {
  const found = ANSWER.exec(line.text);
  if (!found) throw lineFault(line, 'a line of tracepath (in English) is expected');
  const [, ttl = '', guess, host = '', rttMs = '', rest = ''] = found;
  const [, mtu] = /pmtu (\d+)/.exec(rest) ?? [];
  const [, asymmetric] = /asymm +(\d+)/.exec(rest) ?? [];
  const [mark] = /![^ ]*/.exec(rest) ?? [];
  return {
    kind: 'answer',
    ttl: timeToLive(ttl, line),
    guessed: guess !== undefined,
    // Without -n a router without a name has no address either.
    ...(host === '???' ? {} : readSpeaker(host, line)),
    rttMs: decimal(rttMs),
    ...(mtu !== undefined && { pathMtuBytes: Number(mtu) }),
    ...(asymmetric !== undefined && { asymmetricHops: Number(asymmetric) }),
    ...(mark !== undefined && { mark }),
    reached: / reached\b/.test(rest),
  };
}

function timeToLive(text: string, line: OutputLine): number {
  if (Number(text) > 255) throw lineFault(line, 'a hop of at most 255 is expected');
  return Number(text);
}
