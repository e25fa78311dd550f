import { faultAt, jsonDocuments } from './iperf3-document.js';
import { Iperf3Fields, present } from './iperf3-fields.js';
import { intervalsOf, streamTotalsOf, summariesOf, sumsOf } from './iperf3-amount.js';
import type { Iperf3Connection, Iperf3Cpu, Iperf3Run, Iperf3Test } from './iperf3-run.js';

/**
 * Reads what `iperf3 -J` writes on one side of one test: TCP, UDP or SCTP, in either direction or both, of several
 * streams, with warm-up, ended by an error or not.
 *
 * @param text the JSON document
 * @throws ParseError with line and offset: what is not JSON, what is cut, fields of another type, several documents
 * @see iperf3(1); src/iperf_api.c of esnet/iperf
 * @example
 * ```ts
 * import { parseIperf3Json } from 'sonde/tools';
 *
 * const refused = '{"start": {"connected": [], "version": "iperf 3.12"}, "intervals": [], "end": {}, "error": "refused"}';
 * console.log(parseIperf3Json(refused).error); // → refused
 * ```
 */
export function parseIperf3Json(text: string): Iperf3Run {
  const [run, ...more] = parseIperf3Documents(text);
  if (run === undefined || more.length > 0) {
    throw faultAt(text, 0, `expected one JSON document, found ${more.length + 1}`);
  }
  return run;
}

/**
 * Reads what `iperf3 -s -J` writes: one document for each test that it served.
 *
 * @param text JSON documents one after the other
 * @throws ParseError as {@link parseIperf3Json}
 * @example
 * ```ts
 * import { parseIperf3Documents } from 'sonde/tools';
 *
 * const run = '{"start": {"connected": [], "version": "iperf 3.12"}, "intervals": [], "end": {}}';
 * console.log(parseIperf3Documents(`${run}\n${run}`).length); // → 2
 * ```
 */
export function parseIperf3Documents(text: string): readonly Iperf3Run[] {
  return jsonDocuments(text).map(({ value, offset }) => runOf(new Iperf3Fields(value, '', text, offset)));
}

function runOf(document: Iperf3Fields): Iperf3Run {
  const start = document.object('start');
  const end = document.optionalObject('end');
  const role = start.optionalObject('accepted_connection') ? 'server' : 'client';
  const test = testOf(document, start);
  const way = { role, reverse: test?.reverse ?? false } as const;
  const error = document.optionalText('error');
  const output = document.optionalObject('server_output_json');
  const serverOutput = output ? runOf(output) : document.optionalText('server_output_text');
  const atMs = start.optionalObject('timestamp')?.number('timesecs');
  const [sender, receiver] = ['sender', 'receiver'].map((side) =>
    end?.optionalText(`${side}_tcp_congestion`),
  );
  const cpu = end?.optionalObject('cpu_utilization_percent');
  return {
    role,
    version: start.requiredText('version'),
    system: start.optionalText('system_info') ?? '',
    ...(atMs !== undefined && { startedAt: isoTime(start, atMs) }),
    ...(test && { test }),
    connections: start.objects('connected').map(connectionOf),
    ...present({
      mssBytes: start.optionalNumber('tcp_mss_default') ?? start.optionalNumber('tcp_mss'),
      windowBytes: start.optionalNumber('sock_bufsize'),
      sendBufferBytes: start.optionalNumber('sndbuf_actual'),
      receiveBufferBytes: start.optionalNumber('rcvbuf_actual'),
    }),
    intervals: document.objects('intervals').flatMap((each) => intervalsOf(each, way)),
    sums: document.objects('intervals').flatMap((each) => sumsOf(each, way)),
    streams: end ? streamTotalsOf(end, { ...way, partial: error !== undefined }) : [],
    summaries: end ? summariesOf(end, { ...way, partial: error !== undefined }) : [],
    ...(cpu && { cpu: cpuOf(cpu) }),
    ...(sender !== undefined && { senderCongestion: sender }),
    ...(receiver !== undefined && { receiverCongestion: receiver }),
    ...(serverOutput !== undefined && { serverOutput }),
    ...(error !== undefined && { error }),
  };
}

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

function testOf(document: Iperf3Fields, start: Iperf3Fields): Iperf3Test | undefined {
  const test = start.optionalObject('test_start');
  if (!test) return undefined;
  const named = test.requiredText('protocol');
  const protocol = protocols.find((each) => each === named);
  if (!protocol) {
    throw faultAt(
      test.text,
      test.offset,
      `expected TCP, UDP or SCTP as start.test_start.protocol, found ${named.slice(0, 60)}`,
    );
  }
  const [first] = document.objects('intervals');
  return {
    protocol,
    streams: test.number('num_streams'),
    durationS: test.number('duration'),
    omitS: test.optionalNumber('omit') ?? 0,
    reverse: test.optionalFlag('reverse') ?? false,
    // Before 3.17 only the intervals tell.
    bidirectional: test.optionalFlag('bidir') ?? first?.optionalObject('sum_bidir_reverse') !== undefined,
    blockBytes: test.number('blksize'),
    targetBitsPerSecond: test.optionalNumber('target_bitrate') ?? start.optionalNumber('target_bitrate') ?? 0,
  };
}

function isoTime(start: Iperf3Fields, seconds: number): string {
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) {
    throw faultAt(start.text, start.offset, `expected a date as start.timestamp.timesecs, found ${seconds}`);
  }
  return time.toISOString();
}

function connectionOf(connection: Iperf3Fields): Iperf3Connection {
  return {
    stream: connection.number('socket'),
    localAddress: connection.requiredText('local_host'),
    localPort: connection.number('local_port'),
    remoteAddress: connection.requiredText('remote_host'),
    remotePort: connection.number('remote_port'),
  };
}

function cpuOf(cpu: Iperf3Fields): Iperf3Cpu {
  return {
    localPercent: cpu.number('host_total'),
    localUserPercent: cpu.number('host_user'),
    localSystemPercent: cpu.number('host_system'),
    remotePercent: cpu.number('remote_total'),
    remoteUserPercent: cpu.number('remote_user'),
    remoteSystemPercent: cpu.number('remote_system'),
  };
}
