import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/network/open.js';
import { traceroute } from '../../src/probe/traceroute.js';
import { loadScenario, scenarioNames } from '../../src/scenario/load.js';
import { UnknownNameError } from '../../src/unknown-name.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange, icmpOf, tcp } from '../simulator/probing.js';

const names = await scenarioNames();

test('the course has its scenarios', () => {
  expect(names).toEqual([
    'adresses-privees',
    'asymetrie',
    'bascule',
    'boucle',
    'congestion',
    'ecmp',
    'enquete-1',
    'enquete-2',
    'enquete-3',
    'enquete-4',
    'enquete-5',
    'ligne-domestique',
    'limite-icmp',
    'mtu-annoncee',
    'pare-feu',
    'paris-wikimedia',
    'reference',
    'satellite',
    'sauts-muets',
    'swisscom-wikimedia',
    'transatlantique',
    'trou-noir-mtu',
    'wifi',
  ]);
});

test('one that it does not have is refused by name, wherever it would be', async () => {
  await expect(loadScenario('../../package')).rejects.toThrow(UnknownNameError);
});

/** Who answers at each ttl, by name or address; `*` for nobody. */
async function trace(scenario: string, host: string, ttls: number): Promise<string[]> {
  const world = new Simulation(await loadScenario(scenario));
  const [destination = ''] = world.names.resolve(host);
  const source = world.endpoint().sourceFor(destination) ?? '';
  return Array.from({ length: ttls }, (_, i) => {
    const [answer] = exchange(world, echo({ source, destination, ttl: i + 1 }), world.clock.now() + 2000);
    return answer ? (world.names.reverse(answer.ip.source) ?? answer.ip.source) : '*';
  });
}

describe.each(names)('%s', (name) => {
  test('says where it comes from, has a title and a lesson, and runs', async () => {
    const path = fileURLToPath(new URL(`../../data/scenarios/${name}.yaml`, import.meta.url));
    expect(await readFile(path, 'utf8')).toMatch(/^# Origine : /);
    const scenario = await loadScenario(name);
    expect(scenario.title.length).toBeGreaterThan(5);
    expect(scenario.teaches).toMatch(/\.$/);
    // French typography: no ordinary space where a line must not break, no typewriter apostrophe.
    expect(`${scenario.title} ${scenario.teaches}`).not.toMatch(/ [;:!?»]|« |'/);
    new Simulation(scenario).clock.runUntil(1000);
  });
});

describe('what they show', () => {
  test('silent hops: stars in the middle of a way that works', async () => {
    expect(await trace('sauts-muets', 'serveur', 5)).toEqual([
      'acces.exemple.net',
      '*',
      '*',
      'sortie.exemple.net',
      'www.exemple.fr',
    ]);
  });

  test('a routing loop: two routers in turn', async () => {
    expect((await trace('boucle', 'serveur', 6)).slice(1)).toEqual(
      ['est', 'ouest', 'est', 'ouest', 'est'].map((router) => `${router}.exemple.net`),
    );
  });

  test('a firewall that drops ICMP: only TCP to an open port gets through', async () => {
    expect(await trace('pare-feu', 'serveur', 5)).toEqual([
      'acces.exemple.net',
      'coeur.exemple.net',
      'fw.exemple.fr',
      '*',
      '*',
    ]);
    const world = new Simulation(await loadScenario('pare-feu'));
    const to = (destinationPort: number): Uint8Array =>
      tcp({ source: '192.0.2.10', destination: '203.0.113.10', destinationPort, flags: ['syn'] });
    expect(exchange(world, to(443))[0]?.transport).toMatchObject({ segment: { flags: ['syn', 'ack'] } });
    expect(icmpOf(exchange(world, to(22))[0])).toMatchObject({ kind: 'destination-unreachable', code: 13 });
  });

  test('Paris to Wikimedia: the names and addresses of the article, hop for hop', async () => {
    const hops = await trace('paris-wikimedia', 'fr.wikipedia.org', 13);
    expect(hops[4]).toMatch(/^ge(5-2|9-4|5-1)\.mpr2\.cdg2\.fr\.above\.net$/);
    expect(hops[7]).toMatch(/^(64\.125\.27\.221\.available|so-0-0-0\.mpr3\.ams1\.nl)\.above\.net$/);
    expect(hops.filter((_, i) => i !== 4 && i !== 7)).toEqual([
      '80.67.162.30',
      'telehouse2-gw.netaktiv.com',
      'giga.gitoyen.net',
      '62.4.73.27',
      'so-5-0-0.cr1.lhr3.uk.above.net',
      'so-7-0-0.mpr1.ams5.nl.above.net',
      'PNI.Surfnet.ams1.above.net',
      'af-500.xsr01.amsterdam1a.surf.net',
      'kncsw001-router.customer.surf.net',
      'gi0-24.csw2-knams.wikimedia.org',
      'rr.knams.wikimedia.org',
    ]);
  });

  test('Swisscom to Wikimedia: the first router appears twice', async () => {
    const hops = await trace('swisscom-wikimedia', 'fr.wikipedia.org', 10);
    expect(hops.slice(0, 3)).toEqual([
      '1.32.202.62.cust.bluewin.ch',
      '1.32.202.62.cust.bluewin.ch',
      'net481.bwrt2zhb.bluewin.ch',
    ]);
    expect(hops[9]).toBe('chloe.wikimedia.org');
  });

  test('the reference network: hosts behind 6 and 14 routers, and one that a router says to be absent', async () => {
    const world = new Simulation(await loadScenario('reference'));
    const ask = (destination: string) => exchange(world, echo({ source: '192.168.1.23', destination }))[0];
    expect(ask('198.51.100.20')?.ip).toMatchObject({ ttl: 58 });
    expect(ask('203.0.113.80')?.ip).toMatchObject({ ttl: 114 });
    expect(icmpOf(ask('198.51.100.99'))).toMatchObject({ kind: 'destination-unreachable', code: 1 });
    expect(ask('198.51.100.66')).toBeUndefined();
  });
});

/** A trace of three probes for each ttl to the last node of a scenario, as a probe of the course sends them. */
async function times(scenario: string, host: string): Promise<number[][]> {
  const network = await open({ network: 'simulated', scenario, seed: 42 });
  const { hops } = await traceroute(network, host);
  network.close();
  return hops.map(({ probes }) => probes.flatMap((probe) => (probe.kind === 'answer' ? [probe.rttMs] : [])));
}

describe('what they measure', () => {
  test.each([
    ['adresses-privees', 'serveur'],
    ['asymetrie', 'serveur'],
    ['bascule', 'serveur'],
    ['boucle', 'serveur'],
    ['ecmp', 'serveur'],
    ['enquete-2', 'mairie'],
    ['enquete-3', 'm4'],
    ['enquete-5', 'visio'],
    ['ligne-domestique', 'serveur'],
    ['limite-icmp', 'serveur'],
    ['mtu-annoncee', 'serveur'],
    ['pare-feu', 'serveur'],
    ['paris-wikimedia', 'rr'],
    ['reference', 'cdn.exemple.fr'],
    ['reference', 'boston.exemple.org'],
    ['satellite', 'serveur'],
    ['sauts-muets', 'serveur'],
    ['swisscom-wikimedia', 'chloe'],
    ['transatlantique', 'serveur'],
    ['trou-noir-mtu', 'serveur'],
    ['wifi', 'serveur'],
  ])('%s: the probes of a hop do not take the same time to the microsecond (%s)', async (scenario, host) => {
    for (const hop of await times(scenario, host)) {
      if (hop.length > 1) expect(new Set(hop).size).toBeGreaterThan(1);
    }
  });

  test('the reference network: a later hop may answer sooner than the one before', async () => {
    const hops = await times('reference', 'cdn.exemple.fr');
    expect(Math.min(...(hops[3] ?? []))).toBeLessThan(Math.max(...(hops[2] ?? [])));
    expect(Math.min(...(hops[2] ?? []))).toBeLessThan(Math.max(...(hops[1] ?? [])));
  });
});
