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
    expect(streams[0]).toMatchObject({ stream: 5, outOfOrderPackets: 0, received: { packets: 39 } });
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
    for (const { received } of run.summaries) expect(received).toBeUndefined();
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
