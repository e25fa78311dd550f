import { oneLine } from '../../harmless.js';
import { type Origin, reportWithOrigin } from '../../origin.js';
import { FRAGMENTATION_NEEDED } from '../../packet/icmp/error.js';
import { isIpv6 } from '../../probe/ip-packet.js';
import type { PingError, PingEvent } from '../../probe/ping-session.js';
import type { PingStatistics } from '../../probe/ping-statistics.js';
import { hostText } from '../text/printed-host.js';
import type {
  PrintedPingError,
  PrintedPingEvent,
  PrintedPingReply,
  PrintedPingStatistics,
  PrintedRttStatistics,
} from './printed-ping.js';

/** What every IPv4 packet of a ping has beside its data: 20 bytes of IP, 8 of ICMP. */
export const HEADER_BYTES = 28;

/** What the first line of a report says. */
export interface PingHeading {
  readonly host: string;
  readonly address: string;
  /** Bytes of data; absent where a printed ping was cut before it. */
  readonly size?: number;
  /** Bytes of IPv4 options, which count among those of the packet. */
  readonly optionBytes?: number;
}

/**
 * A whole ping in the layout of iputils, lines separated by `\n`; a last line tells the origin unless it is live.
 *
 * @param result what `ping` returned, or what `readPing` read; of this, what no text told is left out, and so is what
 *   iputils does not print
 * @see ping(8); iputils ping_common.c
 * @example
 * ```ts
 * import { open, ping, pingReport } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const report = pingReport(await ping(network, 'passerelle.lan', { count: 1 }));
 * console.log(report.split('\n')[0]); // → PING passerelle.lan (192.168.1.1) 56(84) bytes of data.
 * network.close();
 * ```
 */
export function pingReport(
  result: Partial<PingHeading> & {
    readonly events: readonly (PingEvent | PrintedPingEvent)[];
    readonly statistics?: PingStatistics | PrintedPingStatistics;
    readonly failure?: string;
    readonly origin?: Origin;
  },
): string {
  const { address, host = address, events, statistics, failure, origin } = result;
  const lines = [
    ...(address === undefined ? [] : [pingHeading({ ...result, host: host ?? address, address })]),
    ...events.flatMap((event) => pingLine(event)?.split('\n') ?? []),
    ...(failure === undefined ? [] : [`ping: ${failure}`]),
    ...(statistics ? ['', ...pingSummary(host ?? '', statistics)] : []),
  ];
  return reportWithOrigin(lines, origin);
}

/**
 * The first line of a report.
 *
 * @param heading host, address and size of data
 * @example
 * ```ts
 * import { pingHeading } from 'sonde/tools';
 *
 * console.log(pingHeading({ host: 'localhost', address: '127.0.0.1', size: 56 }));
 * // → PING localhost (127.0.0.1) 56(84) bytes of data.
 * ```
 */
export function pingHeading({ host, address, size, optionBytes = 0 }: PingHeading): string {
  if (isIpv6(address)) return `PING ${host}(${address})${size === undefined ? '' : ` ${size} data bytes`}`;
  const bytes = size === undefined ? '' : ` ${size}(${size + HEADER_BYTES + optionBytes}) bytes of data.`;
  return `PING ${host} (${address})${bytes}`;
}

/**
 * The line of one event; none for a timeout, about which ping keeps silent.
 *
 * @param event what `pinging` gives, or what `readPing` read
 * @example
 * ```ts
 * import { pingLine } from 'sonde';
 *
 * const reply = { sequence: 1, from: '127.0.0.1', bytes: 64, ttl: 64, rttMs: 0.042, duplicate: false, late: false };
 * console.log(pingLine({ kind: 'reply', ...reply })); // → 64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.042 ms
 * ```
 */
export function pingLine(event: PingEvent | PrintedPingEvent): string | undefined {
  switch (event.kind) {
    case 'reply':
      return replyLine(event);
    case 'error':
      return oneLine(errorLine(event));
    case 'timeout':
      return undefined;
  }
}

function replyLine(reply: PrintedPingReply): string {
  const { bytes, ttl } = reply;
  const size = bytes === undefined ? 'reply' : `${bytes} bytes`;
  // A ttl of 0 is one that the system does not tell; ping writes this sign for it.
  // Of a cut reply ping says nothing more.
  const time = reply.truncated ? '' : timeText(reply);
  const line = `${size} from ${senderText(reply)}:${sequenceText(reply)} ttl=${ttl || '?'}${time}`;
  return [`${line}${marks(reply)}`, ...detailLines(reply)].map(oneLine).join('\n');
}

function errorLine(error: PingError | PrintedPingError): string {
  const text = 'text' in error ? error.text : errorText(error);
  const from = senderText(error);
  // What this machine itself refuses has no sender.
  if (from === undefined) return `ping: ${text}`;
  if (error.sequence === undefined) return `From ${from}: ${text}`;
  // Of these two ping says more words, and a colon.
  const colon = error.error === 'redirect' || error.error === 'source-quench' ? ':' : '';
  return `From ${from}${colon}${sequenceText(error)} ${text}`;
}

function senderText({ name, from }: { readonly name?: string; readonly from?: string }): string | undefined {
  return hostText(name, from);
}

function sequenceText({ sequence }: { readonly sequence?: number }): string {
  return sequence === undefined ? '' : ` icmp_seq=${sequence}`;
}

function timeText({ rttMs, rttBelowMs }: PrintedPingReply): string {
  if (rttMs !== undefined) return ` time=${significantDigits(rttMs)} ms`;
  return rttBelowMs === undefined ? '' : ` time<${rttBelowMs} ms`;
}

function marks({ duplicate, badChecksum, truncated, otherAddress, sameRoute }: PrintedPingReply): string {
  const found = [
    duplicate ? ' (DUP!)' : '',
    badChecksum ? ' (BAD CHECKSUM!)' : '',
    truncated ? ' (truncated)' : '',
    otherAddress ? ' (DIFFERENT ADDRESS!)' : '',
    sameRoute ? '\t(same route)' : '',
  ];
  return found.join('');
}

/** What a reply says beyond its time: the recorded route as iputils prints it, a clock, a mask. */
function detailLines({ route, routeNames, sameRoute, clock, mask, wrongByte }: PrintedPingReply): string[] {
  const router = (address: string): string => `\t${hostText(routeNames?.[address], address) ?? address}`;
  const hex = (byte: number): string => `0x${byte.toString(16)}`;
  return [
    ...(wrongByte
      ? [
          `wrong data byte #${wrongByte.index} should be ${hex(wrongByte.expected)} but was ${hex(wrongByte.found)}`,
        ]
      : []),
    // ping ends the list with an empty line, and does not repeat it.
    ...(route && route.length > 0 && !sameRoute
      ? [...route.map((address, i) => `${i === 0 ? 'RR: ' : ''}${router(address)}`), '']
      : []),
    ...(clock ? [`tso=${clock.originateMs} tsr=${clock.receiveMs} tst=${clock.transmitMs}`] : []),
    ...(mask === undefined ? [] : [`mask=${mask}`]),
  ];
}

/** Three significant digits, as ping prints a time: 0.042, 1.23, 12.3, 123. */
function significantDigits(rttMs: number): string {
  const us = Math.round(rttMs * 1000);
  const decimals = us >= 99_950 ? 0 : us >= 9_995 ? 1 : us >= 1_000 ? 2 : 3;
  // Rounded as integers, as ping does: toFixed alone would round 12.45 down.
  return (Math.round(us / 10 ** (3 - decimals)) / 10 ** decimals).toFixed(decimals);
}

/**
 * The last lines of a report: counts, and times when there are any.
 *
 * @param host the host as it was named
 * @param statistics what to print
 * @example
 * ```ts
 * import { pingSummary } from 'sonde/tools';
 *
 * const counts = { transmitted: 3, received: 2, duplicates: 0, errors: 0, ignored: 0, elapsedMs: 2004, pipe: 1 };
 * console.log(pingSummary('localhost', { ...counts, lossPercent: 100 / 3 })[1]);
 * // → 3 packets transmitted, 2 received, 33.3333% packet loss, time 2004ms
 * ```
 */
export function pingSummary(host: string, statistics: PingStatistics | PrintedPingStatistics): string[] {
  const { transmitted, received, duplicates, errors, lossPercent, elapsedMs, pipe = 1, rtt } = statistics;
  const counts = [
    `${transmitted} packets transmitted`,
    `${received} received`,
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    ...(errors > 0 ? [`+${errors} errors`] : []),
    // C's %g: six significant digits, no trailing zeros.
    `${Number(lossPercent.toPrecision(6))}% packet loss`,
    ...(elapsedMs === undefined ? [] : [`time ${Math.round(elapsedMs)}ms`]),
  ];
  const last = [...(rtt ? [rttText(rtt)] : []), ...(pipe > 1 ? [`pipe ${pipe}`] : [])];
  return [
    `--- ${host} ping statistics ---`,
    counts.join(', '),
    ...(last.length > 0 ? [last.join(', ')] : []),
  ];
}

function rttText({ minMs, avgMs, maxMs, mdevMs }: PrintedRttStatistics): string {
  const times = [minMs, avgMs, maxMs, ...(mdevMs === undefined ? [] : [mdevMs])];
  const title = mdevMs === undefined ? 'min/avg/max' : 'min/avg/max/mdev';
  return `rtt ${title} = ${times.map((ms) => ms.toFixed(3)).join('/')} ms`;
}

/** The words of iputils for ICMP errors (ping_common.c, pr_icmph). */
function errorText({ from, error, code, nextHopMtu = 0, pointer = 0, gateway }: PingError): string {
  if (isIpv6(from)) return errorText6(error, code, nextHopMtu, pointer);
  if (error === 'parameter-problem') return `Parameter problem: pointer = ${pointer}`;
  if (error === 'source-quench') return 'Source Quench';
  if (error === 'redirect')
    return `${redirects[code] ?? `Redirect, Bad Code: ${code}`}(New nexthop: ${gateway})`;
  if (error === 'time-exceeded') {
    return code === 0
      ? 'Time to live exceeded'
      : code === 1
        ? 'Frag reassembly time exceeded'
        : `Time exceeded, Bad Code: ${code}`;
  }
  if (code === FRAGMENTATION_NEEDED) return `Frag needed and DF set (mtu = ${nextHopMtu})`;
  return unreachable[code] ?? `Dest Unreachable, Bad Code: ${code}`;
}

/** The words of iputils for ICMPv6 errors (ping6_common.c, print_icmp). */
function errorText6(error: PingError['error'], code: number, nextHopMtu: number, pointer: number): string {
  switch (error) {
    case 'packet-too-big':
      return `Packet too big: mtu=${nextHopMtu}`;
    case 'time-exceeded':
      return code === 0 ? 'Time exceeded: Hop limit' : 'Time exceeded: Defragmentation failure';
    case 'parameter-problem':
      return `Parameter problem: ${problems6[code] ?? `Bad code ${code} `}at ${pointer}`;
    // ICMPv6 has no source quench, and its redirect is not about a packet.
    case 'redirect':
    case 'source-quench':
    case 'destination-unreachable':
      return `Destination unreachable: ${unreachable6[code] ?? `Unknown code ${code}`}`;
  }
}

const redirects: readonly (string | undefined)[] = [
  'Redirect Network',
  'Redirect Host',
  'Redirect Type of Service and Network',
  'Redirect Type of Service and Host',
];

const problems6: readonly (string | undefined)[] = [
  'Wrong header field ',
  'Unknown header ',
  'Unknown option ',
];

const unreachable6: readonly (string | undefined)[] = [
  'No route',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
];

const unreachable: readonly (string | undefined)[] = [
  'Destination Net Unreachable',
  'Destination Host Unreachable',
  'Destination Protocol Unreachable',
  'Destination Port Unreachable',
  undefined,
  'Source Route Failed',
  'Destination Net Unknown',
  'Destination Host Unknown',
  'Source Host Isolated',
  'Destination Net Prohibited',
  'Destination Host Prohibited',
  'Destination Net Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service',
  'Packet filtered',
  'Precedence Violation',
  'Precedence Cutoff',
];
