import { afterAll, describe, expect, test } from 'vitest';
import { mtrReport } from '../../../src/tools/mtr/mtr-report.js';
import { readMtr } from '../../../src/tools/mtr/read-mtr.js';
import { pingReport } from '../../../src/tools/ping/ping-report.js';
import type { PrintedPing } from '../../../src/tools/ping/printed-ping.js';
import { readPing } from '../../../src/tools/ping/read-ping.js';
import { readTracepath } from '../../../src/tools/tracepath/read-tracepath.js';
import { readTraceroute } from '../../../src/tools/traceroute/read-traceroute.js';
import { tracerouteReport } from '../../../src/tools/traceroute/traceroute-report.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';
import { NoNamespaceError, RealNetwork } from '../namespaces.js';

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
      const ping = readPing(stdout);
      expect(ping).toMatchObject({ origin: 'live', dialect: 'iputils', complete: true, notices: [] });
      expect(pingReport(ping)).toBe(stdout.trimEnd());
    },
  );

  test.each([
    ['replies', 'client', '10.9.2.2', []],
    ['duplicates', 'bridge', '10.9.9.2', []],
    ['silence', 'client', '10.9.5.1', ['-W', '1']],
  ] as const)('busybox, %s: every figure', async (_, from, to, flags) => {
    const { stdout } = await real.runIn(from, 'busybox', 'ping', '-c', '2', '-i', '0.2', ...flags, to);
    const ping = readPing(stdout);
    expect(ping).toMatchObject({ dialect: 'busybox', complete: true });
    expect(busyboxLines(ping)).toEqual(
      stdout.split('\n').filter((line) => /seq=|packets|round-trip/.test(line)),
    );
  });
});

/** Busybox prints its figures in other words than iputils. */
function busyboxLines({ events, statistics }: PrintedPing): string[] {
  const { transmitted, received, duplicates, lossPercent, rtt } = statistics ?? {};
  const twice = duplicates ? `, ${duplicates} duplicates` : '';
  const times = rtt && [rtt.minMs, rtt.avgMs, rtt.maxMs].map((ms) => ms.toFixed(3)).join('/');
  return [
    ...events.map((event) => {
      if (event.kind !== 'reply') return event.kind;
      const { sequence, from, bytes, ttl, rttMs, duplicate } = event;
      return `${bytes} bytes from ${from}: seq=${sequence} ttl=${ttl} time=${rttMs?.toFixed(3)} ms${duplicate ? ' (DUP!)' : ''}`;
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
      const trace = readTraceroute(stdout);
      expect(trace.complete).toBe(true);
      expect(tracerouteReport(trace)).toBe(stdout.trimEnd());
    });

    test.each(Object.entries(targets))('busybox traceroute to %s: every time', async (_, to) => {
      const { stdout } = await lab.run('busybox', 'traceroute', '-n', '-m', '6', '-w', '1', '-q', '1', to);
      const times = readTraceroute(stdout).hops.flatMap(({ probes }) =>
        probes.map((probe) => (probe.kind === 'timeout' ? '*' : `${probe.rttMs.toFixed(3)} ms`)),
      );
      expect(times).toEqual(stdout.match(/\*|[\d.]+ ms/g));
    });

    test.each(Object.entries(targets))('tracepath to %s: every time and the summary', async (_, to) => {
      const { stdout } = await lab.run('tracepath', '-n', '-m', '6', to);
      const { hops, pathMtu, complete } = readTracepath(stdout);
      expect(complete).toBe(true);
      const probes = hops.flatMap((hop) => hop.probes);
      const times = probes.flatMap((probe) =>
        probe.kind === 'answer' ? [`${probe.rttMs.toFixed(3)}ms`] : [],
      );
      expect(times).toEqual(stdout.match(/[\d.]+ms/g));
      expect(stdout).toContain(`Resume: pmtu ${String(pathMtu)}`);
    });

    test.each(['203.0.113.2', '203.0.113.9'])(
      'mtr to %s: printed again, the report is the same',
      async (to) => {
        const { stdout } = await lab.run('mtr', '-n', '-w', '-c', '2', '-i', '0.2', to);
        const [, ...lines] = stdout.trimEnd().split('\n');
        // With -w mtr makes its first column as narrow as the names allow.
        const squeezed = (text: string): string => text.replace(/ +/g, ' ');
        expect(squeezed(mtrReport(readMtr(stdout)))).toBe(squeezed(lines.join('\n')));
      },
    );

    test('mtr --json: every figure', async () => {
      const { stdout } = await lab.run('mtr', '-n', '-j', '-c', '2', '-i', '0.2', '203.0.113.2');
      const { hubs } = (JSON.parse(stdout) as { report: { hubs: Record<string, unknown>[] } }).report;
      const { hops, host } = readMtr(stdout);
      expect(host).toBe('203.0.113.2');
      const figures = hops.map(({ ttl, addresses: [address], sent, rtt }) => [
        ...[ttl, address, sent],
        ...[rtt?.lastMs, rtt?.avgMs, rtt?.worstMs],
      ]);
      expect(figures).toEqual(hubs.map((hub) => [hub.count, hub.host, hub.Snt, hub.Last, hub.Avg, hub.Wrst]));
    });
  },
);
