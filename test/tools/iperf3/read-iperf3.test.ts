import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIperf3Sequence, readIperf3 } from '../../../src/tools/iperf3/read-iperf3.js';
import type { Iperf3Run } from '../../../src/tools/iperf3/iperf3-run.js';
import { ParseError } from '../../../src/parse-error.js';

// Printed by iperf3 3.12 on loopback (Debian 12): see the names for what was asked.
const folder = path.join(import.meta.dirname, '../golden/iperf3');
const read = (name: string): string => readFileSync(path.join(folder, `${name}.json`), 'utf8');
const golden = (name: string): Iperf3Run => readIperf3(read(name));

/** Bytes of the intervals that count, per direction. */
function counted({ sums }: Iperf3Run, direction: string): number {
  return sums
    .filter((each) => each.direction === direction && !each.omitted)
    .reduce((total, { bytes }) => total + bytes, 0);
}

describe('a TCP test', () => {
  test('says who reports, what was asked and what came of it', () => {
    const { role, version, test: asked, connections, summaries, ...rest } = golden('tcp');
    expect([role, version]).toEqual(['client', 'iperf 3.12']);
    expect(asked).toEqual({
      protocol: 'TCP',
      streams: 1,
      durationS: 2,
      omitS: 0,
      reverse: false,
      bidirectional: false,
      blockBytes: 131072,
      targetBitsPerSecond: 50e6,
    });
    expect(connections).toMatchObject([{ stream: 5, localAddress: '127.0.0.1', remotePort: 15201 }]);
    expect(summaries).toMatchObject([
      { direction: 'client-to-server', sent: { retransmits: 0 }, received: { bytes: 12_582_912 } },
    ]);
    expect(rest).toMatchObject({ mssBytes: 32768, senderCongestion: 'bbr' });
    expect(rest.startedAt).toMatch(/^2026-11-22T03:47:/);
    expect(rest.cpu?.localPercent).toBeGreaterThan(0);
  });

  test('has intervals with what TCP knows: windows in bytes, times in milliseconds', () => {
    const [interval] = golden('bidir').intervals;
    expect(interval).toMatchObject({
      direction: 'client-to-server',
      stream: 5,
      startS: 0,
      bytes: 6_291_456,
      retransmits: 0,
      cwndBytes: 1_178_694,
      rttMs: 0.075,
      rttVariationMs: 0.023,
      omitted: false,
    });
  });

  test('with -P has as many streams, and one sum', () => {
    const { intervals, sums, streams } = golden('parallel');
    expect([intervals.length, sums.length, streams.length]).toEqual([6, 2, 3]);
    expect(new Set(intervals.map(({ stream }) => stream)).size).toBe(3);
  });

  test('with -O has intervals that do not count', () => {
    const { sums, test: asked } = golden('omit');
    expect(asked?.omitS).toBe(1);
    expect(sums.map(({ omitted }) => omitted)).toEqual([true, false, false, false]);
  });

  test('over IPv6, where the server sends', () => {
    const { sums, connections, summaries } = golden('tcp6-reverse');
    expect(connections[0]?.remoteAddress).toBe('::1');
    expect(new Set(sums.map(({ direction }) => direction))).toEqual(new Set(['server-to-client']));
    expect(summaries.map(({ direction }) => direction)).toEqual(['server-to-client']);
  });

  test('knows nothing of the window and the times of a sender on the other side', () => {
    expect(golden('tcp6-reverse').streams[0]).not.toHaveProperty('maxCwndBytes');
    expect(golden('tcp6-reverse').streams[0]).not.toHaveProperty('minRttMs');
    expect(golden('tcp').streams[0]?.minRttMs).toBeGreaterThan(0);
  });

  test('with --bidir has two directions', () => {
    const { summaries, test: asked } = golden('bidir');
    expect(asked?.bidirectional).toBe(true);
    expect(summaries.map(({ direction }) => direction)).toEqual(['client-to-server', 'server-to-client']);
  });
});

describe('a UDP test', () => {
  test('has jitter and losses on the side that receives', () => {
    const { intervals, streams } = golden('udp-reverse');
    expect(intervals[0]).toMatchObject({ direction: 'server-to-client', packets: 20, lostPackets: 0 });
    expect(intervals[0]?.jitterMs).toBeCloseTo(0.014, 3);
    expect(streams[0]).toMatchObject({ stream: 5, outOfOrderPackets: 0, losses: { packets: 39 } });
  });

  test('in both directions, of two streams each', () => {
    const { streams, summaries, sums } = golden('udp-bidir-parallel');
    expect(streams.map(({ direction }) => direction.slice(0, 6))).toEqual([
      'client',
      'client',
      'server',
      'server',
    ]);
    expect([summaries.length, sums.length]).toEqual([2, 4]);
  });
});

describe('what was sent is never called received', () => {
  // Recorded with buffers too small for the rate (-u -b 8G -w 16K -l 1400), so that most datagrams are lost.
  test.each([
    ['udp-loss', 'client-to-server', 487_753_000, 194_226_200, 209_662],
    ['udp-loss-reverse', 'server-to-client', 367_304_000, 161_817_600, 144_579],
    ['udp-loss-parallel', 'client-to-server', 593_482_400, 180_805_800, 291_169],
    ['udp-loss-bidir', 'client-to-server', 300_875_400, 30_917_600, 192_817],
    ['udp-loss-bidir', 'server-to-client', 289_627_800, 30_933_000, 184_780],
  ] as const)('%s, %s', (name, direction, sent, received, lost) => {
    const { streams, summaries } = golden(name);
    const [summary] = summaries.filter((each) => each.direction === direction);
    expect(summary).toMatchObject({
      sent: { bytes: sent },
      received: { bytes: received, lostPackets: lost },
    });
    expect(summary?.sent).not.toHaveProperty('jitterMs');
    expect(summary?.sent).not.toHaveProperty('lostPackets');
    const alike = streams.filter((each) => each.direction === direction);
    const total = (figure: (stream: (typeof alike)[number]) => number | undefined) =>
      alike.reduce((sum, each) => sum + (figure(each) ?? NaN), 0);
    expect(total((stream) => stream.sent?.bytes)).toBe(sent);
    expect(total((stream) => stream.losses?.lostPackets)).toBe(lost);
    for (const stream of alike) expect(stream).not.toHaveProperty('received');
  });

  test('nor in a file older than sum_received, in either direction', () => {
    for (const reverse of [0, 1]) {
      const { end, ...document } = JSON.parse(read('udp-loss')) as {
        start: { test_start: { reverse: number } };
        end: Record<string, unknown>;
      };
      document.start.test_start.reverse = reverse;
      const old = { ...document, end: { ...end, sum_sent: undefined, sum_received: undefined } };
      const [summary] = readIperf3(JSON.stringify(old)).summaries;
      expect(summary).toMatchObject({ sent: { bytes: 487_753_000 }, losses: { lostPackets: 209_662 } });
      expect(summary).not.toHaveProperty('received');
    }
  });

  test('a server knows the losses of a stream, and not their share', () => {
    const { streams, summaries } = golden('server-udp-loss');
    expect(streams[0]).not.toHaveProperty('sent');
    expect(streams[0]?.losses).toMatchObject({ lostPackets: 209_662, packets: 348_395 });
    expect(streams[0]?.losses).not.toHaveProperty('lostPercent');
    expect(summaries[0]?.received?.bytes).toBe(194_226_200);
  });

  test('what a client was told nothing of is not there', () => {
    const text = read('udp-loss').trimEnd().replace(/\}$/, ', "error": "interrupted"}');
    const [stream] = readIperf3(text).streams;
    expect(stream?.sent?.bytes).toBe(487_753_000);
    expect(stream).not.toHaveProperty('losses');
  });
});

describe('directions that both have the same names (iperf3 3.7 to 3.10)', () => {
  const old = (name: string): string => read(name).replace(/_bidir_reverse/g, '');

  test('the second is that of the server', () => {
    const [now, before] = [golden('udp-loss-bidir'), readIperf3(old('udp-loss-bidir'))];
    expect(before.summaries).toEqual(now.summaries);
    expect(before.sums).toEqual(now.sums);
    expect(before.test?.bidirectional).toBe(true);
    expect(before.notices).toContain(
      `sum_sent is given again (line ${lineOf(old('udp-loss-bidir'))}, column 3)`,
    );
  });

  test('a field of the start that is given for each stream is read once', () => {
    const text = read('udp').replace('"sndbuf_actual":', '"sndbuf_actual": 1, "sndbuf_actual":');
    expect(readIperf3(text)).toMatchObject({
      sendBufferBytes: 1,
      notices: [expect.stringMatching(/^sndbuf_actual is given again \(line \d+, column \d+\)$/)],
    });
  });

  const lineOf = (text: string): number => text.slice(0, text.lastIndexOf('"sum_sent"')).split('\n').length;
});

describe('the parts of a document, one a line (--json-stream)', () => {
  const streamed = (name: string): string => {
    const { start, intervals, end } = JSON.parse(read(name)) as Record<string, unknown[]>;
    const parts = [
      ...[['start', start], ...(intervals ?? []).map((each) => ['interval', each]), ['end', end]],
    ];
    return parts.map(([event, data]) => `${JSON.stringify({ event, data })}\n`).join('');
  };

  test.each(['tcp', 'udp-loss-bidir', 'parallel', 'server-tcp'])('%s is read as the document is', (name) => {
    // JSON.parse has left out what is given again.
    expect(readIperf3(streamed(name))).toEqual({ ...golden(name), notices: [] });
  });

  test('followed by the whole document, it is one run', () => {
    expect(readIperf3(streamed('tcp') + read('tcp'))).toEqual(golden('tcp'));
    expect(readIperf3(read('tcp') + read('tcp'))).toEqual(golden('tcp'));
  });

  test('cut anywhere, it is refused or not complete', () => {
    const text = streamed('tcp');
    const whole = golden('tcp');
    for (let end = 0; end < text.length - 2; end += 1) {
      try {
        const run = readIperf3(text.slice(0, end));
        expect(run).toMatchObject({ complete: false, summaries: [] });
        expect(run.sums).toEqual(whole.sums.slice(0, run.sums.length));
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }
  });

  test('an error may be all that there is', () => {
    const run = readIperf3('{"event":"error","data":"unable to connect"}\n{"event":"end","data":{}}\n');
    expect(run).toMatchObject({ error: 'unable to connect', sums: [], complete: true });
  });

  test('a part that nobody knows is told at its place', () => {
    expect(
      fault('{"event":"start","data":{"connected":[],"version":"x"}}\n{"event":"pause","data":{}}'),
    ).toMatchObject({
      line: 2,
      message:
        'expected start, interval, end, error or server_output as event, found "pause" (line 2, column 10)',
    });
  });
});

describe('what stands around the JSON, and what in it is no JSON', () => {
  test('warnings are notices', () => {
    const text = read('tcp');
    const said = `warning: JSON data length overflow\n${text}iperf3: getsockopt - Protocol not available\n\niperf Done.`;
    expect(readIperf3(said)).toEqual({
      ...golden('tcp'),
      notices: [
        'warning: JSON data length overflow',
        'iperf3: getsockopt - Protocol not available',
        'iperf Done.',
      ],
    });
  });

  test.each(['-nan', 'nan', 'NaN', 'inf', '-inf', 'Infinity', '-nan(ind)', '1.#INF', '-1.#IND'])(
    '%s is left out and named, and places after it are right',
    (written) => {
      const text = read('udp-reverse');
      const at = text.indexOf('"lost_percent":') + '"lost_percent":\t'.length;
      const changed = text.slice(0, at) + text.slice(at).replace(/^[\d.]+/, written);
      const { intervals, notices } = readIperf3(changed);
      expect(intervals[0]).not.toHaveProperty('lostPercent');
      expect(intervals[0]?.jitterMs).toBeGreaterThan(0);
      const line = text.slice(0, at).split('\n').length;
      const column = at - text.lastIndexOf('\n', at);
      expect(notices).toEqual([`lost_percent is ${written} (line ${line}, column ${column})`]);
      const wrong = changed
        .replace('"protocol":\t"UDP"', '"protocol":\t7')
        .replace(/"bytes":\t\d+/g, '"bytes":\tnan');
      expect(fault(wrong)).toHaveProperty('message', expect.stringContaining('found 7 (line'));
      const later = changed.replace(/("cpu_utilization_percent":[^]*?"host_total":\t)[\d.]+/, '$1"x"');
      expect(fault(later).offset).toBe(later.indexOf('"x"'));
    },
  );

  test('a figure that has to be there is told as it is written', () => {
    const text = read('udp');
    for (const written of ['nan', '1e999', '-inf']) {
      expect(fault(text.replace('"bytes":\t655360', `"bytes":\t${written}`)).message).toContain(
        `expected a number as intervals[0].streams[0].bytes, found ${written} (line`,
      );
    }
  });
});

describe('a server', () => {
  test('does not know what its client sent', () => {
    const { role, summaries } = golden('server-tcp');
    expect(role).toBe('server');
    expect(summaries).toMatchObject([{ direction: 'client-to-server', received: { bytes: 12_582_912 } }]);
    expect(summaries[0]).not.toHaveProperty('sent');
    expect(golden('server-udp').summaries[0]).toMatchObject({ received: { packets: 39 } });
  });

  test('writes one document for each test', () => {
    const runs = readIperf3Sequence(read('server-several'));
    expect(runs.map((run) => run.test?.protocol).slice(0, 2)).toEqual(['TCP', 'UDP']);
    expect(() => readIperf3(read('server-several'))).toThrow('expected one JSON document');
  });

  test('may give its output to the client', () => {
    expect(golden('server-output').serverOutput).toMatchObject({ role: 'server', version: 'iperf 3.12' });
  });
});

describe('a run that failed says why, with what it had', () => {
  test.each([
    ['refused', 'unable to connect to server: Connection refused', 0],
    ['server-killed', 'control socket has closed unexpectedly', 2],
    ['interrupted', 'interrupt - the client has terminated', 2],
  ])('%s', (name, error, intervals) => {
    const run = golden(name);
    expect(run.error).toBe(error);
    expect(run.sums.length).toBe(intervals);
    for (const { received, losses } of run.summaries) expect(received ?? losses).toBeUndefined();
  });
});

test('intervals add up to the totals', () => {
  for (const file of readdirSync(folder)) {
    for (const run of readIperf3Sequence(readFileSync(path.join(folder, file), 'utf8'))) {
      for (const { direction, sent, received } of run.summaries) {
        if (run.error !== undefined) continue;
        const seen = (run.role === 'client') === (direction === 'client-to-server') ? sent : received;
        expect(Math.abs(counted(run, direction) - (seen?.bytes ?? NaN)), file).toBeLessThanOrEqual(131_072);
      }
    }
  }
});

describe('bad input', () => {
  const text = read('udp');

  test('cut anywhere is told, never read', () => {
    for (let end = 0; end < text.trimEnd().length; end += 1) {
      expect(() => readIperf3(text.slice(0, end))).toThrow(ParseError);
    }
  });

  test.each([
    ['an empty text', '', 1, 0],
    ['something else', 'iperf3: error - no', 1, 0],
    ['a document without a start', '\n{}', 2, 1],
  ])('%s', (_, broken, line, offset) => {
    const error = fault(broken);
    expect([error.line, error.offset]).toEqual([line, offset]);
  });

  test.each([
    ['a text as a number', '"bytes":\t655360', '"bytes":\t"x"', '"x"'],
    ['an endless number', '"bytes":\t655360', '"bytes":\t1e999', '1e999'],
    ['a protocol that nobody knows', '"UDP"', '"QUIC"', '"QUIC"'],
    ['a date out of range', '1795319253', '1e300', '1e300'],
  ])('%s is told at its place', (_, right, wrong, value) => {
    const broken = text.replace(right, wrong);
    const offset = broken.indexOf(value, text.indexOf(right));
    const error = fault(broken);
    expect([error.line, error.offset]).toEqual([broken.slice(0, offset).split('\n').length, offset]);
  });

  test('an error says which field', () => {
    expect(fault(text.replace('"bytes":\t655360', '"bytes":\tnull')).message).toContain(
      'expected a number as intervals[0].streams[0].bytes, found null',
    );
  });

  test('any change gives a run without a NaN, or a ParseError', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, change) => {
        const broken = text.slice(0, at) + change + text.slice(at + change.length);
        try {
          JSON.stringify(readIperf3(broken), (_, value: unknown) => {
            if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
            return value;
          });
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });

  test('names of JavaScript are names like others', () => {
    expect(() => readIperf3('{"start": {"connected": [], "__proto__": {"version": "x"}}}')).toThrow(
      ParseError,
    );
  });
});

function fault(text: string): ParseError {
  try {
    readIperf3(text);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('it was read');
}
