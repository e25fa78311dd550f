import { describe, expect, test } from 'vitest';
import { NetworkClosedError, SendError, UnknownHostError } from '../../src/network/network.js';
import { openSimulated } from '../../src/network/simulated.js';
import { ParseError } from '../../src/parse-error.js';
import { ping, pinging } from '../../src/probe/ping.js';
import { pingReport } from '../../src/tools/ping/ping-report.js';
import { loadScenario } from '../../src/scenario/load.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';

const course = await loadScenario('reference');

const network = (scenario: Scenario = course, seed = 1) => openSimulated('test', scenario, seed);

/** A host behind three routers, 5 ms away; `link` completes the last link. */
const near = (link = ''): Scenario =>
  readScenario(`
title: Proche
teaches: Un hôte derrière trois routeurs.
machine: poste
nodes:
  poste:
  r1: { router: true }
  r2: { router: true }
  r3: { router: true, routes: [{ to: 192.0.2.99/32, type: unreachable }] }
  near:
links:
  - { between: { poste: 10.0.1.2/24, r1: 10.0.1.1/24 }, delay: 1 ms }
  - { between: { r1: 10.0.2.1/24, r2: 10.0.2.2/24 }, delay: 1 ms }
  - { between: { r2: 10.0.3.1/24, r3: 10.0.3.2/24 }, delay: 1 ms }
  - { between: { r3: 192.0.2.1/24, near: 192.0.2.10/24 }, delay: 2 ms${link} }
`);

describe('ping on the simulated network', () => {
  test('a host answers after its round trip, with the ttl that its routers left', async () => {
    const { events, origin } = await ping(network(near()), 'near', { count: 3 });
    expect(origin).toBe('simulated');
    expect(events).toMatchObject([{ rttMs: 10, ttl: 61, from: '192.0.2.10' }, { rttMs: 10 }, { rttMs: 10 }]);
  });

  test('a router answers where the ttl ends, and the host answers beyond', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((ttl) => ping(network(near()), 'near', { count: 1, ttl })),
    );
    expect(answers.map(({ events: [event] }) => event)).toMatchObject([
      { kind: 'error', error: 'time-exceeded', from: '10.0.1.1' },
      { kind: 'error', error: 'time-exceeded', from: '10.0.2.2' },
      { kind: 'error', error: 'time-exceeded', from: '10.0.3.2' },
      { kind: 'reply', from: '192.0.2.10' },
    ]);
  });

  test('a host that cannot be reached is said so by its last router', async () => {
    const { events } = await ping(network(near()), '192.0.2.99', { count: 1 });
    expect(events).toMatchObject([{ error: 'destination-unreachable', code: 1, from: '10.0.3.2' }]);
  });

  test('loss, duplication and jitter are those asked for', async () => {
    const scenario = near(', from: { near: { jitter: 0.5 ms, loss: 20 %, duplication: 10 % } }');
    const { statistics } = await ping(network(scenario), 'near', { count: 5000, intervalMs: 20 });
    expect(statistics.lossPercent).toBeCloseTo(20, -0.5);
    expect(statistics.duplicates / statistics.received).toBeCloseTo(0.1, 1);
    expect(statistics.rtt?.avgMs).toBeCloseTo(10, 0);
    expect(statistics.rtt?.mdevMs).toBeCloseTo(0.5, 1);
  });

  test('an address that nobody has: 100 % loss', async () => {
    const { statistics } = await ping(network(), '198.51.100.250', { count: 2 });
    expect(statistics).toMatchObject({ transmitted: 2, received: 0, lossPercent: 100 });
  });

  test('the same seed gives the same report, another one another', async () => {
    const report = async (seed: number) =>
      pingReport(await ping(network(course, seed), 'wifi.exemple.fr', { count: 30 }));
    expect(await report(3)).toBe(await report(3));
    expect(await report(3)).not.toBe(await report(4));
  });

  test('an hour of ping takes no time', async () => {
    const { statistics } = await ping(network(), 'cdn.exemple.fr', { count: 3600 });
    expect(statistics.elapsedMs).toBe(3_599_000);
  });

  test('a ping without end leaves the program its turns, so that it can be stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 0);
    const { interrupted, statistics } = await ping(network(near()), 'near', {
      count: Infinity,
      intervalMs: 0,
      signal: stop.signal,
    });
    expect(interrupted).toBe(true);
    expect(statistics.received).toBeGreaterThan(0);
  });

  test('every host of the course does what its name says', async () => {
    const loss = async (host: string) => (await ping(network(), host, { count: 50 })).statistics.lossPercent;
    expect(await Promise.all(['localhost', 'passerelle.lan', 'cdn.exemple.fr'].map(loss))).toEqual([0, 0, 0]);
    expect(await loss('muet.exemple.fr')).toBe(100);
    expect((await ping(network(), 'absent.exemple.fr', { count: 2 })).statistics.errors).toBe(2);
  });
});

describe('bad input', () => {
  test.each(['nulle-part.exemple.fr', '', '192.0.2', '192.0.2.256', ':::1', '<script>'])(
    'unknown host %o',
    async (host) => {
      await expect(ping(network(), host)).rejects.toThrow(UnknownHostError);
    },
  );

  test('a packet that no IPv4 header can describe is refused', async () => {
    await expect(network().send(new Uint8Array(65_536))).rejects.toThrow(SendError);
  });

  test('bytes that are no packet are a bug of the caller, and said so', async () => {
    await expect(async () => network().send(new Uint8Array(3))).rejects.toThrow(ParseError);
  });

  test('once closed, it neither sends nor receives; closing again does nothing', async () => {
    const closed = network();
    closed.close();
    closed.close();
    await expect(closed.send(new Uint8Array(28))).rejects.toThrow(NetworkClosedError);
    await expect(closed.receive(1000)).rejects.toThrow(NetworkClosedError);
    await expect(ping(closed, 'localhost')).rejects.toThrow(NetworkClosedError);
  });

  test('closed in mid-ping: the ping fails by name', async () => {
    const open = network(near());
    const run = await pinging(open, 'near', { count: 5 });
    await expect(async () => {
      for await (const event of run) if (event.sequence === 2) open.close();
    }).rejects.toThrow(NetworkClosedError);
  });
});
