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
