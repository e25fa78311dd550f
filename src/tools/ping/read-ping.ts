import { isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { frenchInEnglish } from './iputils-french.js';
import { PingDraft } from './ping-draft.js';
import type { PrintedPing } from './printed-ping.js';
import { readUnixPingLine, unixPingStart } from './unix-lines.js';
import { readWindowsPingLine, windowsPingStart } from './windows-lines.js';

/**
 * Reads what ping or ping6 printed: iputils in English and in French, busybox, inetutils, macOS, FreeBSD, Windows in English
 * and in French, even through a console whose accents were lost; and what `pingReport` printed, with its origin. A refusal
 * or an explanation of its options is a `failure`.
 *
 * The result has the fields of `ping`'s own, those that the text does not tell left out: reports, series and figures take
 * both. Lines that are no result (warnings of the tool, the figures of SIGQUIT and SIGINFO, dots of a flood, dumps of damaged
 * data), and those after the first that are not understood, are kept in `notices`; so are times that cannot be (`time=-3 ms`).
 *
 * @param text the output, both streams if they were kept together
 * @returns what it says, the same for all systems; `complete` is false for an output that was cut
 * @throws {@link ParseError} where the first line of a ping is none: another tool, or another language; for the outputs of
 *   two pings; for an address or a time to live that is none
 * @see iputils ping_common.c; ping(8) of FreeBSD; ping in Microsoft's reference of Windows commands
 * @example
 * ```ts
 * import { rttSeriesMs } from 'sonde';
 * import { readPing } from 'sonde/tools';
 *
 * const ping = readPing(`
 * Envoi d'une requête 'Ping'  192.0.2.1 avec 32 octets de données :
 * Réponse de 192.0.2.1 : octets=32 temps=12 ms TTL=118
 * Délai d'attente de la demande dépassé.
 * `);
 * console.log(ping.dialect); // → windows
 * console.log(ping.events[1]?.kind); // → timeout
 * console.log(rttSeriesMs(ping)); // → [ 12, null ]
 * ```
 */
export function readPing(text: string): PrintedPing {
  const { lines, ended, origin } = reportLines(text);
  const draft = new PingDraft();
  for (const line of lines) readLine(line, draft);
  // A report of ours is a text without a last end of line.
  const isWhole = /\d ?ms$/.test(lines.at(-1)?.text ?? '') && 'unit';
  return draft.finish(ended || isWhole, origin);
}

function readLine(printed: OutputLine, draft: PingDraft): void {
  // A terminal shows the keys that ask for figures: SIGINFO and SIGQUIT.
  const shown = { ...printed, text: printed.text.replace(/^\^[T\\]/, '') };
  if (isBlank(shown)) {
    draft.blank();
    return;
  }
  const english = frenchInEnglish(shown);
  const line = english ?? shown;
  const start = windowsPingStart(line) ?? unixPingStart(line);
  if (start) {
    if (draft.start) throw lineFault(line, 'the output of one ping only is expected');
    draft.start = start;
  } else {
    const understood =
      draft.start?.dialect === 'windows' ? readWindowsPingLine(line, draft) : readUnixPingLine(line, draft);
    if (!understood && !readWindowsPingLine(line, draft)) {
      if (!draft.start) throw notUnderstood(line);
      draft.notices.push(shown.text);
    }
  }
  if (english) draft.completeStart({ language: 'fr' });
}

function notUnderstood(line: OutputLine): Error {
  return lineFault(line, 'a line of ping is expected, in English or in French (others with LC_ALL=C ping …)');
}
