import type { OutputLine } from '../text/output-line.js';
import { lineFault } from '../text/output-line.js';
import type { PingDraft } from './ping-output-draft.js';
import { isAddress, readSpeaker } from '../text/speaker.js';

/** The options of an IPv4 packet have 40 bytes: nine addresses (RFC 791). */
const MAX_ROUTERS = 9;

const ROUTE = /^(?:RR: ?)?\s+(\S+(?: \([^\s()]+\))?)$/;
const CLOCK = /^(?:TS: ?)?\s+(?:(\S+(?: \([^\s()]+\))?)\t)?(-?\d{1,10})( absolute)?(?: not-standard)?$/;
const QUOTED_TITLE = /^Vr HL TOS +Len +ID Flg +off TTL Pro +cks +Src +Dst(?: +Data)?$/;
/** Version, header length, TOS, length, identifier, flags, offset, then what is kept; the numbers are hexadecimal. */
const QUOTED =
  /^ +4 +[\da-f] +[\da-f]{2} +[\da-f]{4} +[\da-f]{4} +[\da-f] +[\da-f]{4} +([\da-f]{2}) +([\da-f]{2}) +[\da-f]{4} +(\S+) +(\S+) *$/;

/** Reads a line that goes on with the one above: routers, clocks, a quoted header. @returns whether it is one */
export function readPingOptionLine(line: OutputLine, draft: PingDraft): boolean {
  if (line.text.startsWith('RR:')) draft.listing = 'route';
  if (line.text.startsWith('TS:')) draft.listing = 'timestamps';
  switch (draft.listing) {
    case 'route':
      return readRouter(line, draft);
    case 'timestamps':
      return readClock(line, draft);
    case 'quoted':
      return readQuoted(line, draft);
    case undefined:
      return false;
  }
}

function readRouter(line: OutputLine, draft: PingDraft): boolean {
  const [, router] = ROUTE.exec(line.text) ?? [];
  if (router === undefined) return false;
  const speaker = readSpeaker(router, line);
  return draft.amendReply(({ route = [] }) => {
    if (route.length >= MAX_ROUTERS) throw lineFault(line, `at most ${MAX_ROUTERS} routers are expected`);
    return { route: [...route, speaker] };
  });
}

function readClock(line: OutputLine, draft: PingDraft): boolean {
  if (/^Unrecorded hops: \d{1,3}$/.test(line.text)) {
    draft.notices.push(line.text);
    return true;
  }
  const [, router, value, absolute] = CLOCK.exec(line.text) ?? [];
  if (value === undefined) return false;
  const speaker = router === undefined ? {} : readSpeaker(router, line);
  // -0 would not survive JSON.
  const clock = { ...speaker, valueMs: Number(value) + 0, absolute: absolute !== undefined };
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
