import type { OutputLine } from '../text/output-line.js';
import { DECIMAL, decimal, lineFault } from '../text/output-line.js';
import type { PingOutputErrorKind, PingOutputReply } from './ping-output.js';
import type { PingDraft } from './ping-output-draft.js';
import { readPingOptionLine } from './ping-output-option.js';
import { readSpeaker } from '../text/speaker.js';

/** `-D` writes the time of day before each line. */
const STAMP = /^\[(\d{1,12})\.(\d{1,9})\] /;
const REPLY = new RegExp(
  String.raw`^(\d{1,6}) bytes from (\S.*?)[:,] (icmp_)?seq=(\d{1,10})(?: ident=\d{1,5})?` +
    String.raw`(?: (?:ttl|hlim)=(\d{1,3}|\?))?(?: time[=<](${DECIMAL}) ms)?([^\d]*)$`,
);
/** What may follow a reply; nothing else does. `-a` rings the bell. */
const MARKS = /^(?:\s*\((?:DUP!|BAD CHECKSUM!|truncated|same route|DIFFERENT ADDRESS!)\))*[\s\u0007]*$/;
const FROM = /^From (\S.*?):? icmp_seq=(\d{1,10}) (\S.*)$/;
/** BSD tells who and why, and the request's header on the lines below. */
const BSD_ERROR = /^\d{1,6} bytes from (\S+(?: \([^\s()]+\))?): ([A-Z].*)$/;
const TIMEOUT = /^(?:no answer yet|Request timeout) for icmp_seq[= ](\d{1,10})$/;
/** The machine itself refuses: `ping: local error: message too long, mtu=1400`, `ping: sendto: No route to host`. */
const LOCAL = /^(?:ping6?|connect): (.+)$/;
const WRONG_BYTE = /^wrong data byte #(\d{1,6}) should be 0x([\da-f]{1,2}) but was 0x([\da-f]{1,2})/;

/** Reads a line about one request. @returns whether it is one */
export function readUnixPingEvent(line: OutputLine, draft: PingDraft): boolean {
  const [stamp, seconds, fraction] = STAMP.exec(line.text) ?? [];
  const text = line.text.slice(stamp?.length ?? 0);
  const when = stamp === undefined ? {} : { atEpochMs: Number(`${seconds ?? ''}.${fraction ?? ''}`) * 1000 };
  return (
    readReply(text, when, line, draft) ||
    readFrom(text, when, line, draft) ||
    readTimeout(text, when, draft) ||
    readLocal(text, when, draft) ||
    readBsdError(line, draft) ||
    readWrongByte(line, draft) ||
    readPingOptionLine(line, draft)
  );
}

interface When {
  readonly atEpochMs?: number;
}

function readReply(text: string, when: When, line: OutputLine, draft: PingDraft): boolean {
  const found = REPLY.exec(text);
  if (!found) return false;
  const [, bytes, from = '', icmp, sequence, ttl, rttMs, marks = ''] = found;
  if (!MARKS.test(marks)) throw lineFault(line, 'nothing that is known follows the time');
  if (icmp === undefined) draft.becomes('busybox');
  else draft.sawSequence = true;
  draft.add({
    kind: 'reply',
    sequence: Number(sequence),
    ...readSpeaker(from, line),
    bytes: Number(bytes),
    ...(ttl !== undefined && ttl !== '?' && { ttl: timeToLive(ttl, line) }),
    ...(rttMs !== undefined && { rttMs: decimal(rttMs) }),
    duplicate: marks.includes('(DUP!)'),
    ...when,
    ...marksOf(marks),
  });
  return true;
}

function timeToLive(text: string, line: OutputLine): number {
  if (Number(text) > 255) throw lineFault(line, 'a time to live of at most 255 is expected');
  return Number(text);
}

function marksOf(marks: string): Partial<PingOutputReply> {
  return {
    ...(marks.includes('(truncated)') && { truncated: true }),
    ...(marks.includes('(BAD CHECKSUM!)') && { badChecksum: true }),
    ...(marks.includes('(same route)') && { sameRoute: true }),
  };
}

function readFrom(text: string, when: When, line: OutputLine, draft: PingDraft): boolean {
  const [, from, sequence, words] = FROM.exec(text) ?? [];
  if (from === undefined || words === undefined) return false;
  draft.sawSequence = true;
  const speaker = readSpeaker(from, line);
  draft.add({ kind: 'error', sequence: Number(sequence), ...speaker, ...causeOf(words), ...when });
  return true;
}

function readTimeout(text: string, when: When, draft: PingDraft): boolean {
  const [, sequence] = TIMEOUT.exec(text) ?? [];
  if (sequence === undefined) return false;
  draft.sawSequence = true;
  draft.add({ kind: 'timeout', sequence: Number(sequence), ...when });
  return true;
}

function readLocal(text: string, when: When, draft: PingDraft): boolean {
  const [, words] = LOCAL.exec(text) ?? [];
  if (words === undefined) return false;
  draft.add({ kind: 'error', ...causeOf(words), error: 'local', ...when });
  return true;
}

function readBsdError(line: OutputLine, draft: PingDraft): boolean {
  const [, from, words] = BSD_ERROR.exec(line.text) ?? [];
  if (from === undefined || words === undefined) return false;
  draft.add({ kind: 'error', ...readSpeaker(from, line), ...causeOf(words) });
  draft.listing = 'quoted';
  return true;
}

function readWrongByte({ text }: OutputLine, draft: PingDraft): boolean {
  const [, index, expected, found] = WRONG_BYTE.exec(text) ?? [];
  if (expected === undefined || found === undefined) return false;
  const wrongByte = { index: Number(index), expected: parseInt(expected, 16), found: parseInt(found, 16) };
  return draft.amendReply(() => ({ wrongByte }));
}

/** What the words of an error mean, in the words of iputils, BSD and KAME. */
function causeOf(text: string): { error: PingOutputErrorKind; text: string; nextHopMtu?: number } {
  const [, mtu] = /\b[Mm][Tt][Uu] ?[=:]? ?(\d{1,9})/.exec(text) ?? [];
  const kind = causes.find(([words]) => words.test(text))?.[1] ?? 'other';
  return { error: kind, text, ...(mtu !== undefined && { nextHopMtu: Number(mtu) }) };
}

const causes: readonly (readonly [RegExp, PingOutputErrorKind])[] = [
  [/^(?:Time to live exceeded|Time exceeded|Frag reassembly time exceeded)/i, 'time-exceeded'],
  [/^(?:Frag needed and DF set|Packet too big|frag needed)/i, 'packet-too-big'],
  [/^(?:Redirect|New nexthop)/i, 'redirect'],
  [/^Dest(?:ination)? /i, 'destination-unreachable'],
  [/^(?:Source (?:Route Failed|Host Isolated)|Packet filtered|Precedence )/i, 'destination-unreachable'],
  [/^(?:Communication prohibited by filter|Host Precedence)/i, 'destination-unreachable'],
];
