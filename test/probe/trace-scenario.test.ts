import { describe, expect, test } from 'vitest';
import { openSimulated } from '../../src/network/simulated.js';
import { type TraceHop, type TracerouteOptions, traceroute } from '../../src/probe/traceroute.js';
import { loadScenario } from '../../src/scenario/load.js';

/** Traces in a scenario of the course. */
async function trace(scenario: string, host: string, options: TracerouteOptions = {}, seed = 1) {
  return traceroute(openSimulated('test', await loadScenario(scenario), seed), host, options);
}

/** All the addresses of each hop, once each. */
const addresses = (hops: readonly TraceHop[]): string[] =>
  hops.map(({ probes }) =>
    [...new Set(probes.map((probe) => (probe.kind === 'answer' ? probe.from : '*')))].join(' '),
  );

describe.each(['udp', 'icmp', 'tcp'] as const)('%s', (protocol) => {
  test.each([false, true])('crosses a home line, NAT included (paris: %s)', async (paris) => {
    const { hops, reached, origin } = await trace('ligne-domestique', 'www.exemple.fr', { protocol, paris });
    expect(addresses(hops)).toEqual(['192.168.1.1', '203.0.113.1', '198.51.100.2', '198.51.100.66']);
    expect({ reached, origin }).toEqual({ reached: true, origin: 'simulated' });
  });

  test('shows silent routers as stars, and goes on', async () => {
    const { hops } = await trace('sauts-muets', 'www.exemple.fr', { protocol });
    expect(addresses(hops)).toEqual(['192.0.2.1', '*', '*', '198.51.100.5', '203.0.113.10']);
  });

  test('goes round a loop to the last ttl', async () => {
    const { hops, reached } = await trace('boucle', 'www.exemple.fr', { protocol, maxTtl: 7 });
    // As Linux does, the eastern router speaks with the address that faces us, whichever way the packet came.
    expect(addresses(hops).slice(2)).toEqual([
      '198.51.100.3',
      '198.51.100.1',
      '198.51.100.3',
      '198.51.100.1',
      '198.51.100.3',
    ]);
    expect(reached).toBe(false);
  });
});

describe('a firewall that drops ICMP', () => {
  test.each(['udp', 'icmp'] as const)('%s ends in stars', async (protocol) => {
    const { hops, reached } = await trace('pare-feu', 'www.exemple.fr', { protocol, maxTtl: 8 });
    expect(addresses(hops)).toEqual(['192.0.2.1', '198.51.100.1', '198.51.100.3', '*', '*', '*', '*', '*']);
    expect(reached).toBe(false);
  });

  test('TCP to the port of the service goes through', async () => {
    const { hops, reached } = await trace('pare-feu', 'www.exemple.fr', { protocol: 'tcp', port: 443 });
    expect(addresses(hops).at(-1)).toBe('203.0.113.10');
    expect(reached).toBe(true);
  });

  test('TCP to a port that is refused ends with !X', async () => {
    const { hops, reached } = await trace('pare-feu', 'www.exemple.fr', { protocol: 'tcp', port: 22 });
    expect(hops.at(-1)?.probes).toMatchObject(Array(3).fill({ mark: '!X', final: true, reached: false }));
    expect(reached).toBe(false);
  });
});

test('a host that is not there: !H from the last router', async () => {
  const { hops } = await trace('reference', 'absent.exemple.fr');
  expect(hops.at(-1)?.probes).toMatchObject(Array(3).fill({ mark: '!H', from: '100.64.4.1' }));
});

describe('parallel paths', () => {
  const hopsOf = async (options: TracerouteOptions) =>
    addresses((await trace('ecmp', 'www.exemple.fr', { queries: 6, ...options })).hops);

  test('a classic trace mixes the branches', async () => {
    const mixed = await hopsOf({ paris: false });
    expect(mixed.slice(2, 4).some((hop) => hop.includes(' '))).toBe(true);
  });

  test.each(['udp', 'icmp', 'tcp'] as const)('%s of Paris sees a single one', async (protocol) => {
    const straight = await hopsOf({ paris: true, protocol });
    expect(straight.filter((hop) => hop.includes(' '))).toEqual([]);
  });
});

test('the same seed gives the same trace', async () => {
  expect(await trace('paris-wikimedia', 'fr.wikipedia.org', {}, 5)).toEqual(
    await trace('paris-wikimedia', 'fr.wikipedia.org', {}, 5),
  );
});

test('the two traceroutes of the encyclopaedia', async () => {
  const paris = await trace('paris-wikimedia', 'fr.wikipedia.org');
  expect(paris.hops).toHaveLength(13);
  expect(addresses(paris.hops)[1]).toBe('80.67.170.1');
  const swisscom = addresses(
    (await trace('swisscom-wikimedia', 'fr.wikipedia.org', { protocol: 'icmp' })).hops,
  );
  expect(swisscom.at(-1)).toBe('212.85.150.132');
});
