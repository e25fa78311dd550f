import { afterAll, describe, expect, test } from 'vitest';
import { parseMtrJson } from '../../src/tools/mtr/mtr-output-json.js';
import { parseMtrReport } from '../../src/tools/mtr/mtr-output-report.js';
import type { MtrOutputHop } from '../../src/tools/mtr/mtr-output.js';
import type { PingOutput, PingOutputError, PingOutputEvent } from '../../src/tools/ping/ping-output.js';
import { parsePingOutput } from '../../src/tools/ping/ping-output.js';
import { parseTracepathOutput } from '../../src/tools/tracepath/tracepath-output.js';
import { parseTracerouteOutput } from '../../src/tools/traceroute/traceroute-output.js';
import { mtrReport } from '../../src/tools/mtr/mtr-report.js';
import type { PingEvent } from '../../src/probe/ping-session.js';
import { pingReport } from '../../src/tools/ping/ping-report.js';
import { tracerouteReport } from '../../src/tools/traceroute/traceroute-report.js';
import { whyNoRawSockets } from '../network/privilege.js';
import { ChainLab, whyNotInstalled } from './chain-lab.js';
import { NoNamespaceError, RealNetwork } from './namespaces.js';

const missing = whyNotInstalled('ping', 'busybox', 'traceroute', 'tracepath', 'mtr') ?? whyNoRawSockets();

function prepare(): RealNetwork | string {
  if (missing !== undefined) return missing;
  try {
    return new RealNetwork();
  } catch (error) {
    if (error instanceof NoNamespaceError) return `needs network namespaces: ${error.message}`;
    throw error;
  }
}

const network = prepare();
const chain = missing ?? (await ChainLab.bringUp('command-path'));
const noNetwork = typeof network === 'string' ? network : undefined;
const noChain = typeof chain === 'string' ? chain : undefined;

afterAll(async () => {
  if (typeof network !== 'string') network.remove();
  if (typeof chain !== 'string') await chain.remove();
});

/** The codes of the errors that this network gives, which ping writes as words. */
const codes: Readonly<Record<string, number>> = { 'Destination Host Unreachable': 1, 'Packet filtered': 13 };

function errorEvent({ sequence = 0, address = '', error, text }: PingOutputError): PingEvent {
  const kind = error === 'time-exceeded' ? error : 'destination-unreachable';
  return { kind: 'error', sequence, from: address, error: kind, code: codes[text] ?? 0 };
}

function pingEvent(event: PingOutputEvent): PingEvent {
  if (event.kind === 'error') return errorEvent(event);
  const { sequence = 0 } = event;
  if (event.kind === 'timeout') return { kind: 'timeout', sequence };
  const { address = '', bytes = 0, ttl = 0, rttMs = 0, duplicate } = event;
  return { kind: 'reply', sequence, from: address, bytes, ttl, rttMs, duplicate, late: false };
}

/** What was read, printed again by our own ping. */
function printedAgain({ target, payloadBytes = 0, replies, statistics }: PingOutput): string {
  const { name = '', address = '' } = target;
  if (!statistics) throw new Error('no statistics were read');
  const { timeMs = 0, pipe = 1, rtt, ...counts } = statistics;
  return pingReport({
    ...{ host: name, address, size: payloadBytes, events: replies.map(pingEvent) },
    statistics: {
      ...{ ...counts, ignored: 0, elapsedMs: timeMs, pipe },
      ...(rtt && { rtt: { ...rtt, mdevMs: rtt.mdevMs ?? 0, ewmaMs: 0 } }),
    },
  });
}

const pings = {
  replies: ['client', '10.9.2.2'],
  duplicates: ['bridge', '10.9.9.2'],
  'a router that discards': ['client', '10.9.5.1', '-W', '0.3'],
  'a router that prohibits': ['client', '10.9.3.1'],
  'a host that is not there': ['client', '10.9.2.77'],
  'a ttl that ends': ['client', '10.9.2.2', '-t', '1'],
} as const;

describe.skipIf(noNetwork)(`what ping prints is read${noNetwork ? ` [skipped: ${noNetwork}]` : ''}`, () => {
  const real = network as RealNetwork;

  test.each(Object.entries(pings))(
    'iputils, %s: printed again, it is the same',
    async (_, [from, to, ...flags]) => {
      const { stdout } = await real.runIn(from, 'ping', '-n', '-c', '3', '-i', '0.2', ...flags, to);
      const output = parsePingOutput(stdout);
      expect(output).toMatchObject({ dialect: 'iputils', complete: true, notices: [] });
      expect(printedAgain(output)).toBe(stdout.trimEnd());
    },
  );

  test.each([
    ['replies', 'client', '10.9.2.2', []],
    ['duplicates', 'bridge', '10.9.9.2', []],
    ['silence', 'client', '10.9.5.1', ['-W', '1']],
  ] as const)('busybox, %s: every figure', async (_, from, to, flags) => {
    const { stdout } = await real.runIn(from, 'busybox', 'ping', '-c', '2', '-i', '0.2', ...flags, to);
    const output = parsePingOutput(stdout);
    expect(output).toMatchObject({ dialect: 'busybox', complete: true });
    expect(busyboxLines(output)).toEqual(
      stdout.split('\n').filter((line) => /seq=|packets|round-trip/.test(line)),
    );
  });
});

function busyboxLines({ replies, statistics }: PingOutput): string[] {
  const { transmitted, received, duplicates, lossPercent, rtt } = statistics ?? {};
  const twice = duplicates ? `, ${duplicates} duplicates` : '';
  const times = rtt && [rtt.minMs, rtt.avgMs, rtt.maxMs].map((ms) => ms.toFixed(3)).join('/');
  return [
    ...replies.map((event) => {
      const { sequence, from, bytes, ttl, rttMs, duplicate } = pingEvent(event) as Extract<
        PingEvent,
        { kind: 'reply' }
      >;
      return `${bytes} bytes from ${from}: seq=${sequence} ttl=${ttl} time=${rttMs.toFixed(3)} ms${duplicate ? ' (DUP!)' : ''}`;
    }),
    `${String(transmitted)} packets transmitted, ${String(received)} packets received${twice}, ${String(lossPercent)}% packet loss`,
    ...(times === undefined ? [] : [`round-trip min/avg/max = ${times} ms`]),
  ];
}

const targets = {
  'the server': '203.0.113.2',
  'a discarding route': '203.0.113.9',
  'no host': '203.0.113.17',
  'a prohibition': '203.0.113.25',
};

describe.skipIf(noChain)(
  `what the path tools print is read${noChain ? ` [skipped: ${noChain}]` : ''}`,
  () => {
    const lab = chain as ChainLab;

    test.each(Object.entries(targets))('traceroute to %s: printed again, it is the same', async (_, to) => {
      const { stdout } = await lab.run('traceroute', '-n', '-m', '10', '-w', '1,0,0', to);
      const output = parseTracerouteOutput(stdout);
      const { target, maxTtl = 0, packetBytes = 0, hops } = output;
      expect(output.complete).toBe(true);
      const report = tracerouteReport({
        ...{ host: target.name ?? '', address: target.address ?? '', maxTtl, packetLength: packetBytes },
        hops: hops.map(({ ttl, probes }) => ({
          ttl,
          probes: probes.map((probe) =>
            probe.kind === 'timeout'
              ? probe
              : { kind: 'answer', from: probe.address ?? '', rttMs: probe.rttMs, mark: probe.mark ?? '' },
          ),
        })) as Parameters<typeof tracerouteReport>[0]['hops'],
      });
      expect(report).toBe(stdout.trimEnd());
    });

    test.each(Object.entries(targets))('busybox traceroute to %s: every time', async (_, to) => {
      const { stdout } = await lab.run('busybox', 'traceroute', '-n', '-m', '6', '-w', '1', '-q', '1', to);
      const times = parseTracerouteOutput(stdout).hops.flatMap(({ probes }) =>
        probes.map((probe) => (probe.kind === 'timeout' ? '*' : `${probe.rttMs.toFixed(3)} ms`)),
      );
      expect(times).toEqual(stdout.match(/\*|[\d.]+ ms/g));
    });

    test.each(Object.entries(targets))('tracepath to %s: every time and the summary', async (_, to) => {
      const { stdout } = await lab.run('tracepath', '-n', '-m', '6', to);
      const { steps, pathMtuBytes, complete } = parseTracepathOutput(stdout);
      expect(complete).toBe(true);
      const times = steps.flatMap((step) => (step.kind === 'answer' ? [`${step.rttMs.toFixed(3)}ms`] : []));
      expect(times).toEqual(stdout.match(/[\d.]+ms/g));
      expect(stdout).toContain(`Resume: pmtu ${String(pathMtuBytes)}`);
    });

    test.each(['203.0.113.2', '203.0.113.9'])(
      'mtr to %s: printed again, the report is the same',
      async (to) => {
        const { stdout } = await lab.run('mtr', '-n', '-w', '-c', '2', '-i', '0.2', to);
        const [, ...lines] = stdout.trimEnd().split('\n');
        const { hops, source = '' } = parseMtrReport(stdout);
        const report = mtrReport({ hops: hops.map(mtrHop) }, { title: source });
        // With -w mtr makes its first column as narrow as the names allow.
        const squeezed = (text: string): string => text.replace(/ +/g, ' ');
        expect(squeezed(report)).toBe(squeezed(lines.join('\n')));
      },
    );

    test('mtr --json: every figure', async () => {
      const { stdout } = await lab.run('mtr', '-n', '-j', '-c', '2', '-i', '0.2', '203.0.113.2');
      const { hubs } = (JSON.parse(stdout) as { report: { hubs: Record<string, unknown>[] } }).report;
      const { hops, target } = parseMtrJson(stdout);
      expect(target).toBe('203.0.113.2');
      const figures = hops.map((hop) => [
        hop.ttl,
        hop.hosts[0]?.address,
        hop.sent,
        hop.lastMs,
        hop.avgMs,
        hop.worstMs,
      ]);
      expect(figures).toEqual(hubs.map((hub) => [hub.count, hub.host, hub.Snt, hub.Last, hub.Avg, hub.Wrst]));
    });
  },
);

function mtrHop(hop: MtrOutputHop): Parameters<typeof mtrReport>[0]['hops'][number] {
  const {
    ttl,
    hosts,
    sent = 0,
    lossPercent = 0,
    lastMs = 0,
    avgMs = 0,
    bestMs = 0,
    worstMs = 0,
    stdevMs = 0,
  } = hop;
  const addresses = hosts.map(({ address = '' }) => address);
  const received = Math.round(sent * (1 - lossPercent / 100));
  return { ttl, addresses, sent, received, lossPercent, rtt: { lastMs, avgMs, bestMs, worstMs, stdevMs } };
}
