import { describe, expect, test } from 'vitest';
import { NetworkClosedError, SendError, UnknownHostError } from '../../src/network/network.js';
import type { SimulatedHost } from '../../src/simulator/hosts.js';
import { openSimulated } from '../../src/network/simulated.js';
import { ParseError } from '../../src/parse-error.js';
import { ping, pinging } from '../../src/probe/ping.js';
import { pingReport } from '../../src/probe/ping-report.js';
import { courseHosts } from '../../src/simulator/course-hosts.js';

const network = (hosts: readonly SimulatedHost[] = courseHosts, seed = 1) =>
  openSimulated('test', hosts, seed);

const near: SimulatedHost = {
  name: 'near',
  address: '192.0.2.10',
  rttMs: 10,
  jitterMs: 0,
  initialTtl: 64,
  hops: 3,
};

describe('ping on the simulated network', () => {
  test('a host answers after its round trip, with the ttl that its routers left', async () => {
    const { events, origin } = await ping(network([near]), 'near', { count: 3 });
    expect(origin).toBe('simulated');
    expect(events).toMatchObject([{ rttMs: 10, ttl: 61, from: '192.0.2.10' }, { rttMs: 10 }, { rttMs: 10 }]);
  });

  test('a router answers where the ttl ends, and the host answers beyond', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((ttl) => ping(network([near]), 'near', { count: 1, ttl })),
    );
    expect(answers.map(({ events: [event] }) => event)).toMatchObject([
      { kind: 'error', error: 'time-exceeded', from: '100.64.0.1' },
      { kind: 'error', error: 'time-exceeded', from: '100.64.0.2' },
      { kind: 'error', error: 'time-exceeded', from: '100.64.0.3' },
      { kind: 'reply', from: '192.0.2.10' },
    ]);
  });

  test('a host that cannot be reached is said so by its last router', async () => {
    const { events } = await ping(network([{ ...near, unreachableCode: 1 }]), 'near', { count: 1 });
    expect(events).toMatchObject([{ error: 'destination-unreachable', code: 1, from: '100.64.0.3' }]);
  });

  test('loss, duplication and jitter are those asked for', async () => {
    const host = { ...near, jitterMs: 1, loss: 0.2, duplication: 0.1 };
    const { statistics } = await ping(network([host]), 'near', { count: 5000, intervalMs: 20 });
    expect(statistics.lossPercent).toBeCloseTo(20, -0.5);
    expect(statistics.duplicates / statistics.received).toBeCloseTo(0.1, 1);
    expect(statistics.rtt?.avgMs).toBeCloseTo(10, 0);
    expect(statistics.rtt?.mdevMs).toBeCloseTo(1, 0);
  });

  test('an address that nobody has is silent: 100 % loss', async () => {
    const { statistics } = await ping(network(), '198.51.100.250', { count: 2 });
    expect(statistics).toMatchObject({ transmitted: 2, received: 0, lossPercent: 100 });
  });

  test('the same seed gives the same report, another one another', async () => {
    const report = async (seed: number) =>
      pingReport(await ping(network(courseHosts, seed), 'wifi.exemple.fr', { count: 30 }));
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
    const { interrupted, statistics } = await ping(network([near]), 'near', {
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
  test.each(['nulle-part.exemple.fr', '', '192.0.2', '192.0.2.256', '::1', '<script>'])(
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
    const open = network([near]);
    const run = await pinging(open, 'near', { count: 5 });
    await expect(async () => {
      for await (const event of run) if (event.sequence === 2) open.close();
    }).rejects.toThrow(NetworkClosedError);
  });
});
