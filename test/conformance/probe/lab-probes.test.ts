import { afterAll, describe, expect, test } from 'vitest';
import type { PingResult } from '../../../src/probe/ping.js';
import type { TracerouteResult } from '../../../src/probe/traceroute.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';

const missing = whyNotInstalled('traceroute', 'mtr', 'ping');
const chain = missing ?? (await ChainLab.bringUp('probes'));
const lack = typeof chain === 'string' ? chain : undefined;

afterAll(async () => {
  if (typeof chain !== 'string') await chain.remove();
});

const SERVER = { 4: '203.0.113.2', 6: '2001:db8:0:9::2' } as const;
const HOPS = {
  4: ['192.0.2.1', ...[3, 5, 7, 9, 11, 13, 15].map((last) => `198.51.100.${last}`), SERVER[4]],
  6: ['2001:db8:0:1::1', ...[2, 3, 4, 5, 6, 7, 8].map((net) => `2001:db8:0:${net}::2`), SERVER[6]],
} as const;

/** Who answered at each hop, once each. */
function speakers({ hops }: TracerouteResult): string[] {
  return hops.map(({ probes }) => {
    const from = probes.flatMap((probe) => (probe.kind === 'answer' ? [probe.from] : []));
    return [...new Set(from)].join(' ') || '*';
  });
}

/** The same of what traceroute(8) prints. */
function printedSpeakers(report: string): string[] {
  const lines = report.trimEnd().split('\n').slice(1);
  return lines.map((line) => [...new Set(line.match(/[\da-f]+(?:[.:]+[\da-f]+){3,7}/g))].join(' ') || '*');
}

interface MtrReport {
  readonly report: { readonly hubs: readonly { readonly host: string }[] };
}

describe.skipIf(lack)(`in a chain of eight routers${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const lab = chain as ChainLab;

  const flags = { udp: [], icmp: ['-I'], tcp: ['-T', '-p', '80'] } as const;
  const cases = ([4, 6] as const).flatMap((version) =>
    (['udp', 'icmp', 'tcp'] as const).map((protocol) => ({ version, protocol })),
  );

  test.each(cases)('traceroute and ours find the same hops: $protocol, IPv$version', async (each) => {
    const { version, protocol } = each;
    const theirs = await lab.run(
      'traceroute',
      '-n',
      '-w',
      '5,0,0',
      `-${version}`,
      ...flags[protocol],
      SERVER[version],
    );
    const ours = await lab.probe<TracerouteResult>({
      probe: 'traceroute',
      host: SERVER[version],
      options: { protocol, timeoutMs: 2000 },
    });
    expect(printedSpeakers(theirs.stdout)).toEqual(HOPS[version]);
    expect(speakers(ours)).toEqual(HOPS[version]);
    expect(ours.origin).toBe('live');
  });

  test.concurrent.each([4, 6] as const)('mtr finds them, too: IPv%s', async (version) => {
    const command = ['mtr', '-n', `-${version}`, '-r', '-c', '1', '-G', '5', '--json', SERVER[version]];
    const { report } = JSON.parse((await lab.run(...command)).stdout) as MtrReport;
    expect(report.hubs.map(({ host }) => host)).toEqual(HOPS[version]);
  });

  test.each([4, 6] as const)('ping and ours get the same replies: IPv%s', async (version) => {
    const theirs = await lab.run('ping', '-n', '-c', '2', '-i', '0.2', SERVER[version]);
    const ours = await lab.probe<PingResult>({
      probe: 'ping',
      host: SERVER[version],
      options: { count: 2, intervalMs: 200 },
    });
    const replies = ours.events.flatMap((event) =>
      event.kind === 'reply' ? [`${event.bytes} bytes from ${event.from}: icmp_seq=${event.sequence}`] : [],
    );
    expect(theirs.stdout.match(/\d+ bytes from \S+: icmp_seq=\d+/g)).toEqual(replies);
    expect(ours.statistics.received).toBe(2);
  });

  // The sockets of IPv6 hide its header: the hop limit of a reply is not compared.
  test('ping and ours see the same ttl', async () => {
    const theirs = await lab.run('ping', '-n', '-c', '1', SERVER[4]);
    const order = { probe: 'ping', host: SERVER[4], options: { count: 1 } };
    const [reply] = (await lab.probe<PingResult>(order)).events;
    expect(theirs.stdout).toContain(`ttl=${reply?.kind === 'reply' ? reply.ttl : 'none'} `);
  });
});
