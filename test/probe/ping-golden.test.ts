import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { PingEvent } from '../../src/probe/ping-session.js';
import { pingLine, pingReport, pingSummary } from '../../src/tools/ping/ping-report.js';
import { type PingStatistics, pingStatistics, rttStatistics } from '../../src/probe/ping-statistics.js';

const folder = path.join(import.meta.dirname, 'golden');

/** What the real ping printed; its origin stands in the two first lines of the file. */
function golden(name: string): string {
  const [origin, version, ...report] = readFileSync(path.join(folder, name), 'utf8').split('\n');
  expect(origin).toMatch(/^# origin: ping /);
  expect(version).toMatch(/^# ping from iputils \d+, .*, \d{4}-\d\d-\d\d, /);
  // ping prints an empty line where there are no times; a report ends with its last word.
  return report.join('\n').trimEnd();
}

const reply =
  /^(?<bytes>\d+) bytes from (?<from>\S+): icmp_seq=(?<sequence>\d+) ttl=(?<ttl>\d+) time=(?<rttMs>\S+) ms(?<duplicate> \(DUP!\))?$/;
const failure = /^From (?<from>\S+) icmp_seq=(?<sequence>\d+) (?<text>.*?)(?: \(mtu = (?<mtu>\d+)\))?$/;

const causes: Readonly<Record<string, Pick<Extract<PingEvent, { kind: 'error' }>, 'error' | 'code'>>> = {
  'Time to live exceeded': { error: 'time-exceeded', code: 0 },
  'Destination Host Unreachable': { error: 'destination-unreachable', code: 1 },
  'Frag needed and DF set': { error: 'destination-unreachable', code: 4 },
  'Packet filtered': { error: 'destination-unreachable', code: 13 },
};

function readEvent(line: string): PingEvent[] {
  const answered = reply.exec(line)?.groups;
  if (answered) {
    const { bytes, from = '', sequence, ttl, rttMs, duplicate } = answered;
    const numbers = {
      bytes: Number(bytes),
      sequence: Number(sequence),
      ttl: Number(ttl),
      rttMs: Number(rttMs),
    };
    return [{ kind: 'reply', from, ...numbers, duplicate: duplicate !== undefined, late: false }];
  }
  const failed = failure.exec(line)?.groups;
  const cause = causes[failed?.text ?? ''];
  if (!failed || !cause) return [];
  const mtu = failed.mtu === undefined ? {} : { nextHopMtu: Number(failed.mtu) };
  return [{ kind: 'error', sequence: Number(failed.sequence), from: failed.from ?? '', ...cause, ...mtu }];
}

function readStatistics(report: string, events: readonly PingEvent[]): PingStatistics {
  const number = (pattern: RegExp): number => Number(pattern.exec(report)?.[1] ?? 0);
  return pingStatistics({
    transmitted: number(/^(\d+) packets transmitted/m),
    received: number(/(\d+) received/),
    duplicates: number(/\+(\d+) duplicates/),
    errors: number(/\+(\d+) errors/),
    ignored: 0,
    elapsedMs: number(/time (\d+)ms/),
    pipe: number(/pipe (\d+)/),
    // Under a millisecond ping prints every microsecond: the last line must follow from those above.
    rtt: rttStatistics(events.flatMap((event) => (event.kind === 'reply' ? [event.rttMs] : []))),
  });
}

test.each(readdirSync(folder))('the same values give the same lines as ping itself: %s', (name) => {
  const report = golden(name);
  const [, host = '', address = '', size] = /^PING (\S+) \((\S+)\) (\d+)\(/.exec(report) ?? [];
  const events = report.split('\n').flatMap(readEvent);
  expect(events.length).toBe(report.match(/icmp_seq/g)?.length ?? 0);
  const statistics = readStatistics(report, events);
  expect(pingReport({ host, address, size: Number(size), events, statistics })).toBe(report);
});

test.each([
  // The thresholds of gather_statistics(): 3 decimals, then 2, 1 and none, rounded half up on microseconds.
  [0, '0.000'],
  [0.042, '0.042'],
  [0.999, '0.999'],
  [1, '1.00'],
  [1.004, '1.00'],
  [1.005, '1.01'],
  [9.994, '9.99'],
  [9.995, '10.0'],
  [12.449, '12.4'],
  [12.45, '12.5'],
  [99.949, '99.9'],
  [99.95, '100'],
  [100.499, '100'],
  [100.5, '101'],
  [12345.678, '12346'],
])('a time of %f ms is printed %s', (rttMs, text) => {
  const line = pingLine({
    kind: 'reply',
    sequence: 1,
    from: 'h',
    bytes: 64,
    ttl: 64,
    rttMs,
    duplicate: false,
    late: false,
  });
  expect(line).toBe(`64 bytes from h: icmp_seq=1 ttl=64 time=${text} ms`);
});

test.each([
  [3, 2, '33.3333%'],
  [7, 5, '28.5714%'],
  [8, 7, '12.5%'],
  [1000, 999, '0.1%'],
  [4, 4, '0%'],
  [4, 0, '100%'],
  [300_000, 299_999, '0.000333333%'],
])('of %i requests, %i received: a loss of %s, as C prints %%g', (transmitted, received, text) => {
  const counts = { transmitted, received, duplicates: 0, errors: 0, ignored: 0, elapsedMs: 3.6, pipe: 1 };
  const lines = pingSummary('h', pingStatistics({ ...counts, rtt: undefined }));
  expect(lines).toEqual([
    '--- h ping statistics ---',
    `${transmitted} packets transmitted, ${received} received, ${text} packet loss, time 4ms`,
  ]);
});

test('a code that nobody has defined is shown as ping shows it', () => {
  const error = { kind: 'error', sequence: 1, from: 'r', code: 77 } as const;
  expect(pingLine({ ...error, error: 'destination-unreachable' })).toBe(
    'From r icmp_seq=1 Dest Unreachable, Bad Code: 77',
  );
  expect(pingLine({ ...error, error: 'time-exceeded' })).toBe(
    'From r icmp_seq=1 Time exceeded, Bad Code: 77',
  );
});

test('a timeout has no line: ping keeps silent about it', () => {
  expect(pingLine({ kind: 'timeout', sequence: 1 })).toBeUndefined();
});
