import { type Wording, pathText, withPlace } from '../../document/document.js';
import { parseJsonSequence } from '../../document/json.js';
import { ParseError } from '../../parse-error.js';
import {
  type Amount,
  type End,
  type Interval,
  type Iperf3Document,
  iperf3Document,
  type Stream,
} from './iperf3-json.js';
import type {
  Iperf3Amount,
  Iperf3Direction,
  Iperf3Interval,
  Iperf3Run,
  Iperf3StreamTotal,
  Iperf3Summary,
  Iperf3Test,
} from './iperf3-run.js';

/**
 * Reads what `iperf3 -J` writes on one side of one test: TCP, UDP or SCTP, in either direction or both, of several
 * streams, with warm-up, ended by an error or not.
 *
 * @param text the JSON document
 * @throws ParseError with its place: what is not JSON, what is cut, fields of another type, several documents
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
  const documents = parseJsonSequence(text);
  if (documents.length === 0) throw new ParseError('expected a JSON document, found nothing', 0, 1);
  return documents.map((document) => runOf(document.read(iperf3Document, wording)));
}

const wording: Wording = ({ problem, path, found, position }) => {
  const written = (JSON.stringify(found) as string | undefined) ?? 'nothing';
  const place = path.length === 0 ? 'the document' : pathText(path);
  return withPlace(`expected ${problem} as ${place}, found ${written.slice(0, 60)}`, position);
};

/** What tells directions: who reports, and who was to send. */
interface Way {
  readonly role: 'client' | 'server';
  readonly reverse: boolean;
  /** Ended by an error. */
  readonly partial: boolean;
}

function runOf(document: Iperf3Document): Iperf3Run {
  const { start, end, intervals, error } = document;
  const test = testOf(document);
  const role = start.accepted_connection ? 'server' : 'client';
  const way = { role, reverse: test?.reverse ?? false, partial: error !== undefined } as const;
  const { server_output_json: output, server_output_text: serverText } = document;
  const serverOutput = output ? runOf(output) : serverText;
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
    sums: intervals.flatMap(({ sum, sum_bidir_reverse: reverse }) =>
      [sum, reverse].flatMap((each) => (each ? [intervalOf(each, way, 'sum')] : [])),
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
  return {
    protocol: test.protocol,
    streams: test.num_streams,
    durationS: test.duration,
    omitS: test.omit ?? 0,
    reverse: test.reverse ?? false,
    // Before 3.17 only the intervals tell.
    bidirectional: test.bidir ?? intervals[0]?.sum_bidir_reverse !== undefined,
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
    ...present({
      retransmits: amount.retransmits,
      jitterMs: amount.jitter_ms,
      lostPackets: amount.lost_packets,
      packets: amount.packets,
      lostPercent: amount.lost_percent,
    }),
  };
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
  return [
    summaryOf(main, end.sum_sent, end.sum_received ?? end.sum, way),
    summaryOf(otherWay[main], end.sum_sent_bidir_reverse, end.sum_received_bidir_reverse, way),
  ].flatMap((summary) => (summary.sent || summary.received ? [summary] : []));
}

/** A server is never told what its client counted, nor a client what its server did when an error came before. */
function summaryOf(
  direction: Iperf3Direction,
  sentFields: Amount | undefined,
  receivedFields: Amount | undefined,
  { role, partial }: Way,
): Iperf3Summary {
  const sends = (direction === 'client-to-server') === (role === 'client');
  const untold = partial || role === 'server';
  const sent = sentFields && amountOf(sentFields);
  const received = receivedFields && amountOf(receivedFields);
  return {
    direction,
    ...(sent && (sends || !untold || sent.bytes > 0) && { sent }),
    ...(received && (!sends || !untold || received.bytes > 0) && { received }),
  };
}

function streamTotalOf(stream: Stream, way: Way): Iperf3StreamTotal {
  if ('udp' in stream) {
    // Of UDP iperf3 writes one total, whose losses are those of the side that receives; a server writes 0 bytes in it.
    const { udp } = stream;
    return {
      stream: udp.socket,
      direction: directionOf(udp, way),
      ...(way.role === 'client' && { received: amountOf(udp) }),
      ...present({ outOfOrderPackets: udp.out_of_order }),
    };
  }
  const { sender, receiver } = stream;
  return {
    stream: sender.socket,
    ...summaryOf(directionOf(sender, way), sender, receiver, way),
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
