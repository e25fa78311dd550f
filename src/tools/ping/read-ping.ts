import { isBlank, lineFault, reportLines, type OutputLine } from '../text/output-line.js';
import { PingDraft } from './ping-draft.js';
import type { PrintedPing } from './printed-ping.js';
import { readUnixPingLine, unixPingStart } from './unix-lines.js';
import { readWindowsPingLine, windowsPingStart } from './windows-lines.js';

/**
 * Reads what ping or ping6 printed: iputils, busybox, macOS, FreeBSD, Windows in English and in French, even through a
 * console whose accents were lost; and what `pingReport` printed, with its origin.
 *
 * The result has the fields of `ping`'s own, those that the text does not tell left out: reports, series and figures take
 * both. Lines that are no result (warnings of the tool, `WARNING: pinging broadcast address`, `PATTERN:`, the figures of
 * SIGQUIT, dots of a flood, dumps of damaged data) are kept in `notices`; any other line that is not understood is an error.
 *
 * @param text the output, both streams if they were kept together
 * @returns what it says, the same for all systems; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood: another tool, or another language, as iputils under
 *   `LC_ALL=fr_FR`: its translations change with its versions, and keep half of the lines in English
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
  return draft.finish(ended, origin);
}

function readLine(line: OutputLine, draft: PingDraft): void {
  if (isBlank(line)) {
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
