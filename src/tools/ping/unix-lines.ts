import { type OutputLine, DECIMAL, decimal, lineFault } from '../text/output-line.js';
import { isAddress } from '../text/printed-host.js';
import type { PingDraft, PingStart } from './ping-draft.js';
import { HEADER_BYTES } from './ping-report.js';
import { ANY_TIME, isPossibleTime, readUnixPingEvent } from './unix-events.js';

/** Where it is sent from: `from ADDRESS`, `from ADDRESS INTERFACE`, `from INTERFACE`; iputils has a blank before the colon. */
const SOURCE = String.raw`(?: from \S+?(?: [^\s:]+)? ?:)?`;
/**
 * `PING host (address) 56(84) bytes of data.`, `PING host(host (::1)) 56 data bytes`: iputils, without a colon. An address that
 * is asked for as an empty text has no name.
 */
const IPUTILS = new RegExp(
  String.raw`^PING ([^\s(]*) ?\((?:[^\s()]+ \()?([^\s()]+)\)?\)(?: ?, flow 0x[\da-f]{1,5}, ?)?${SOURCE} +(\d{1,5})(?:\((\d{1,5})\) bytes of data\.| data bytes)$`,
);
/** `PING host (address): 56 data bytes`: BSD, macOS, and busybox and inetutils after them. */
const BSD =
  /^PING (\S+) \(([^\s()]+)\)(?: from [^\s:]\S*?)?: (\d{1,5}) data bytes(?:, id 0x[\da-f]{4,8} = \d{1,10})?$/;
/** `PING6(56=40+8+8 bytes) source --> destination`: KAME's, on BSD and macOS. */
const KAME = /^PING6?\(\d{1,6}=\d+\+\d+\+(\d{1,5}) bytes\) \S+ --> (\S+)$/;

const number = (digits: string | undefined): number => Number(digits ?? 0);

/** What the first line of a ping that is not Windows' says; nothing for other lines. */
export function unixPingStart(line: OutputLine): PingStart | undefined {
  if (!line.text.startsWith('PING')) return undefined;
  const [, host = '', address = '', bytes, packetBytes] =
    IPUTILS.exec(line.text) ?? BSD.exec(line.text) ?? [];
  if (bytes === undefined) return kameStart(line);
  if (!isAddress(address)) throw lineFault(line, 'an address is expected in brackets');
  if (BSD.test(line.text)) return { dialect: 'bsd', language: 'en', host, address, size: number(bytes) };
  const size = number(bytes);
  const optionBytes = packetBytes === undefined ? 0 : Number(packetBytes) - size - HEADER_BYTES;
  return {
    ...({ dialect: 'iputils', language: 'en' } as const),
    ...(host !== '' && { host }),
    ...{ address, size },
    ...(optionBytes > 0 && { optionBytes }),
  };
}

function kameStart(line: OutputLine): PingStart | undefined {
  const [, bytes, address] = KAME.exec(line.text) ?? [];
  if (address === undefined || !isAddress(address)) return undefined;
  return { dialect: 'bsd', language: 'en', address, size: number(bytes) };
}

const COUNTS =
  /^(\d{1,15}) packets transmitted, (\d{1,15}) (?:packets )?received(?:, \+?(\d{1,15}) duplicates)?(?:, \+(\d{1,15}) corrupted)?(?:, \+(\d{1,15}) errors)?(?:, (-?\d[\d.,]{0,19}(?:e[+-]\d{1,3})?)% packet loss|, -- somebody.*)?(?:, time (\d{1,15})ms)?(?:, \d{1,15} packets out of wait time)?$/;
const TIMES = new RegExp(
  `^(?:rtt|round-trip) min/avg/max(?:/(mdev|stddev|std-dev))? = (${ANY_TIME})/(${ANY_TIME})/(${ANY_TIME})(?:/(${ANY_TIME}))? ms(.*)$`,
);
const PIPE = /^(?:, )?pipe (\d{1,15})/;
const FLOOD = new RegExp(`^(?:, )?ipg/ewma (${DECIMAL})/(${DECIMAL}) ms$`);
const TITLE = /^--- (\S*) ping6? statistics ---$/;

/** What is no result: documented with `readPing`. */
const NOTICES: readonly RegExp[] = [
  /^WARNING: /i,
  /^ping6?: Warning: /i,
  /^PATTERN: 0x/,
  // SIGQUIT asks for the figures so far.
  /^\r?\d+\/\d+ packets, \d+% loss/,
  // A flood: a dot per request, a backspace per reply, E per error; a control character per line.
  /^[.\b E]+$/,
  /^#\d+\t/,
  /^ping6?: sock4\.fd: /,
  /^ai->ai_family: /,
  /^IP Hdr Dump:$/,
  /^\(This may take/,
  // SIGINFO: the kernel's line, then the figures of ping.
  /^load: \d/,
  /^(?:ping6?: )?\d+\/\d+ packets received \(/,
];

/** Reads a line of a ping that is not Windows'. @returns whether it is one */
export function readUnixPingLine(line: OutputLine, draft: PingDraft): boolean {
  if (NOTICES.some((notice) => notice.test(line.text))) {
    draft.notices.push(line.text);
    return true;
  }
  if (!draft.start) return readFailure(line, draft);
  return readUnixPingEvent(line, draft) || readStatistics(line, draft);
}

const REFUSAL = /^(?:ping6?|connect): (.+)$|^((?:\S+: )*ping6?: (?:command not found|commande introuvable))$/;
/** What explains the options, of iputils, busybox, inetutils, BSD and Windows. */
const USAGE = /^(?:[Uu]sage|Utilisation)\b ?:?|^Try .ping6? --help|^BusyBox v/;

/** Before the first line, the tool can only say why it does not start; all that follows its options explains them. */
function readFailure({ text }: OutputLine, draft: PingDraft): boolean {
  const [, reason, ofShell] = REFUSAL.exec(text) ?? [];
  const why = reason ?? ofShell;
  if (why !== undefined && !draft.explains) {
    if (draft.failure === undefined) draft.failure = why;
    else draft.notices.push(text);
    return true;
  }
  draft.explains ||= USAGE.test(text);
  if (!draft.explains) return false;
  if (draft.failure === undefined) draft.failure = text.trim();
  else draft.notices.push(text);
  return true;
}

function readStatistics(line: OutputLine, draft: PingDraft): boolean {
  const [, host] = TITLE.exec(line.text) ?? [];
  if (host === undefined) return readCounts(line, draft) || readTimes(line, draft);
  // KAME's first line has no name; this one does.
  if (draft.start?.host === undefined) draft.completeStart({ host });
  return true;
}

function readCounts(line: OutputLine, draft: PingDraft): boolean {
  const found = COUNTS.exec(line.text);
  if (!found) return false;
  const [, transmitted, received, duplicates, , errors, loss, elapsedMs] = found;
  // Nothing was sent, or more came back than was sent: there is no share, none is printed or one below zero.
  const share = loss === undefined ? 0 : Number(loss.replace(',', '.'));
  if (loss !== undefined && !(share <= 100)) throw lineFault(line, 'a loss is expected');
  if (share < 0 || (loss === undefined && Number(transmitted) !== 0)) draft.notices.push(line.text);
  draft.count({
    transmitted: number(transmitted),
    received: number(received),
    duplicates: number(duplicates),
    errors: number(errors),
    lossPercent: Math.max(share, 0),
    ...(elapsedMs !== undefined && { elapsedMs: Number(elapsedMs) }),
  });
  // BSD prints « 0.0% »; it matters where no reply told the two apart.
  if (draft.start?.dialect === 'bsd' && !draft.sawSequence && loss !== undefined && !/[.,]/.test(loss)) {
    draft.becomes('busybox');
  }
  return true;
}

function readTimes(line: OutputLine, draft: PingDraft): boolean {
  const found = TIMES.exec(line.text);
  if (!found) {
    const pipe = /^pipe \d{1,15}$/.test(line.text) ? PIPE.exec(line.text)?.[1] : undefined;
    return pipe !== undefined && draft.completeCounts({ pipe: Number(pipe) });
  }
  const [, deviation, minMs = '', avgMs = '', maxMs = '', last, rest = ''] = found;
  if ((deviation === undefined) !== (last === undefined))
    throw lineFault(line, 'a time for each name is expected');
  // Old BSD prints no decimal in the share of loss, but always a deviation.
  if (deviation?.startsWith('std')) draft.becomes('bsd');
  if (![minMs, avgMs, maxMs, last ?? '0'].every(isPossibleTime)) {
    draft.notices.push(line.text);
    return draft.completeCounts({});
  }
  const spread = last === undefined ? {} : { mdevMs: decimal(last) };
  const rtt = { minMs: decimal(minMs), avgMs: decimal(avgMs), maxMs: decimal(maxMs), ...spread };
  const pipe = PIPE.exec(rest);
  const flood = FLOOD.exec(pipe ? rest.slice(pipe[0].length) : rest);
  if ((pipe?.[0].length ?? 0) + (flood?.[0].length ?? 0) !== rest.length) return false;
  const [, ipg, ewma] = flood ?? [];
  return draft.completeCounts({
    ...(pipe?.[1] !== undefined && { pipe: Number(pipe[1]) }),
    rtt: {
      ...rtt,
      ...(ipg !== undefined && ewma !== undefined && { ipgMs: decimal(ipg), ewmaMs: decimal(ewma) }),
    },
  });
}
