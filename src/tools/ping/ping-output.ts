import type { OutputLine } from '../text/output-line.js';
import { lineFault, outputLines } from '../text/output-line.js';
import { PingDraft } from './ping-output-draft.js';
import { readUnixPingLine, unixPingStart } from './ping-output-unix.js';
import { readWindowsPingLine, windowsPingStart } from './ping-output-windows.js';

/**
 * Whose ping printed it. macOS and FreeBSD have the same one, `bsd`, and its layout: they cannot be told apart.
 */
export type PingDialect = 'iputils' | 'busybox' | 'bsd' | 'windows';

/** What the printed output of a ping says; the same for every system. */
export interface PingOutput {
  readonly dialect: PingDialect;
  readonly language: 'en' | 'fr';
  /** Who was pinged, as far as it is said: nobody when the name could not be resolved and is not repeated. */
  readonly target: { readonly name?: string; readonly address?: string };
  /** Bytes of data in each request. */
  readonly payloadBytes?: number;
  /** What happened, in the order of the lines; nothing with `-q`. */
  readonly replies: readonly PingOutputEvent[];
  /** The last lines, read and not computed again; absent when the output stops before. */
  readonly statistics?: PingOutputStatistics;
  /** Why the tool could not even start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: warnings, figures asked for by a signal, dumps of damaged data. */
  readonly notices: readonly string[];
  /**
   * Whether the output goes to its end: its statistics with their times, or the failure, the last line ended. A text cut
   * anywhere is not complete, and the last figure of its last line may lack digits. Nor is that of a busybox whose machine
   * refuses to send: it stops there, and reads as the beginning of a BSD ping.
   */
  readonly complete: boolean;
}

/** One line about one request. */
export type PingOutputEvent = PingOutputReply | PingOutputError | PingOutputTimeout;

/** An echo reply. */
export interface PingOutputReply {
  readonly kind: 'reply';
  /** As printed: from 1 in iputils, from 0 in busybox and BSD; Windows prints none. */
  readonly sequence?: number;
  readonly name?: string;
  readonly address?: string;
  /** Bytes of the ICMP message; of its data on Windows. */
  readonly bytes?: number;
  /** Time to live, or hop limit, of the reply. Windows prints none for IPv6. */
  readonly ttl?: number;
  /** Absent where the packet has no room for a time, and for Windows' `<1ms`. */
  readonly rttMs?: number;
  /** The time was below this: Windows' `<1ms`. */
  readonly rttBelowMs?: number;
  readonly duplicate: boolean;
  /** When it came, since 1970 (`-D`). */
  readonly atEpochMs?: number;
  /** The reply is shorter than the request. */
  readonly truncated?: true;
  readonly badChecksum?: true;
  /** The route of this reply (`-R`) is that of the one before, and is not repeated. */
  readonly sameRoute?: true;
  /** The routers that the packet went through, there and back (`-R`). */
  readonly route?: readonly { readonly name?: string; readonly address?: string }[];
  /** Clocks of the routers (`-T`): the first since midnight UT, then differences, as printed. */
  readonly timestamps?: readonly {
    readonly name?: string;
    readonly address?: string;
    readonly valueMs: number;
    readonly absolute: boolean;
  }[];
  /** The first byte of data that came back other than it was sent. */
  readonly wrongByte?: { readonly index: number; readonly expected: number; readonly found: number };
}

/** What kept a request from its target. */
export type PingOutputErrorKind =
  'destination-unreachable' | 'time-exceeded' | 'packet-too-big' | 'redirect' | 'local' | 'other';

/** An ICMP error about a request, or a refusal of this machine (`local`). */
export interface PingOutputError {
  readonly kind: 'error';
  readonly sequence?: number;
  /** Who says so; nobody when it is this machine. */
  readonly name?: string;
  readonly address?: string;
  readonly error: PingOutputErrorKind;
  /** In the words of the tool. */
  readonly text: string;
  readonly nextHopMtu?: number;
  readonly atEpochMs?: number;
  /** Header of the packet that could not be delivered, as BSD prints it. */
  readonly quoted?: {
    readonly ttl: number;
    readonly protocol: number;
    readonly source: string;
    readonly destination: string;
  };
}

/** Nothing came in time; iputils says so with `-O` only, and a reply may still follow. */
export interface PingOutputTimeout {
  readonly kind: 'timeout';
  readonly sequence?: number;
  readonly atEpochMs?: number;
}

/** The figures that end a ping. */
export interface PingOutputStatistics {
  readonly transmitted: number;
  /** Windows counts among them the errors that somebody sent back. */
  readonly received: number;
  readonly duplicates: number;
  readonly errors: number;
  readonly lossPercent: number;
  /** From the first request to the end; iputils alone prints it. */
  readonly timeMs?: number;
  /** The most requests that were on their way at once; iputils prints it above 1. */
  readonly pipe?: number;
  readonly rtt?: {
    readonly minMs: number;
    readonly avgMs: number;
    readonly maxMs: number;
    /** iputils' name for the standard deviation. */
    readonly mdevMs?: number;
    /** The same on BSD. */
    readonly stddevMs?: number;
    /** Mean time between two packets, and moving average, of a flood or adaptive ping. */
    readonly ipgMs?: number;
    readonly ewmaMs?: number;
  };
}

/**
 * Reads what ping or ping6 printed: iputils, busybox, macOS, FreeBSD, and Windows in English and in French, even through
 * a console whose accents were lost.
 *
 * Lines that are no result (warnings of the tool, `WARNING: pinging broadcast address`, `PATTERN:`, the figures of
 * SIGQUIT, dots of a flood, dumps of damaged data) are kept in `notices`; any other line that is not understood is an error.
 *
 * @param text the output, both streams if they were kept together
 * @returns what it says, the same for all systems; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood: another tool, or another language, as iputils under
 *   `LC_ALL=fr_FR`: its translations change with its versions, and keep half of the lines in English
 * @see iputils ping_common.c; ping(8) of FreeBSD; ping in Microsoft's reference of Windows commands
 * @example
 * ```ts
 * import { parsePingOutput } from 'sonde/tools';
 *
 * const { dialect, replies } = parsePingOutput(`
 * Envoi d'une requête 'Ping'  192.0.2.1 avec 32 octets de données :
 * Réponse de 192.0.2.1 : octets=32 temps=12 ms TTL=118
 * Délai d'attente de la demande dépassé.
 * `);
 * console.log(dialect); // → windows
 * console.log(replies[0]?.kind === 'reply' && replies[0].rttMs); // → 12
 * console.log(replies[1]?.kind); // → timeout
 * ```
 */
export function parsePingOutput(text: string): PingOutput {
  const { lines, ended } = outputLines(text);
  const draft = new PingDraft();
  for (const line of lines) readLine(line, draft);
  return draft.finish(ended);
}

function readLine(line: OutputLine, draft: PingDraft): void {
  if (line.text.trim() === '') {
    draft.blank();
    return;
  }
  const start = windowsPingStart(line) ?? unixPingStart(line);
  if (start) {
    if (draft.start) throw lineFault(line, 'the output of one ping only is expected');
    draft.start = start;
    return;
  }
  const understood =
    draft.start?.dialect === 'windows' ? readWindowsPingLine(line, draft) : readUnixPingLine(line, draft);
  if (!understood && !readWindowsPingLine(line, draft)) throw notUnderstood(line);
}

function notUnderstood(line: OutputLine): Error {
  return lineFault(
    line,
    'a line of ping is expected, in English (LC_ALL=C ping …); from Windows, in English or in French',
  );
}
