import type * as v from 'valibot';
import { type Wording, pathText, withPlace } from '../../document/document.js';
import { parseJsonSequence } from '../../document/json.js';
import { ParseError } from '../../parse-error.js';
import {
  type Amount,
  type End,
  type Interval,
  type Iperf3Document,
  iperf3Document,
  iperf3Event,
  type Stream,
} from './iperf3-json.js';
import type {
  Iperf3Amount,
  Iperf3Direction,
  Iperf3Interval,
  Iperf3Losses,
  Iperf3Run,
  Iperf3StreamTotal,
  Iperf3Summary,
  Iperf3Test,
} from './iperf3-run.js';

/**
 * Reads what `iperf3 -J` or `--json-stream` writes on one side of one test: TCP, UDP or SCTP, in either direction or both,
 * of several streams, with warm-up, ended by an error or not. Lines around the JSON are `notices`, and so is each figure
 * that is not a number (`-nan`, `inf`), which is left out.
 *
 * @param text the JSON document, or its parts one a line
 * @throws ParseError with its place: what is not JSON, a document that is cut, fields of another type, several tests
 * @see iperf3(1); src/iperf_api.c of esnet/iperf
 * @example
 * ```ts
 * import { readIperf3 } from 'sonde/tools';
 *
 * const refused = '{"start": {"connected": [], "version": "iperf 3.12"}, "intervals": [], "end": {}, "error": "refused"}';
 * console.log(readIperf3(refused).error); // → refused
 * ```
 */
export function readIperf3(text: string): Iperf3Run {
  const [run, ...more] = readIperf3Sequence(text);
  if (run === undefined || more.length > 0) {
    throw new ParseError(`expected one JSON document, found ${more.length + 1}`, 0, 1);
  }
  return run;
}

/**
 * Reads what `iperf3 -s -J` writes: one document for each test that it served.
 *
 * @param text JSON documents one after the other
 * @returns the runs; what stands around the documents is told with the first
 * @throws ParseError as {@link readIperf3}
 * @example
 * ```ts
 * import { readIperf3Sequence } from 'sonde/tools';
 *
 * const run = '{"start": {"connected": [], "version": "iperf 3.12"}, "intervals": [], "end": {}}';
 * console.log(readIperf3Sequence(`${run}\n${run}`).length); // → 2
 * ```
 */
export function readIperf3Sequence(text: string): readonly Iperf3Run[] {
  const { documents, notices, cut } = parseJsonSequence(text);
  const wording = wordingOf(text);
  const runs: WrittenRun[] = [];
  for (const document of documents) {
    const isEvent = isPart(document.value);
    if (isEvent) addEvent(runs, document.read(iperf3Event, wording));
    else addDocument(runs, document.read(iperf3Document, wording));
  }
  if (cut && !runs.at(-1)?.isStream) throw cut;
  return runs.map(({ document, isEnded }, i) => ({
    ...runOf(document),
    notices: i === 0 ? notices : [],
    complete: isEnded,
  }));
}

/** A document, or what came of it as a stream. */
interface WrittenRun {
  readonly document: Iperf3Document;
  readonly isStream: boolean;
  readonly isEnded: boolean;
}

function isPart(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'event' in value;
}

/** Some versions write a document twice, and `--json-stream-full-output` writes one after its parts: it is that of one test. */
function addDocument(runs: WrittenRun[], document: Iperf3Document): void {
  const { cookie } = document.start;
  if (cookie !== undefined && runs.at(-1)?.document.start.cookie === cookie) runs.pop();
  runs.push({ document, isStream: false, isEnded: true });
}

/** A start begins a run; an error may come without one. */
function addEvent(runs: WrittenRun[], part: v.InferOutput<typeof iperf3Event>): void {
  const last = runs.at(-1);
  const goesOn = part.event !== 'start' && last?.isStream === true;
  if (goesOn) runs.pop();
  const { document, isEnded }: WrittenRun = goesOn ? last : emptyStream();
  if (part.event === 'interval') document.intervals.push(part.data);
  const more = part.event === 'interval' ? {} : { [part.event]: part.data };
  const ends = part.event === 'end' || part.event === 'error';
  runs.push({ document: { ...document, ...more }, isStream: true, isEnded: isEnded || ends });
}

function emptyStream(): WrittenRun {
  return {
    document: { start: { version: '', connected: [] }, intervals: [] },
    isStream: true,
    isEnded: false,
  };
}

/** An error quotes what is written: `1e999` is Infinity to JavaScript, which JSON has not. */
function wordingOf(text: string): Wording {
  return ({ problem, path, found, position }) => {
    const [written = 'nothing'] =
      /^(?:"(?:[^"\\]|\\.){0,60}"?|[^\s,:{}[\]]{1,60}|.)/.exec(
        text.slice(position.offset, position.offset + 200),
      ) ?? [];
    const place = path.length === 0 ? 'the document' : pathText(path);
    return withPlace(
      `expected ${problem} as ${place}, found ${found === undefined ? 'nothing' : written}`,
      position,
    );
  };
}

/** What tells directions: who reports, and who was to send. */
interface Way {
  readonly role: 'client' | 'server';
  readonly reverse: boolean;
  /** Ended by an error. */
  readonly partial: boolean;
}

function runOf(document: Iperf3Document): Omit<Iperf3Run, 'notices' | 'complete'> {
  const { start, end, intervals, error } = document;
  const test = testOf(document);
  const role = start.accepted_connection ? 'server' : 'client';
  const way = { role, reverse: test?.reverse ?? false, partial: error !== undefined } as const;
  const { server_output_json: output, server_output_text: serverText } = document;
  const serverOutput = output ? { ...runOf(output), notices: [], complete: true } : serverText;
  const cpu = end?.cpu_utilization_percent;
  return {
    role,
    version: start.version,
    system: start.system_info ?? '',
    ...(start.timestamp && { startedAt: new Date(start.timestamp.timesecs * 1000).toISOString() }),
    ...(test && { test }),
    connections: start.connected.map((connection) => ({
      stream: connection.socket,
      localAddress: connection.local_host,
      localPort: connection.local_port,
      remoteAddress: connection.remote_host,
      remotePort: connection.remote_port,
    })),
    ...present({
      mssBytes: start.tcp_mss_default ?? start.tcp_mss,
      windowBytes: start.sock_bufsize,
      sendBufferBytes: start.sndbuf_actual,
      receiveBufferBytes: start.rcvbuf_actual,
    }),
    intervals: intervals.flatMap(({ streams }) =>
      streams.map((stream) => intervalOf(stream, way, stream.socket)),
    ),
    sums: intervals.flatMap(({ sum, sum_bidir_reverse: reverse, sum_again: again }) =>
      [sum, reverse ?? again].flatMap((each) => (each ? [intervalOf(each, way, 'sum')] : [])),
    ),
    streams: end?.streams.map((stream) => streamTotalOf(stream, way)) ?? [],
    summaries: end ? summariesOf(end, way) : [],
    ...(cpu && {
      cpu: {
        localPercent: cpu.host_total,
        localUserPercent: cpu.host_user,
        localSystemPercent: cpu.host_system,
        remotePercent: cpu.remote_total,
        remoteUserPercent: cpu.remote_user,
        remoteSystemPercent: cpu.remote_system,
      },
    }),
    ...present({
      senderCongestion: end?.sender_tcp_congestion,
      receiverCongestion: end?.receiver_tcp_congestion,
      serverOutput,
      error,
    }),
  };
}

function testOf({ start, intervals }: Iperf3Document): Iperf3Test | undefined {
  const { test_start: test } = start;
  if (!test) return undefined;
  const [first] = intervals;
  return {
    protocol: test.protocol,
    streams: test.num_streams,
    durationS: test.duration,
    omitS: test.omit ?? 0,
    reverse: test.reverse ?? false,
    // Before 3.17 only the intervals tell.
    bidirectional: test.bidir ?? (first?.sum_bidir_reverse ?? first?.sum_again) !== undefined,
    blockBytes: test.blksize,
    targetBitsPerSecond: test.target_bitrate ?? start.target_bitrate ?? 0,
  };
}

function intervalOf(interval: Interval, way: Way, stream: number | 'sum'): Iperf3Interval {
  return {
    direction: directionOf(interval, way),
    stream,
    ...amountOf(interval),
    omitted: interval.omitted ?? false,
    ...present({
      cwndBytes: interval.snd_cwnd,
      peerWindowBytes: interval.snd_wnd,
      rttMs: milliseconds(interval.rtt),
      rttVariationMs: milliseconds(interval.rttvar),
      pathMtuBytes: interval.pmtu,
    }),
  };
}

function amountOf(amount: Amount): Iperf3Amount {
  return {
    startS: amount.start,
    endS: amount.end,
    bytes: amount.bytes,
    bitsPerSecond: amount.bits_per_second ?? 0,
    ...present({ retransmits: amount.retransmits }),
    ...lossesOf(amount),
  };
}

function lossesOf(amount: Amount): Iperf3Losses {
  const { lost_packets: lostPackets, lost_percent: lostPercent } = amount;
  // A server divides the losses of a stream by what its client sent, which it does not know: 0 %.
  const isUnknown = lostPercent === 0 && (lostPackets ?? 0) > 0;
  return present({
    jitterMs: amount.jitter_ms,
    lostPackets,
    packets: amount.packets,
    lostPercent: isUnknown ? undefined : lostPercent,
  });
}

/** Times of TCP are in microseconds (struct tcp_info). */
function milliseconds(microseconds: number | null | undefined): number | undefined {
  return typeof microseconds === 'number' ? microseconds / 1000 : undefined;
}

/** `sender` is of the side that reports; iperf3 before 3.7 does not write it. */
function directionOf({ sender }: { readonly sender?: boolean }, { role, reverse }: Way): Iperf3Direction {
  const isSender = sender ?? (role === 'client') !== reverse;
  return (role === 'client') === isSender ? 'client-to-server' : 'server-to-client';
}

const otherWay: Readonly<Record<Iperf3Direction, Iperf3Direction>> = {
  'client-to-server': 'server-to-client',
  'server-to-client': 'client-to-server',
};

/** The directions of the whole test; the flag `sender` of these sums is not to be trusted (it is true of both in UDP). */
function summariesOf(end: End, way: Way): readonly Iperf3Summary[] {
  const main = way.reverse ? 'server-to-client' : 'client-to-server';
  const again = { sent: end.sum_sent_again, received: end.sum_received_again, sum: end.sum_again };
  const first = { sent: end.sum_sent, received: end.sum_received, sum: end.sum };
  const second = {
    sent: end.sum_sent_bidir_reverse ?? again.sent,
    received: end.sum_received_bidir_reverse ?? again.received,
    sum: end.sum_bidir_reverse ?? again.sum,
  };
  // Where both have the same names, each side begins with what it sent.
  const isTurned = way.role === 'server' && (again.sent ?? again.sum) !== undefined;
  return [
    summaryOf(main, isTurned ? second : first, way),
    summaryOf(otherWay[main], isTurned ? first : second, way),
  ].flatMap((summary) => (summary.sent || summary.received || summary.losses ? [summary] : []));
}

/** What is printed of a direction, or of one of its streams. */
interface Totals {
  readonly sent?: Amount | undefined;
  readonly received?: Amount | undefined;
  /** Of UDP: the bytes that were sent, and the losses that the other side counted. */
  readonly sum?: Amount | undefined;
}

/** A server is never told what its client counted, nor a client what its server did when an error came before. */
function summaryOf(direction: Iperf3Direction, totals: Totals, { role, partial }: Way): Iperf3Summary {
  const sends = (direction === 'client-to-server') === (role === 'client');
  const untold = partial || role === 'server';
  const sum = totals.sent || totals.received ? undefined : totals.sum;
  const sent = totals.sent ?? sum;
  const { received } = totals;
  return {
    direction,
    ...(sent && (sends || !untold || sent.bytes > 0) && { sent: sentOf(sent) }),
    ...(received && (!sends || !untold || received.bytes > 0) && { received: amountOf(received) }),
    ...(sum && (!sends || !untold) && { losses: lossesOf(sum) }),
  };
}

/** Jitter and losses are the receiver's: beside what was sent iperf3 writes zeros, or those of the other side. */
function sentOf(amount: Amount): Iperf3Amount {
  const { startS, endS, bytes, bitsPerSecond, retransmits, packets } = amountOf(amount);
  return { startS, endS, bytes, bitsPerSecond, ...present({ retransmits, packets }) };
}

function streamTotalOf(stream: Stream, way: Way): Iperf3StreamTotal {
  if ('udp' in stream) {
    const { udp } = stream;
    return {
      stream: udp.socket,
      ...summaryOf(directionOf(udp, way), { sum: udp }, way),
      ...present({ outOfOrderPackets: udp.out_of_order }),
    };
  }
  const { sender, receiver } = stream;
  return {
    stream: sender.socket,
    ...summaryOf(directionOf(sender, way), { sent: sender, received: receiver }, way),
    ...present({
      maxCwndBytes: known(sender.max_snd_cwnd),
      minRttMs: milliseconds(known(sender.min_rtt)),
      meanRttMs: milliseconds(known(sender.mean_rtt)),
      maxRttMs: milliseconds(known(sender.max_rtt)),
    }),
  };
}

/** iperf3 writes 0 for the window and the times of a sender that is on the other side: neither can be 0. */
function known(value: number | null | undefined): number | undefined {
  return value === 0 ? undefined : (value ?? undefined);
}

type Present<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** The fields that are there, under our names. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  const found = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(found) as Present<Fields>;
}
