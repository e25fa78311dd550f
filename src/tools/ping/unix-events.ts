import { type OutputLine, DECIMAL, decimal, lineFault } from '../text/output-line.js';
import { isAddress, readHost, readSender } from '../text/printed-host.js';
import type { PingDraft } from './ping-draft.js';
import type { PrintedPingCause, PrintedPingReply } from './printed-ping.js';

/** `-D` writes the time of day before each line. */
const STAMP = /^\[(\d{1,12})\.(\d{1,9})\] /;
/** What stands where a time is expected: clocks that were set, and counters that went below zero, are printed as they come. */
export const ANY_TIME = String.raw`-?\d{1,20}(?:[.,]-?\d{1,9})?`;

/** Whether it can be one: no ping waits for ten days. */
export function isPossibleTime(text: string): boolean {
  return new RegExp(`^${DECIMAL}$`).test(text) && decimal(text) < 1e9;
}

/** A report of ours about a Windows ping has no sequence numbers, nor a size for IPv6. */
const REPLY = new RegExp(
  String.raw`^(?:(\d{1,6}) bytes|reply) from (\S.*?)[:,](?: (icmp_)?seq=(\d{1,10})(?: ident=\d{1,5})?|(?= ttl=))` +
    String.raw`(?: (?:ttl|hlim)=(\d{1,3}|\?))?(?: time([=<])(${ANY_TIME}) ?ms)?((?:[\s:,(\u0007].*)?)$`,
);
/** What may follow a reply; the line is a notice, too, if something else does. `-a` rings the bell. */
const MARKS = /^(?:\s*\((?:DUP!|BAD CHECKSUM!|truncated|same route|DIFFERENT ADDRESS!)\))*[\s\u0007]*$/;
const FROM = /^From (\S.*?)(?: icmp_seq=(\d{1,10})|:(?= [A-Z])) (\S.*)$/;
/** BSD tells who and why, and the request's header on the lines below. */
const BSD_ERROR = /^\d{1,6} bytes from (\S+(?: \([^\s()]+\))?): ([A-Z].*)$/;
const TIMEOUT = /^(?:no answer yet|Request timeout) for icmp_seq[= ](\d{1,10})$/;
/** The machine itself refuses: `ping: local error: message too long, mtu=1400`, `ping: sendto: No route to host`. */
const LOCAL = /^(?:ping6?|connect): (.+)$/;

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
    readDetail(line, draft)
  );
}

interface When {
  readonly atEpochMs?: number;
}

function readReply(text: string, when: When, line: OutputLine, draft: PingDraft): boolean {
  const found = REPLY.exec(text);
  if (!found) return false;
  const [, bytes, from = '', icmp, sequence, ttl, relation, time, marks = ''] = found;
  if (!MARKS.test(marks)) draft.notices.push(line.text);
  const isPossible = time === undefined || isPossibleTime(time);
  if (!isPossible) draft.notices.push(line.text);
  if (icmp !== undefined) draft.sawSequence = true;
  else if (sequence !== undefined) draft.becomes('busybox');
  draft.add({
    kind: 'reply',
    ...(sequence !== undefined && { sequence: Number(sequence) }),
    ...readSender(from, line),
    ...(bytes !== undefined && { bytes: Number(bytes) }),
    ...(ttl !== undefined && ttl !== '?' && { ttl: timeToLive(ttl, line) }),
    ...(time !== undefined &&
      isPossible &&
      (relation === '<' ? { rttBelowMs: decimal(time) } : { rttMs: decimal(time) })),
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

function marksOf(marks: string): Partial<PrintedPingReply> {
  return {
    ...(marks.includes('(truncated)') && { truncated: true }),
    ...(marks.includes('(BAD CHECKSUM!)') && { badChecksum: true }),
    ...(marks.includes('(DIFFERENT ADDRESS!)') && { otherAddress: true }),
    ...(marks.includes('(same route)') && { sameRoute: true }),
  };
}

function readFrom(text: string, when: When, line: OutputLine, draft: PingDraft): boolean {
  const [, from, sequence, words] = FROM.exec(text) ?? [];
  if (from === undefined || words === undefined) return false;
  if (sequence !== undefined) draft.sawSequence = true;
  draft.add({
    kind: 'error',
    ...(sequence !== undefined && { sequence: Number(sequence) }),
    // Old versions end the sender with a colon, and so do some addresses (2001:db8::).
    ...readSender(isAddress(from) ? from : from.replace(/:$/, ''), line),
    ...causeOf(words),
    ...when,
  });
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
  draft.add({ kind: 'error', ...readSender(from, line), ...causeOf(words) });
  draft.listing = 'quoted';
  return true;
}

/** What the words of an error mean, in the words of iputils, BSD and KAME. */
function causeOf(text: string): { error: PrintedPingCause; text: string; nextHopMtu?: number } {
  const [, mtu] = /\b[Mm][Tt][Uu] ?[=:]? ?(\d{1,9})/.exec(text) ?? [];
  const kind = causes.find(([words]) => words.test(text))?.[1] ?? 'other';
  return { error: kind, text, ...(mtu !== undefined && { nextHopMtu: Number(mtu) }) };
}

const causes: readonly (readonly [RegExp, PrintedPingCause])[] = [
  [/^(?:Time to live exceeded|Time exceeded|Frag reassembly time exceeded)/i, 'time-exceeded'],
  [/^(?:Durée de vie dépassée|Temps dépassé|Temps de réassemblage)/i, 'time-exceeded'],
  [/^(?:Frag needed and DF set|Packet too big|frag needed)/i, 'packet-too-big'],
  [/^(?:Fragmentation nécessaire et DF|Le paquet est trop gros)/i, 'packet-too-big'],
  [/^(?:Redirect|New nexthop|Rediriger|Nouveau saut)/i, 'redirect'],
  [/^(?:Source Quench|Terminaison de source)/i, 'source-quench'],
  [/^(?:Parameter problem|Problème de paramètre)/i, 'parameter-problem'],
  [/^(?:Réseau|Hôte|Protocole|Port) de destination /i, 'destination-unreachable'],
  [/^(?:Échec de la route source|Hôte source isolé|Paquet filtré)/i, 'destination-unreachable'],
  [/^(?:Violation|Coupure) de priorité/i, 'destination-unreachable'],
  [/^Dest(?:ination)? /i, 'destination-unreachable'],
  [/^(?:Source (?:Route Failed|Host Isolated)|Packet filtered|Precedence )/i, 'destination-unreachable'],
  [/^(?:Communication prohibited by filter|Host Precedence)/i, 'destination-unreachable'],
];

/** The options of an IPv4 packet have 40 bytes: nine addresses (RFC 791). */
const MAX_ROUTERS = 9;

const WRONG_BYTE = /^wrong data byte #(\d{1,6}) should be 0x([\da-f]{1,2}) but was 0x([\da-f]{1,2})/;
/** What a host answers to a timestamp request, and to an address mask request. */
const HOST_CLOCK = /^tso=(\d{1,10}) tsr=(\d{1,10}) tst=(\d{1,10})$/;
const MASK = /^mask=(\S+)$/;
const NO_ROUTER = /^RR: ?$/;
const ROUTER = /^(?:RR: ?)?\s+(\S+(?: \([^\s()]+\))?)$/;
const ROUTER_CLOCK =
  /^(?:TS: ?)?\s+(?:(\S+(?: \([^\s()]+\))?)\t)?(-?\d{1,10})( absolute)?(?: not-standard)?$/;
const QUOTED_TITLE = /^Vr HL TOS +Len +ID Flg +off TTL Pro +cks +Src +Dst(?: +Data)?$/;
/** Version, header length, TOS, length, identifier, flags, offset, then what is kept; the numbers are hexadecimal. */
const QUOTED =
  /^ +4 +[\da-f] +[\da-f]{2} +[\da-f]{4} +[\da-f]{4} +[\da-f] +[\da-f]{4} +([\da-f]{2}) +([\da-f]{2}) +[\da-f]{4} +(\S+) +(\S+) *$/;

/** Reads a line that goes on with the event above: damaged data, clocks, routers, a quoted header. */
function readDetail(line: OutputLine, draft: PingDraft): boolean {
  return (
    readWrongByte(line, draft) ||
    readHostClock(line, draft) ||
    readMask(line, draft) ||
    readListing(line, draft)
  );
}

function readWrongByte({ text }: OutputLine, draft: PingDraft): boolean {
  const [, index, expected, found] = WRONG_BYTE.exec(text) ?? [];
  if (expected === undefined || found === undefined) return false;
  const wrongByte = { index: Number(index), expected: parseInt(expected, 16), found: parseInt(found, 16) };
  return draft.amendReply(() => ({ wrongByte }));
}

function readHostClock({ text }: OutputLine, draft: PingDraft): boolean {
  const [, originate, receive, transmit] = HOST_CLOCK.exec(text) ?? [];
  if (originate === undefined) return false;
  const clock = { originateMs: Number(originate), receiveMs: Number(receive), transmitMs: Number(transmit) };
  return draft.amendReply(() => ({ clock }));
}

function readMask(line: OutputLine, draft: PingDraft): boolean {
  const [, mask] = MASK.exec(line.text) ?? [];
  if (mask === undefined) return false;
  if (!isAddress(mask)) throw lineFault(line, 'a mask is expected');
  return draft.amendReply(() => ({ mask }));
}

/** A line of a list: its first line has a title, and the others look like it. */
function readListing(line: OutputLine, draft: PingDraft): boolean {
  if (line.text.startsWith('RR:')) draft.listing = 'route';
  if (line.text.startsWith('TS:')) draft.listing = 'timestamps';
  switch (draft.listing) {
    case 'route':
      return readRouter(line, draft);
    case 'timestamps':
      return readRouterClock(line, draft);
    case 'quoted':
      return readQuoted(line, draft);
    case undefined:
      return false;
  }
}

function readRouter(line: OutputLine, draft: PingDraft): boolean {
  if (NO_ROUTER.test(line.text)) return draft.amendReply(() => ({ route: [] }));
  const [, router] = ROUTER.exec(line.text) ?? [];
  if (router === undefined) return false;
  const { name, address } = readHost(router, line);
  if (address === undefined) throw lineFault(line, 'the address of a router is expected');
  return draft.amendReply(({ route = [], routeNames }) => {
    if (route.length >= MAX_ROUTERS) throw lineFault(line, `at most ${MAX_ROUTERS} routers are expected`);
    const named = name === undefined ? {} : { routeNames: { ...routeNames, [address]: name } };
    return { route: [...route, address], ...named };
  });
}

function readRouterClock(line: OutputLine, draft: PingDraft): boolean {
  if (/^Unrecorded hops: \d{1,3}$/.test(line.text)) {
    draft.notices.push(line.text);
    return true;
  }
  const [, router, value, absolute] = ROUTER_CLOCK.exec(line.text) ?? [];
  if (value === undefined) return false;
  const host = router === undefined ? {} : readHost(router, line);
  // -0 would not survive JSON.
  const clock = { ...host, valueMs: Number(value) + 0, absolute: absolute !== undefined };
  return draft.amendReply(({ timestamps = [] }) => {
    if (timestamps.length >= MAX_ROUTERS) throw lineFault(line, `at most ${MAX_ROUTERS} clocks are expected`);
    return { timestamps: [...timestamps, clock] };
  });
}

function readQuoted(line: OutputLine, draft: PingDraft): boolean {
  if (QUOTED_TITLE.test(line.text)) return true;
  const [, ttl, protocol, source, destination] = QUOTED.exec(line.text) ?? [];
  if (ttl === undefined || protocol === undefined || source === undefined || destination === undefined)
    return false;
  if (!isAddress(source) || !isAddress(destination)) throw lineFault(line, 'two addresses are expected');
  draft.listing = undefined;
  return draft.amendError({
    quoted: { ttl: parseInt(ttl, 16), protocol: parseInt(protocol, 16), source, destination },
  });
}
