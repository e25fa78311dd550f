import { describe, expect, test } from 'vitest';
import {
  NetworkBusyError,
  NetworkClosedError,
  SendError,
  UnknownHostError,
} from '../../src/network/network.js';
import { open } from '../../src/network/open.js';
import { openRaw } from '../../src/network/raw.js';
import { openSimulated } from '../../src/network/simulated.js';
import { InvalidOptionError } from '../../src/option.js';
import { type HostPing, pingAll, pingingAll } from '../../src/probe/ping-all.js';
import { type PingOptions, type PingResult, ping } from '../../src/probe/ping.js';
import { generateTree } from '../../src/scenario/generate.js';
import { loadScenario } from '../../src/scenario/load.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { whyNoRawSockets } from '../network/privilege.js';
import { type Script, answering, echoReply, ScriptedNetwork, unreachable } from './scripted-network.js';

/** The result of a host that was pinged. */
function pinged(result: HostPing | undefined): PingResult {
  if (!result) throw new Error('no result');
  if ('error' in result) throw result.error;
  return result;
}

const address = (i: number): string => `198.51.100.${i}`;
const many = (count: number, first = 1): string[] =>
  Array.from({ length: count }, (_, i) => address(first + i));

/** Each host answers after as many milliseconds as the last byte of its address says. */
const byAddress: Script = (probe) => answering(Number(probe.ip.destination.split('.')[3]))(probe);

describe('on a scripted network', () => {
  test('a result for each host, in the order of hosts, whoever answers first', async () => {
    const network = new ScriptedNetwork(byAddress);
    const results = await pingAll(network, [address(30), address(10), address(20)], { count: 2 });
    expect(results.map(({ host }) => host)).toEqual([address(30), address(10), address(20)]);
    expect(results.map((result) => pinged(result).statistics.rtt?.avgMs)).toEqual([30, 10, 20]);
    expect(network.sent.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 1000, 1000, 1000]);
  });

  test('events come with their host, in the order of time', async () => {
    const seen: string[] = [];
    const hosts = [address(30), address(10)];
    for await (const { host, kind } of pingingAll(new ScriptedNetwork(byAddress), hosts, { count: 1 }))
      seen.push(`${host} ${kind}`);
    expect(seen).toEqual([`${address(10)} reply`, `${address(30)} reply`]);
  });

  test('every event is the one that ping gives: loss, duplicates, late replies and errors', async () => {
    const script: Script = (probe) => {
      const last = Number(probe.ip.destination.split('.')[3]);
      if (last === 1) return probe.sequence === 2 ? [] : answering(5)(probe);
      if (last === 2) return [10, 12].map((afterMs) => ({ afterMs, bytes: echoReply(probe) }));
      if (last === 3) return answering(probe.sequence === 1 ? 150 : 5)(probe);
      return [{ afterMs: 3, bytes: unreachable(probe.bytes, 1) }];
    };
    const options = { count: 3, intervalMs: 100, timeoutMs: 120 };
    const results = await pingAll(new ScriptedNetwork(script), many(4), options);
    const alone = await Promise.all(many(4).map((host) => ping(new ScriptedNetwork(script), host, options)));
    expect(results).toEqual(alone);
  });

  test('hosts are told apart by the identifier of their requests, each of which is the only one', async () => {
    const network = new ScriptedNetwork(byAddress, 'simulated', 0xfffe);
    const hosts = ['there', 'there', 'there'];
    const results = await pingAll(network, hosts, { count: 1 });
    expect(network.sent.map(({ identifier }) => identifier)).toEqual([0xfffe, 0xffff, 0]);
    expect(results.map((result) => pinged(result).statistics.received)).toEqual([1, 1, 1]);
  });

  test('what is foreign changes nothing; it is counted by each ping that goes on', async () => {
    const script: Script = (probe) => [
      ...byAddress(probe),
      { afterMs: 1, bytes: echoReply(probe, { identifier: 0x1234 }) },
      { afterMs: 2, bytes: echoReply(probe, { sequence: 9 }) },
    ];
    const results = await pingAll(new ScriptedNetwork(script), [address(10), address(20)], { count: 1 });
    expect(results.map((result) => pinged(result).statistics)).toMatchObject([
      { received: 1, ignored: 4 },
      { received: 1, ignored: 4 },
    ]);
  });

  test('a host that cannot be pinged is a result with its error, and the others are pinged', async () => {
    const script: Script = (probe) => {
      if (probe.ip.destination === address(2)) throw new SendError(address(2), 'ENETUNREACH');
      return byAddress(probe);
    };
    const hosts = ['nowhere', address(1), address(2)];
    const [unknown, fine, refused] = await pingAll(new ScriptedNetwork(script), hosts, { count: 1 });
    expect(unknown).toMatchObject({ host: 'nowhere', origin: 'simulated' });
    expect(unknown).toHaveProperty('error', new UnknownHostError('nowhere'));
    expect(pinged(fine).statistics.received).toBe(1);
    expect(refused).toHaveProperty('error', new SendError(address(2), 'ENETUNREACH'));
    const kinds: string[] = [];
    for await (const { host, kind } of pingingAll(new ScriptedNetwork(script), hosts, { count: 1 }))
      kinds.push(`${host} ${kind}`);
    expect(kinds).toEqual(['nowhere failed', `${address(2)} failed`, `${address(1)} reply`]);
  });

  test('nothing is waited for of a host that has failed', async () => {
    const script: Script = (probe) => {
      if (probe.ip.destination === address(10)) return byAddress(probe);
      if (probe.sequence === 2) throw new SendError(address(2), 'ENETUNREACH');
      return [];
    };
    const seen: string[] = [];
    const network = new ScriptedNetwork(script);
    const options = { count: 2, intervalMs: 100, timeoutMs: 5000 };
    for await (const { host, kind } of pingingAll(network, [address(2), address(10)], options))
      seen.push(`${host} ${kind}`);
    expect(seen).toEqual([`${address(10)} reply`, `${address(2)} failed`, `${address(10)} reply`]);
    expect(network.now()).toBe(110);
  });

  test('200 hosts at once: no answer waits for the end of the sending', async () => {
    const network = new ScriptedNetwork(answering(0));
    const hosts = many(200);
    const seen: number[] = [];
    for await (const { kind } of pingingAll(network, hosts, { count: 3, intervalMs: 20 }))
      if (kind === 'reply') seen.push(network.sent.length);
    expect(seen).toHaveLength(600);
    expect(seen[0]).toBeLessThan(200);
    const sent = new Map<string, number>();
    for (const { ip } of network.sent) sent.set(ip.destination, (sent.get(ip.destination) ?? 0) + 1);
    expect([...sent.values()]).toEqual(Array(200).fill(3));
  });

  test('answers are read between two batches: they need no more room than a batch', async () => {
    const network = new ScriptedNetwork(answering(0));
    const hosts = Array.from({ length: 6000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    let seen = 0;
    for await (const { kind } of pingingAll(network, hosts, { count: 1 })) {
      if (kind !== 'reply') continue;
      seen += 1;
      expect(network.sent.length - seen).toBeLessThan(64);
    }
    expect(seen).toBe(6000);
  });

  test.each<unknown>(['there', [1], undefined])('%j is no list of hosts', async (hosts) => {
    const network = new ScriptedNetwork(answering(1));
    await expect(pingAll(network, hosts as readonly string[])).rejects.toThrow(
      'hosts must be a list of names or addresses',
    );
  });

  test('no host: no result', async () => {
    expect(await pingAll(new ScriptedNetwork(answering(1)), [])).toEqual([]);
  });

  test('a signal stops all of them, and keeps what was measured', async () => {
    const stop = new AbortController();
    const network = new ScriptedNetwork(byAddress);
    network.schedule(1500, () => {
      stop.abort();
    });
    const results = await pingAll(network, many(3), { count: Infinity, signal: stop.signal });
    expect(results.map(pinged)).toMatchObject(
      Array(3).fill({ interrupted: true, statistics: { transmitted: 2, received: 2 } }),
    );
    expect(network.now()).toBe(1500);
  });

  test('aborted before the start sends nothing', async () => {
    const network = new ScriptedNetwork(byAddress);
    const [result] = await pingAll(network, many(1), { signal: AbortSignal.abort() });
    expect(network.sent).toEqual([]);
    expect(pinged(result)).toMatchObject({ interrupted: true, events: [] });
  });

  test.each<[string, number, PingOptions]>([
    ['hosts', 65_537, {}],
    ['count', 1, { count: 0 }],
    ['ttl', 1, { ttl: 256 }],
  ])('refuses what is out of range: %s', async (option, count, options) => {
    const network = new ScriptedNetwork(answering(1));
    const hosts = Array.from({ length: count }, () => 'there');
    await expect(pingAll(network, hosts, options)).rejects.toMatchObject({
      name: InvalidOptionError.name,
      option,
    });
  });

  test('a network that is closed meanwhile ends all of them by name', async () => {
    const network = new ScriptedNetwork(() => []);
    network.schedule(500, () => {
      network.close();
    });
    await expect(pingAll(network, many(2))).rejects.toThrow(NetworkClosedError);
  });
});

describe('what opens a network', () => {
  const watched = () => {
    const opened: ScriptedNetwork[] = [];
    const opening = (): Promise<ScriptedNetwork> => {
      const network = new ScriptedNetwork(byAddress);
      opened.push(network);
      return Promise.resolve(network);
    };
    return { opened, opening };
  };

  test('is asked once, and its network closed at the end', async () => {
    const { opened, opening } = watched();
    const results = await pingAll(opening, many(2), { count: 1 });
    expect(results.map((result) => pinged(result).statistics.received)).toEqual([1, 1]);
    expect(opened).toHaveLength(1);
    await expect(opened[0]?.receive(0)).rejects.toThrow(NetworkClosedError);
  });

  test('has it closed when the loop is left early, and after an error', async () => {
    const { opened, opening } = watched();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the first event is enough
    for await (const _ of pingingAll(opening, many(2))) break;
    await expect(pingAll(opening, many(1), { count: 0 })).rejects.toThrow(InvalidOptionError);
    for (const network of opened) await expect(network.receive(0)).rejects.toThrow(NetworkClosedError);
  });

  test('leaves a network that was given open', async () => {
    const network = new ScriptedNetwork(byAddress);
    await pingAll(network, many(1), { count: 1 });
    expect((await ping(network, 'there', { count: 1 })).statistics.received).toBe(1);
  });
});

describe('on the simulator', () => {
  /** Each host behind a link of its own, with its own delay, loss and jitter: nothing is shared but the machine. */
  const star = readScenario(`
title: Étoile
teaches: Une machine, cinq hôtes, cinq câbles.
machine: centre
nodes: { centre: , h1: , h2: , h3: , h4: , h5: }
links:
${[1, 2, 3, 4, 5]
  .map(
    (i) =>
      `  - { between: { centre: 10.0.${i}.1/24, h${i}: 10.0.${i}.2/24 }, delay: ${2 * i} ms, jitter: ${i} ms, loss: 10 %, duplication: 5 % }`,
  )
  .join('\n')}
`);
  const hosts = ['h1', 'h2', 'h3', 'h4', 'h5', 'absent'];

  /** What ping gives host after host, each on a network where nothing happened before. */
  const oneByOne = (
    scenario: Scenario,
    names: readonly string[],
    options: PingOptions,
  ): Promise<PingResult[]> =>
    Promise.all(names.map((host) => ping(openSimulated('test', scenario, 3), host, options)));

  test('the same figures as one after the other, where no queue is shared', async () => {
    const options = { count: 40, intervalMs: 200 };
    const together = await pingAll(openSimulated('test', star, 3), hosts, options);
    const alone = await oneByOne(star, hosts.slice(0, 5), options);
    expect(together.slice(0, 5)).toEqual(alone);
    expect(together[5]).toHaveProperty('error', new UnknownHostError('absent'));
  });

  test('the same figures as one after the other on one network', async () => {
    const scenario = await loadScenario('transatlantique');
    const names = ['passerelle.lan', 'www.exemple.org'].filter((name) =>
      scenario.names.some((each) => each.name === name),
    );
    const network = openSimulated('test', scenario, 1);
    const together = await pingAll(network, names, { count: 3 });
    const again = openSimulated('test', scenario, 1);
    for (const [i, host] of names.entries()) {
      const { statistics } = await ping(again, host, { count: 3 });
      expect(pinged(together[i]).statistics.rtt?.minMs).toBeCloseTo(statistics.rtt?.minMs ?? NaN, 1);
    }
    expect(names.length).toBeGreaterThan(0);
  });

  test('200 hosts of a tree of routers, all of them there', async () => {
    const scenario = generateTree(201);
    const names = scenario.names.slice(0, 200).map(({ name }) => name);
    const results = await pingAll(openSimulated('test', scenario, 1), names, { count: 2 });
    expect(results.map((result) => pinged(result).statistics.received)).toEqual(Array(200).fill(2));
    expect(results.map((result) => pinged(result).address)).toEqual(
      scenario.names.slice(0, 200).map((each) => each.address),
    );
  });

  test('while it goes on, no other probe has the network; afterwards, any', async () => {
    const network = await open({ network: 'simulated' });
    const seen: string[] = [];
    for await (const { kind } of pingingAll(network, ['passerelle.lan', 'cdn.exemple.fr'], { count: 2 })) {
      seen.push(kind);
      await expect(ping(network, 'passerelle.lan')).rejects.toThrow(NetworkBusyError);
    }
    expect(seen).toEqual(Array(4).fill('reply'));
    expect((await ping(network, 'passerelle.lan', { count: 1 })).statistics.received).toBe(1);
    network.close();
  });
});

const lack = whyNoRawSockets();

describe.skipIf(lack)(`on real raw sockets${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const loopback = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `127.0.${i >> 7}.${(i & 127) + 1}`);

  test.each([20, 200])('%i addresses of this machine', async (count) => {
    const hosts = loopback(count);
    const options = { count: 2, intervalMs: 50, timeoutMs: 20_000 };
    const results = await pingAll(() => Promise.resolve(openRaw('test')), hosts, options);
    expect(results.map((result) => pinged(result).statistics)).toMatchObject(
      Array(count).fill({ transmitted: 2, received: 2, duplicates: 0, errors: 0 }),
    );
    expect(
      results.map((result) => pinged(result).events.map((event) => event.kind === 'reply' && event.from)),
    ).toEqual(hosts.map((host) => [host, host]));
  });
});
