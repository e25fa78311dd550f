import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mtr,
  mtrReport,
  open,
  originLabel,
  ParseError,
  ping,
  pingReport,
  rttSeriesMs,
  traceroute,
  tracerouteReport,
  tracertReport,
  type MtrHop,
  type MtrResult,
  type Origin,
  type PingError,
  type PingEvent,
  type PingResult,
  type TraceHop,
  type TracerouteResult,
} from 'sonde';
import { rttStatistics } from 'sonde/probe';
import { type PrintedMtrHop, readMtr, readPing, readTraceroute, readTracert } from 'sonde/tools';
import { golden } from './path-golden.js';

/** Times to the microsecond, as probes measure them, up to some minutes. */
const rttMs = fc.integer({ min: 0, max: 200_000_000 }).map((us) => us / 1000);
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().map((address) => new URL(`http://[${address}]`).hostname.slice(1, -1));
const address = fc.oneof(ipv4, ipv6);
const name = fc.constantFrom('www.exemple.fr', 'passerelle.lan', 'r1', '1.0.0.127.in-addr.arpa');
const origin = fc.constantFrom<Origin>('live', 'simulated', 'recorded');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const names = fc.uniqueArray(fc.tuple(address, name), { maxLength: 3 }).map((pairs) => new Map(pairs));

/** Fields without those that are undefined. */
function defined<T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** What becomes of one request: a reply with its duplicates, an error, or nothing. */
function eventsOf(sequence: number): fc.Arbitrary<PingEvent[]> {
  const clock = fc.record({
    originateMs: fc.nat(86_400_000),
    receiveMs: fc.nat(86_400_000),
    transmitMs: fc.nat(86_400_000),
  });
  const details = fc.record({
    route: maybe(fc.array(ipv4, { maxLength: 9 })),
    clock: maybe(clock),
    mask: maybe(fc.constant('255.255.255.0')),
  });
  const reply = fc
    .tuple(address, fc.nat(255), rttMs, details)
    .map(([from, ttl, ms, more]) =>
      defined({ kind: 'reply', sequence, from, bytes: 64, ttl, rttMs: ms, late: false, ...more } as const),
    );
  const causes = ['destination-unreachable', 'time-exceeded', 'packet-too-big'] as const;
  const error = fc
    .record({
      from: address,
      error: fc.constantFrom(...causes),
      code: fc.nat(20),
      nextHopMtu: maybe(fc.nat(65_535)),
    })
    .map((fields): PingError => defined({ kind: 'error', sequence, ...fields } as const));
  return fc.oneof(
    fc
      .array(reply, { minLength: 1, maxLength: 2 })
      .map((replies) => replies.map((each, i): PingEvent => ({ ...each, duplicate: i > 0 }))),
    error.map((each) => [each]),
    fc.constant<PingEvent[]>([{ kind: 'timeout', sequence }]),
  );
}

const pings: fc.Arbitrary<PingResult> = fc
  .tuple(origin, name, address, fc.nat(65_507), fc.integer({ min: 1, max: 12 }), fc.nat(100_000), fc.nat(4))
  .chain(([from, host, to, size, count, elapsedMs, pipe]) =>
    fc.tuple(...Array.from({ length: count }, (_, i) => eventsOf(i + 1))).map((each): PingResult => {
      const events = each.flat();
      const replies = events.flatMap((event) => (event.kind === 'reply' ? event : []));
      const received = replies.filter(({ duplicate }) => !duplicate).length;
      const errors = events.filter(({ kind }) => kind === 'error').length;
      const rtt = rttStatistics(replies.map((reply) => reply.rttMs));
      const statistics = {
        ...{ transmitted: count, received, duplicates: replies.length - received, errors, ignored: 0 },
        ...{ lossPercent: ((count - received) * 100) / count, elapsedMs, pipe, ...(rtt && { rtt }) },
      };
      return { origin: from, host, address: to, size, events, statistics, interrupted: false };
    }),
  );

const probes: fc.Arbitrary<TraceHop['probes'][number]> = fc.oneof(
  fc.constant({ kind: 'timeout' } as const),
  fc
    .tuple(address, rttMs, fc.constantFrom('', '!H', '!N', '!X', '!F-1400', '!<13>'))
    .map(([from, ms, mark]) => ({
      ...({ kind: 'answer', from, rttMs: ms, mark } as const),
      ...{ reached: false, final: mark !== '', replyTtl: 64, labels: [] },
    })),
);

const traces: fc.Arbitrary<TracerouteResult> = fc
  .tuple(origin, name, address, fc.array(fc.array(probes, { minLength: 1, maxLength: 10 }), { maxLength: 8 }))
  .map(([from, host, to, hops]) => ({
    ...({ origin: from, host, address: to, protocol: 'udp', maxTtl: 30, packetLength: 60 } as const),
    ...{ hops: hops.map((each, i) => ({ ttl: i + 1, probes: each })), reached: false, interrupted: false },
  }));

const surveys: fc.Arbitrary<MtrResult> = fc
  .tuple(
    origin,
    name,
    address,
    fc.array(
      fc.tuple(
        fc.uniqueArray(address, { maxLength: 3 }),
        fc.integer({ min: 1, max: 99_999 }),
        fc.tuple(rttMs, rttMs, rttMs, rttMs, rttMs),
      ),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([from, host, to, hops]) => ({
    ...{ origin: from, host, address: to, cycles: 10, reached: true },
    hops: hops.map(([addresses, sent, [lastMs, avgMs, bestMs, worstMs, stdevMs]], i) => {
      const received = addresses.length === 0 ? 0 : 1;
      const counts = { ttl: i + 1, addresses, sent, received, lossPercent: ((sent - received) * 100) / sent };
      return received === 0 ? counts : { ...counts, rtt: { lastMs, avgMs, bestMs, worstMs, stdevMs } };
    }),
  }));

/** A report as a terminal shows it, or as a function gives it: both are read. */
const ends = fc.constantFrom('', '\n');

describe('a report of ours is read back: printed again, it is the same text', () => {
  test('pingReport', () => {
    fc.assert(
      fc.property(pings, ends, (result, end) => {
        const text = pingReport(result);
        const read = readPing(text + end);
        expect(pingReport(read)).toBe(text);
        const { origin } = result;
        // After errors alone iputils tells more, if only by an empty line.
        if (end === '\n' && result.statistics.errors === 0) expect(read.complete).toBe(true);
        const { host, address: to, size, statistics } = result;
        const { transmitted, received, duplicates, errors, elapsedMs } = statistics;
        expect(read).toMatchObject({ origin, host, address: to, size });
        expect(read.statistics).toMatchObject({ transmitted, received, duplicates, errors, elapsedMs });
        const { minMs, avgMs, maxMs, mdevMs } = statistics.rtt ?? {};
        expect(read.statistics?.rtt).toEqual(statistics.rtt && { minMs, avgMs, maxMs, mdevMs });
        const lost = (series: readonly (number | null)[]) => series.map((rtt) => rtt === null);
        expect(lost(rttSeriesMs(read))).toEqual(lost(rttSeriesMs(result)));
      }),
    );
  });

  test('tracerouteReport, with names and without', () => {
    fc.assert(
      fc.property(traces, maybe(names), ends, (result, book, end) => {
        const text = tracerouteReport(result, book);
        const read = readTraceroute(text + end);
        const { origin, host, address: to, maxTtl, packetLength, hops } = result;
        expect(read).toMatchObject({ origin, host, address: to, maxTtl, packetLength });
        expect(tracerouteReport(read, book)).toBe(text);
        // Their own names are enough, where one is known.
        const named = hops.some(({ probes: each }) =>
          each.some((probe) => 'from' in probe && book?.has(probe.from)),
        );
        if (named || !book) expect(tracerouteReport(read)).toBe(text);
        expect(
          read.hops.map(({ ttl, probes: each }) => ({
            ttl,
            probes: each.map((probe) =>
              probe.kind === 'answer' ? [probe.from, probe.rttMs, probe.mark ?? ''] : [],
            ),
          })),
        ).toEqual(
          hops.map(({ ttl, probes: each }) => ({
            ttl,
            probes: each.map((probe) =>
              probe.kind === 'answer' ? [probe.from, probe.rttMs, probe.mark] : [],
            ),
          })),
        );
      }),
    );
  });

  test('tracertReport, with names and without', () => {
    fc.assert(
      fc.property(traces, maybe(names), ends, (result, book, end) => {
        const text = tracertReport(result, book);
        const read = readTracert(text + end);
        expect(tracertReport(read)).toBe(text);
        const { origin, host, address: to, maxTtl, hops } = result;
        expect(read).toMatchObject({ origin, host, address: to, maxTtl });
        // Whole milliseconds, and the address of the last answer.
        const figures = ({ probes: each }: (typeof hops)[number] | (typeof read.hops)[number]) => ({
          times: each.map((probe) => {
            if (probe.kind === 'timeout') return undefined;
            return probe.rttMs === undefined || probe.rttMs < 1 ? '<1' : Math.round(probe.rttMs);
          }),
          from: each.flatMap((probe) => (probe.kind === 'answer' ? [probe.from] : [])).at(-1),
        });
        expect(read.hops.map(figures)).toEqual(hops.map(figures));
      }),
    );
  });

  test('mtrReport, with names and without', () => {
    fc.assert(
      fc.property(surveys, maybe(names), fc.constantFrom('', 'poste'), ends, (result, book, title, end) => {
        const text = mtrReport(result, { title, ...(book && { names: book }) });
        const read = readMtr(text + end);
        expect(mtrReport(read)).toBe(text);
        expect(read.origin).toBe(result.origin);
        expect(read.hops.map(({ ttl, sent }) => [ttl, sent])).toEqual(
          result.hops.map(({ ttl, sent }) => [ttl, sent]),
        );
        expect(read.hops.map(({ rtt }) => rtt === undefined)).toEqual(
          result.hops.map(({ rtt }) => rtt === undefined),
        );
        if (!book)
          expect(read.hops.map(({ addresses }) => addresses)).toEqual(
            result.hops.map(({ addresses }) => addresses),
          );
      }),
    );
  });

  test.each([
    ['reference', 'boston.exemple.org'],
    ['limite-icmp', 'www.exemple.fr'],
    ['ecmp', 'www.exemple.fr'],
  ])('what probes measure on the network « %s »', async (scenario, host) => {
    const network = await open({ network: 'simulated', scenario, seed: 3 });
    const echoes = await ping(network, host, { count: 6, ttl: 2, recordRoute: true, intervalMs: 20 });
    const trace = await traceroute(network, host, { maxTtl: 8 });
    const survey = await mtr(network, host, { cycles: 5, intervalMs: 50 });
    network.close();
    const reports = [pingReport(echoes), tracerouteReport(trace), tracertReport(trace), mtrReport(survey)];
    expect(reports.every((text) => text.endsWith('\n[simulé]'))).toBe(true);
    const [first = '', second = '', third = '', fourth = ''] = reports;
    expect([
      pingReport(readPing(first)),
      tracerouteReport(readTraceroute(second)),
      tracertReport(readTracert(third)),
      mtrReport(readMtr(fourth)),
    ]).toEqual(reports);
    expect([readPing(first), readTraceroute(second), readTracert(third), readMtr(fourth)]).toMatchObject(
      Array(4).fill({ origin: 'simulated' }),
    );
    expect(readPing(first).complete && readTracert(third).complete && readMtr(fourth).complete).toBe(true);
  });
});

test('a live ping of ours is whole without a last end of line', async () => {
  const network = await open({ network: 'simulated', seed: 3 });
  const result = await ping(network, 'passerelle.lan', { count: 3 });
  const counts = { transmitted: 3, received: 0, duplicates: 0, errors: 0, ignored: 0, lossPercent: 100 };
  const lost = { ...result, events: [], statistics: { ...counts, elapsedMs: 2003, pipe: 1 } };
  network.close();
  for (const each of [result, lost]) {
    const text = pingReport({ ...each, origin: 'live' });
    expect(text.endsWith('\n')).toBe(false);
    expect(readPing(text)).toMatchObject({ origin: 'live', complete: true });
  }
});

describe('the line of the origin', () => {
  const text =
    'PING h (192.0.2.1) 56(84) bytes of data.\n64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=1.00 ms\n';

  test.each(Object.entries(originLabel))('%s is read from its words', (origin, label) => {
    expect(readPing(`${text}[${label}]`).origin).toBe(origin);
    expect(readPing(`${text}[${label}]\r\n\n`).origin).toBe(origin);
  });

  test('is no result, and not a report alone', () => {
    expect(readPing(`${text}[simulé]`)).toMatchObject({ notices: [], events: [{ sequence: 1 }] });
    for (const read of [readPing, readTraceroute, readTracert, readMtr]) {
      expect(() => read('[simulé]\n')).toThrow(ParseError);
    }
  });

  test('stands last: anywhere else it is a line that is not understood', () => {
    expect(() => readPing(`[simulé]\n${text}`)).toThrow(/found "\[simulé\]"/);
  });
});

describe('what another tool printed, printed by us, is read again', () => {
  const texts = (tool: string): [string, string][] => golden(tool).map((file) => [file.name, file.text]);

  test.each(texts('ping'))('ping/%s', (_, text) => {
    const report = pingReport(readPing(text));
    expect(pingReport(readPing(report))).toBe(report);
  });

  test.each(texts('traceroute'))('traceroute/%s', (_, text) => {
    const report = tracerouteReport(readTraceroute(text));
    expect(tracerouteReport(readTraceroute(report))).toBe(report);
  });

  test.each(texts('tracert'))('tracert/%s', (_, text) => {
    const report = tracertReport(readTracert(text));
    expect(tracertReport(readTracert(report))).toBe(report);
  });

  test.each(texts('mtr'))('mtr/%s', (_, text) => {
    const report = mtrReport(readMtr(text));
    expect(mtrReport(readMtr(report))).toBe(report);
  });

  test.each([
    'duplicates',
    'frag-needed',
    'host-unreachable',
    'ipv6-hop-limit',
    'loopback',
    'quiet',
    'silent',
    'untimed',
  ])('it is the same text where it has the layout of our own: ping/iputils-%s', (kind) => {
    const text = golden('ping').find(({ name: file }) => file === `iputils-${kind}.txt`)?.text ?? '';
    expect(pingReport(readPing(text))).toBe(text.trimEnd());
  });

  test.each(['blackhole', 'ipv6', 'names', 'prohibited', 'dont-fragment', 'no-route'])(
    'it is the same text: traceroute/linux-%s',
    (kind) => {
      const text = golden('traceroute').find(({ name: file }) => file === `linux-${kind}.txt`)?.text ?? '';
      expect(tracerouteReport(readTraceroute(text))).toBe(text.trimEnd());
    },
  );
});

test('a table of hops is made of what was measured and of what was read alike', async () => {
  const network = await open({ network: 'simulated', scenario: 'limite-icmp', seed: 3 });
  const measured = await mtr(network, 'www.exemple.fr', { cycles: 4, intervalMs: 100 });
  network.close();
  const rows = ({ hops }: { readonly hops: readonly (MtrHop | PrintedMtrHop)[] }) =>
    hops.map(({ ttl, addresses: [address = '???'], sent, lossPercent, rtt }) => ({
      ...{ ttl, address, sent, loss: lossPercent?.toFixed(1) },
      ...{ mean: rtt?.avgMs?.toFixed(1), worst: rtt?.worstMs?.toFixed(1) },
    }));
  expect(rows(readMtr(mtrReport(measured)))).toEqual(rows(measured));
});

test('a column of mtr that was not printed is not printed again, and a name alone stays one', () => {
  const text = `HOST: poste                       Loss%   Snt   Avg
  1.|-- box.lan (192.168.1.1)      0.0%    10   0.5
  2.|-- ???                       100.0    10   0.0
  3.|-- www.exemple.fr            10.0%    10  12.5
`;
  const read = readMtr(text);
  expect(read.hops.map(({ addresses, rtt }) => [addresses, rtt])).toEqual([
    [['192.168.1.1'], { avgMs: 0.5 }],
    [[], undefined],
    [[], { avgMs: 12.5 }],
  ]);
  expect(mtrReport(read)).toBe(text.trimEnd());
});

test('a time that mtr cuts at the width of its column is read', () => {
  const text = `HOST: poste                       Loss%   Snt   Last   Avg  Best  Wrst StDev
  1.|-- 192.0.2.1                  0.0%    10  1200. 1000. 999.9 1400. 1000.5`;
  expect(readMtr(text).hops[0]?.rtt).toEqual({
    lastMs: 1200,
    avgMs: 1000,
    bestMs: 999.9,
    worstMs: 1400,
    stdevMs: 1000.5,
  });
  expect(mtrReport(readMtr(text))).toBe(text);
});
