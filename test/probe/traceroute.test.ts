import { describe, expect, test } from 'vitest';
import { UnknownHostError } from '../../src/network/network.js';
import { InvalidOptionError } from '../../src/option.js';
import { type TraceHop, type TracerouteOptions, traceroute, tracing } from '../../src/probe/traceroute.js';
import { tracerouteReport } from '../../src/tools/traceroute/traceroute-report.js';
import {
  type Answer,
  type SentProbe,
  pathOf,
  ROUTER,
  routerAt,
  ScriptedNetwork,
  THERE,
  timeExceeded,
  unreachable,
} from './scripted-network.js';

/** Who answered each probe of a hop. */
const speakers = ({ probes }: TraceHop): string[] =>
  probes.map((probe) => (probe.kind === 'answer' ? probe.from : '*'));

const trace = (script: (probe: SentProbe) => readonly Answer[], options: TracerouteOptions = {}) =>
  traceroute(new ScriptedNetwork(script), 'there', options);

describe('a path of two routers', () => {
  test('prints as traceroute prints it', async () => {
    expect(tracerouteReport(await trace(pathOf(2))).split('\n')).toEqual([
      `traceroute to there (${THERE}), 30 hops max, 60 byte packets`,
      ' 1  10.0.0.1  10.000 ms  10.000 ms  10.000 ms',
      ' 2  10.0.0.2  20.000 ms  20.000 ms  20.000 ms',
      ` 3  ${THERE}  30.000 ms  30.000 ms  30.000 ms`,
      '[simulé]',
    ]);
  });

  test('takes the time of its farthest hop, not the sum of all', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    await traceroute(network, 'there');
    expect(network.now()).toBe(30);
  });

  test('is known hop by hop while it is traced', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    const seen: [number, number][] = [];
    for await (const { ttl } of await tracing(network, 'there')) seen.push([ttl, network.now()]);
    expect(seen).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });

  test('tells whether the destination was reached', async () => {
    expect(await trace(pathOf(2))).toMatchObject({ reached: true, interrupted: false });
    expect(await trace(pathOf(2), { maxTtl: 2 })).toMatchObject({ reached: false, hops: { length: 2 } });
  });
});

describe('options', () => {
  test('the probes of one ttl follow each other, so that a host that rations its errors spends them well', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    await traceroute(network, 'there', { maxTtl: 4, queries: 2 });
    expect(network.sent.map(({ ttl }) => ttl)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('firstTtl, maxTtl and queries', async () => {
    const { hops } = await trace(pathOf(9), { firstTtl: 3, maxTtl: 5, queries: 1 });
    expect(hops.map((hop) => [hop.ttl, speakers(hop)])).toEqual([3, 4, 5].map((n) => [n, [routerAt(n)]]));
  });

  test('inFlight bounds how many probes are on their way', async () => {
    const network = new ScriptedNetwork(pathOf(3));
    await traceroute(network, 'there', { inFlight: 2, queries: 1 });
    expect(network.sent.map(({ ttl, atMs }) => [ttl, atMs])).toEqual([
      [1, 0],
      [2, 0],
      [3, 10],
      [4, 20],
      [5, 40],
    ]);
  });

  test('size and port', async () => {
    const network = new ScriptedNetwork(pathOf(0));
    const { packetLength } = await traceroute(network, 'there', { size: 100, port: 65_535, queries: 2 });
    expect(packetLength).toBe(128);
    expect(network.sent.every(({ bytes }) => bytes.length === 128)).toBe(true);
    const ports = network.sent.map(
      ({ transport }) => transport.kind === 'udp' && transport.datagram.destinationPort,
    );
    expect(ports.slice(0, 3)).toEqual([65_535, 1, 2]);
  });

  test.each([
    { maxTtl: 0 },
    { maxTtl: 256 },
    { firstTtl: 31 },
    { queries: 0 },
    { size: 1 },
    { port: 0 },
    { timeoutMs: 0 },
    { inFlight: 0 },
    { protocol: 'sctp' as 'udp' },
  ])('%o is refused', async (options) => {
    await expect(trace(pathOf(1), options)).rejects.toThrow(InvalidOptionError);
  });

  test('a host that nobody knows', async () => {
    await expect(traceroute(new ScriptedNetwork(pathOf(1)), 'nowhere')).rejects.toThrow(UnknownHostError);
  });
});

describe('marks', () => {
  const codes: [number, string][] = [
    [0, '!N'],
    [1, '!H'],
    [2, '!P'],
    [4, '!F-1400'],
    [5, '!S'],
    [9, '!X'],
    [10, '!X'],
    [13, '!X'],
    [15, '!C'],
    [16, '!<16>'],
  ];
  test.each(codes)('code %i is %s', async (code, mark) => {
    const refuse = ({ ttl, bytes }: SentProbe): readonly Answer[] => {
      if (ttl === 1) return [{ afterMs: 1, bytes: timeExceeded(bytes, routerAt(1)) }];
      const error = unreachable(bytes, code);
      if (code === 4) error.set([0x05, 0x78], 26);
      if (code === 4) fixChecksum(error);
      return [{ afterMs: 2, bytes: error }];
    };
    const { hops, reached } = await trace(refuse);
    expect(
      tracerouteReport({ ...(await trace(refuse)), hops })
        .split('\n')
        .at(-2),
    ).toBe(` 2  ${ROUTER}  2.000 ms ${mark}  2.000 ms ${mark}  2.000 ms ${mark}`);
    expect(reached).toBe(false);
  });
});

/** The mtu was written by hand: its word comes off the checksum. */
function fixChecksum(packet: Uint8Array): void {
  const view = new DataView(packet.buffer, packet.byteOffset);
  const sum = (~view.getUint16(22) & 0xffff) + view.getUint16(26);
  view.setUint16(22, ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
}

describe('silence', () => {
  const silentAt =
    (...ttls: number[]) =>
    (probe: SentProbe): readonly Answer[] =>
      ttls.includes(probe.ttl) ? [] : pathOf(3)(probe);

  test('a silent router is a row of stars, and costs ten times the next hop, not 5 s', async () => {
    const network = new ScriptedNetwork(silentAt(2));
    const { hops } = await traceroute(network, 'there');
    expect(hops.map(speakers)[1]).toEqual(['*', '*', '*']);
    expect(network.now()).toBe(300);
  });

  test('a single lost answer costs three times what its neighbours took, 100 ms at least', async () => {
    const network = new ScriptedNetwork((probe) => (probe.rank === 5 ? [] : pathOf(3)(probe)));
    const { hops } = await traceroute(network, 'there');
    expect(hops.map(speakers)[1]).toEqual([routerAt(2), '*', routerAt(2)]);
    expect(network.now()).toBe(100);
  });

  test('a destination that never answers: stars to the last ttl, one timeout in all', async () => {
    const network = new ScriptedNetwork((probe) => (probe.ttl > 3 ? [] : pathOf(3)(probe)));
    const { hops, reached } = await traceroute(network, 'there', { maxTtl: 8 });
    expect(hops.map(({ probes }) => probes[0]?.kind)).toEqual([
      ...Array<string>(3).fill('answer'),
      ...Array<string>(5).fill('timeout'),
    ]);
    expect(reached).toBe(false);
    expect(network.now()).toBe(5000);
  });
});

test('a path that divides: every address where it first speaks', async () => {
  const divided = ({ rank, bytes, ttl }: SentProbe): readonly Answer[] => [
    {
      afterMs: ttl,
      bytes: ttl === 1 ? timeExceeded(bytes, routerAt(rank % 2)) : unreachable(bytes, 3, THERE),
    },
  ];
  const report = tracerouteReport(await trace(divided));
  expect(report.split('\n')[1]).toBe(' 1  10.0.0.1  1.000 ms 10.0.0.0  1.000 ms 10.0.0.1  1.000 ms');
});

describe('a signal', () => {
  test('ends the trace at once; hops already known stay', async () => {
    const network = new ScriptedNetwork(pathOf(20));
    const stop = new AbortController();
    network.schedule(55, () => {
      stop.abort();
    });
    const { hops, interrupted, reached } = await traceroute(network, 'there', { signal: stop.signal });
    expect(hops).toHaveLength(5);
    expect({ interrupted, reached, nowMs: network.now() }).toEqual({
      interrupted: true,
      reached: false,
      nowMs: 55,
    });
  });

  test('aborted before: nothing is sent', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    const { hops } = await traceroute(network, 'there', { signal: AbortSignal.abort() });
    expect([hops, network.sent]).toEqual([[], []]);
  });
});

describe('flow labels of IPv6, by which routers balance', () => {
  const labels = async (options: TracerouteOptions) => {
    const network = Object.assign(new ScriptedNetwork(() => []), {
      resolve: (host: string) => Promise.resolve(host),
      sourceFor: () => Promise.resolve('2001:db8::1'),
    });
    await traceroute(network, '2001:db8::2', { maxTtl: 2, timeoutMs: 1, ...options });
    return new Set(network.sent.map(({ ip }) => (ip.version === 6 ? ip.flowLabel : -1)));
  };

  test('differ from one classic probe to the next, whose port does', async () => {
    expect((await labels({ protocol: 'udp' })).size).toBe(6);
    expect((await labels({ protocol: 'tcp' })).size).toBe(6);
  });

  test('stay for echoes and for Paris probes', async () => {
    for (const protocol of ['udp', 'icmp', 'tcp'] as const)
      expect((await labels({ protocol, paris: true })).size).toBe(1);
    expect((await labels({ protocol: 'icmp' })).size).toBe(1);
  });
});
