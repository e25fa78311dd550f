import { consolePattern, matchConsole } from '../text/console-text.js';
import { type OutputLine, lineFault } from '../text/output-line.js';
import { isAddress, readDestination } from '../text/printed-host.js';
import type { PingDraft, PingStart } from './ping-draft.js';
import type { PrintedPingCause } from './printed-ping.js';

const STARTS = [
  [
    'en',
    consolePattern(
      String.raw`^Pinging (\S+(?: \[[^\s\[\]]+\])?)(?: from \S+)?(?: with (\d{1,5}) bytes of data:)? *$`,
    ),
  ],
  [
    'fr',
    consolePattern(
      String.raw`^Envoi d'une requête '[Pp]ing' (?:sur| ) ?(\S+(?: \[[^\s\[\]]+\])?)(?: (?:de|à partir de) \S+)?(?: avec (\d{1,5}) octets de données :)? *$`,
    ),
  ],
] as const;
/** Old versions end the first line before the size. */
const SIZE = consolePattern(String.raw`^ *(?:with|avec) (\d{1,5}) (?:bytes of data|octets de données) : *$`);
const REPLY = consolePattern(
  String.raw`^(?:Reply from|Réponse de) (\S+?) : (?:(?:bytes|octets)=(\d{1,5}) )?(?:time|temps)([=<])(\d{1,9}) ?ms(?: TTL=(\d{1,3}))? *$`,
);
const ERROR = consolePattern(String.raw`^(?:Reply from|Réponse de) (\S+?) : (\D*)$`);
const TIMEOUT = consolePattern(String.raw`^(?:Request timed out|Délai d'attente de la demande dépassé)\. *$`);
const LOCAL = consolePattern(
  String.raw`^(?:(?:PING :? ?)?(?:transmit failed\. |échec de la transmission\. )?(?:General failure|Défaillance générale|Erreur générale)\.?|Packet needs to be fragmented but DF set\.|Le paquet doit être fragmenté mais paramétré DF\.|(?:Destination host unreachable|Impossible de joindre l'hôte de destination)\.) *$`,
);
/** An option that is none, or a value that it does not take; the explanation of the options follows. */
const REFUSAL = consolePattern(
  String.raw`^ *(?:Bad (?:option|value|parameter) .*|IP address must be specified\..*|A value must be specified .*|(?:Mauvaise option|Option incorrecte|Valeur incorrecte|Mauvaise valeur|Paramètre incorrect|Mauvais paramètre)\b.*|(?:L'adresse IP|Une adresse IP|Une valeur|La valeur) doit être spécifiée.*|(?:Access denied|Accès refusé)\. .*|Unable to (?:initiate|contact) .*|Impossible de contacter .*) *$`,
);
const FAILURE = consolePattern(
  String.raw`^(?:Ping request could not find host (\S+)\. Please.*|La requête Ping n'a pas pu trouver l'hôte (\S+)\. Vérifiez.*) *$`,
);
const TITLE = consolePattern(String.raw`^(?:Ping statistics for|Statistiques Ping pour) \S+? ?: *$`);
const COUNTS = consolePattern(
  String.raw`^ *(?:Packets|Paquets) : (?:Sent|envoyés) = (\d{1,15}), (?:Received|reçus) = (\d{1,15}), (?:Lost|perdus) = \d{1,15} \((?:perte )?(\d{1,3}) ?%(?: loss| de perte)?\),? *$`,
);
const TIMES_TITLE = consolePattern(
  String.raw`^(?:Approximate round trip times in milli-seconds|Durée approximative des boucles en millisecondes) : *$`,
);
const TIMES = consolePattern(
  String.raw`^ *Minimum = (\d{1,9}) ?ms, Maximum = (\d{1,9}) ?ms, (?:Average|Moyenne) = (\d{1,9}) ?ms *$`,
);
const INTERRUPTED = /^(?:\^C|Control-C|Control-Break|Ctrl\+C)$/;

/** What the first line of a Windows ping says; nothing for other lines. */
export function windowsPingStart(line: OutputLine): PingStart | undefined {
  for (const [language, pattern] of STARTS) {
    const [, host, bytes] = matchConsole(pattern, line) ?? [];
    if (host === undefined) continue;
    const size = bytes === undefined ? {} : { size: Number(bytes) };
    return { dialect: 'windows', language, ...readDestination(host, line), ...size };
  }
  return undefined;
}

/** Reads a line of a Windows ping. @returns whether it is one */
export function readWindowsPingLine(line: OutputLine, draft: PingDraft): boolean {
  if (!draft.start) return readFailure(line, draft) || readRefusal(line, draft);
  if (draft.start.dialect !== 'windows') return false;
  return readSize(line, draft) || readEvent(line, draft) || readStatistics(line, draft);
}

function readFailure(line: OutputLine, draft: PingDraft): boolean {
  const [, english, french] = matchConsole(FAILURE, line) ?? [];
  const host = english ?? french;
  if (host === undefined) return false;
  draft.start = { dialect: 'windows', language: english === undefined ? 'fr' : 'en', host };
  draft.failure = line.text.trim();
  return true;
}

function readRefusal(line: OutputLine, draft: PingDraft): boolean {
  if (draft.failure !== undefined || !matchConsole(REFUSAL, line)) return false;
  draft.failure = line.text.trim();
  draft.explains = true;
  return true;
}

function readSize(line: OutputLine, draft: PingDraft): boolean {
  const [, bytes] = matchConsole(SIZE, line) ?? [];
  if (bytes === undefined || draft.start?.size !== undefined) return false;
  return draft.completeStart({ size: Number(bytes) });
}

function readEvent(line: OutputLine, draft: PingDraft): boolean {
  if (matchConsole(TIMEOUT, line)) {
    draft.add({ kind: 'timeout' });
    return true;
  }
  if (matchConsole(LOCAL, line)) {
    draft.add({ kind: 'error', error: 'local', text: line.text.trim() });
    return true;
  }
  return readReply(line, draft) || readError(line, draft);
}

function readReply(line: OutputLine, draft: PingDraft): boolean {
  const found = matchConsole(REPLY, line);
  if (!found) return false;
  const [, from = '', bytes, relation, rttMs, ttl] = found;
  if (Number(ttl ?? 0) > 255) throw lineFault(line, 'a time to live of at most 255 is expected');
  draft.add({
    kind: 'reply',
    from: address(from, line),
    ...(bytes !== undefined && { bytes: Number(bytes) }),
    ...(ttl !== undefined && { ttl: Number(ttl) }),
    ...(relation === '<' ? { rttBelowMs: Number(rttMs) } : { rttMs: Number(rttMs) }),
    duplicate: false,
  });
  return true;
}

function readError(line: OutputLine, draft: PingDraft): boolean {
  const [, from, words] = matchConsole(ERROR, line) ?? [];
  if (from === undefined || words === undefined) return false;
  const error = causes.find(([pattern]) => matchConsole(pattern, { ...line, text: words }))?.[1];
  // Neither language: half of the line was understood only.
  if (!error) return false;
  draft.add({ kind: 'error', from: address(from, line), error, text: words.trim() });
  return true;
}

function address(text: string, line: OutputLine): string {
  if (!isAddress(text)) throw lineFault(line, 'an address is expected');
  return text;
}

const causes: readonly (readonly [RegExp, PrintedPingCause])[] = [
  [consolePattern('^(?:TTL expired|Durée de vie TTL expirée|Time to live exceeded)'), 'time-exceeded'],
  [consolePattern('^(?:Packet needs to be fragmented|Le paquet doit être fragmenté)'), 'packet-too-big'],
  [
    consolePattern('^(?:Destination [a-z]+ (?:[a-z]+ )?unreachable|Impossible de joindre)'),
    'destination-unreachable',
  ],
  [
    consolePattern("^(?:Le port de destination|L'hôte de destination|Le réseau de destination)"),
    'destination-unreachable',
  ],
  [consolePattern('^(?:General failure|Défaillance générale|Erreur générale)'), 'other'],
];

function readStatistics(line: OutputLine, draft: PingDraft): boolean {
  if (INTERRUPTED.test(line.text.trim())) {
    draft.notices.push(line.text.trim());
    return true;
  }
  if (matchConsole(TITLE, line) ?? matchConsole(TIMES_TITLE, line)) return true;
  const [, minMs, maxMs, avgMs] = matchConsole(TIMES, line) ?? [];
  if (minMs !== undefined) {
    return draft.completeCounts({
      rtt: { minMs: Number(minMs), avgMs: Number(avgMs), maxMs: Number(maxMs) },
    });
  }
  const [, transmitted, received, loss] = matchConsole(COUNTS, line) ?? [];
  if (loss === undefined) return false;
  const counts = { transmitted: Number(transmitted), received: Number(received) };
  draft.count({ ...counts, duplicates: 0, errors: 0, lossPercent: Number(loss) });
  return true;
}
