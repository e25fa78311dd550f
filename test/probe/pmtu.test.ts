import { ScriptedNetwork } from './scripted-network.js';
import { traceroute } from '../../src/probe/traceroute.js';
import { ping } from '../../src/probe/ping.js';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/network/open.js';
import { InvalidOptionError } from '../../src/option.js';
import { pathMtu } from '../../src/probe/pmtu.js';

describe('path MTU', () => {
  test('is the one that a router announces', async () => {
    const network = await open({ network: 'simulated', scenario: 'mtu-annoncee' });
    const result = await pathMtu(network, 'www.exemple.fr');
    expect({ ...result, steps: undefined }).toMatchObject({ pathMtu: 1400, blackHole: false });
    expect(result.steps.filter(({ outcome }) => outcome === 'too-big')).toHaveLength(1);
    network.close();
  });

  test('is found by halves where long packets vanish, and the black hole is told', async () => {
    const network = await open({ network: 'simulated', scenario: 'trou-noir-mtu' });
    const { pathMtu: mtu, blackHole, steps } = await pathMtu(network, 'www.exemple.fr', { tries: 1 });
    expect({ mtu, blackHole }).toEqual({ mtu: 1476, blackHole: true });
    expect(steps.length).toBeLessThan(40);
    network.close();
  });

  test('of a host that never answers is not invented', async () => {
    const network = await open({ network: 'simulated' });
    const { pathMtu: mtu, blackHole } = await pathMtu(network, 'muet.exemple.fr');
    expect({ mtu, blackHole }).toEqual({ mtu: undefined, blackHole: false });
    network.close();
  });

  test('of IPv6 too', async () => {
    const network = await open({ network: 'simulated', scenario: 'mtu-annoncee' });
    const address = await network.resolve('www.exemple.fr', 6);
    expect((await pathMtu(network, address)).pathMtu).toBe(1400);
    network.close();
  });

  test.each([{ maxMtu: 67 }, { tries: 0 }, { timeoutMs: 0 }])('refuses %j', async (options) => {
    const network = await open({ network: 'simulated' });
    await expect(pathMtu(network, 'localhost', options)).rejects.toThrow(InvalidOptionError);
    network.close();
  });
});

test('in IPv6 too the first link is a limit: what is longer is refused here, not cut', async () => {
  const network = await open({ network: 'simulated', scenario: 'mtu-annoncee' });
  const { pathMtu: mtu, steps } = await pathMtu(network, '2001:db8:0:4::10');
  expect(mtu).toBe(1400);
  expect(steps[0]).toEqual({ length: 65_535, outcome: 'too-big-here' });
});

test('an address with a zone is asked for as it is, and written without it', async () => {
  const asked: string[] = [];
  const network = Object.assign(new ScriptedNetwork(() => []), {
    resolve: (host: string) => Promise.resolve(host),
    sourceFor: (address: string) => {
      asked.push(address);
      return Promise.resolve('fe80::2');
    },
  });
  const host = 'fe80::1%eth0';
  const quick = { count: 1, timeoutMs: 1 };
  expect((await ping(network, host, quick)).address).toBe(host);
  expect((await traceroute(network, host, { maxTtl: 1, timeoutMs: 1 })).address).toBe(host);
  expect((await pathMtu(network, host, { timeoutMs: 1, tries: 1 })).address).toBe(host);
  expect(new Set(asked)).toEqual(new Set([host]));
  expect(new Set(network.sent.map(({ ip }) => ip.destination))).toEqual(new Set(['fe80::1']));
});
