import { describe, expect, test } from 'vitest';
import { openKernel } from '../../src/network/kernel.js';
import { type Network, NetworkBusyError, SendError, waitUntil } from '../../src/network/network.js';
import { openRaw } from '../../src/network/raw.js';
import { openSimulated } from '../../src/network/simulated.js';
import { mtr, mtring } from '../../src/probe/mtr.js';
import { multipath } from '../../src/probe/multipath.js';
import { pingAll, pingingAll } from '../../src/probe/ping-all.js';
import { ping, pinging } from '../../src/probe/ping.js';
import { pathMtu } from '../../src/probe/pmtu.js';
import { scan, scanning } from '../../src/probe/scan.js';
import { sweep, sweeping } from '../../src/probe/sweep.js';
import { tcping, tcpinging } from '../../src/probe/tcping.js';
import { traceroute, tracing } from '../../src/probe/traceroute.js';
import { loadScenario } from '../../src/scenario/load.js';
import { answering, ScriptedNetwork } from '../probe/scripted-network.js';
import { whyNoRawSockets } from './privilege.js';

const course = await loadScenario('reference');
const simulated = (): Network => openSimulated('test', course, 1);
const HOST = 'cdn.exemple.fr';

const lack = whyNoRawSockets();
const adapters: readonly [string, () => Network, string | undefined][] = [
  ['simulated', simulated, undefined],
  ['scripted', () => new ScriptedNetwork(answering(5)), undefined],
  ['kernel', () => openKernel('test'), undefined],
  ['raw', () => openRaw('test'), lack],
];

describe.each(adapters)('the network %s', (_name, open, missing) => {
  test.skipIf(missing)('refuses a second reader by name, and serves the first', async () => {
    const network = open();
    const deadlineMs = network.now() + 30;
    const first = network.receive(deadlineMs);
    await expect(network.receive(deadlineMs)).rejects.toThrow(NetworkBusyError);
    await expect(first).resolves.not.toThrow();
    // The one that was refused has not taken its place.
    await expect(network.receive(network.now())).resolves.not.toThrow();
    network.close();
  });

  test.skipIf(missing)('serves another reader as soon as one has given up', async () => {
    const network = open();
    const stop = new AbortController();
    const first = network.receive(network.now() + 20_000, stop.signal);
    stop.abort();
    await first;
    await expect(network.receive(network.now())).resolves.not.toThrow();
    network.close();
  });
});

test('the message says what to do', () => {
  expect(new NetworkBusyError().message).toMatch(/one probe at a time.*await.*open another.*pingAll/);
});

/** Every probe that reads what arrives, each as short as it can be. */
const probes: Readonly<Record<string, (network: Network) => Promise<unknown>>> = {
  ping: (network) => ping(network, HOST, { count: 1 }),
  pingAll: (network) => pingAll(network, [HOST], { count: 1 }),
  traceroute: (network) => traceroute(network, HOST, { queries: 1 }),
  mtr: (network) => mtr(network, HOST, { cycles: 1 }),
  multipath: (network) => multipath(network, HOST, { maxFlows: 1 }),
  pathMtu: (network) => pathMtu(network, HOST),
  sweep: (network) => sweep(network, '192.168.1.0/30'),
  scan: (network) => scan(network, HOST, [9]),
  tcping: (network) => tcping(network, HOST, 9, { count: 1 }),
  waitUntil: (network) => waitUntil(network, network.now() + 10),
};

describe('a probe that comes while another one is under way', () => {
  test.each(Object.entries(probes))(
    '%s: is refused by name, and the other one loses nothing',
    async (_, probe) => {
      const network = simulated();
      const run = await pinging(network, HOST, { count: 4 });
      let sequence = 0;
      for await (const event of run) {
        expect(event).toMatchObject({ kind: 'reply', sequence: ++sequence });
        await expect(probe(network)).rejects.toThrow(NetworkBusyError);
      }
      expect(run.statistics()).toMatchObject({ received: 4, lossPercent: 0, ignored: 0 });
      await expect(probe(network)).resolves.not.toThrow();
    },
  );

  /** Waiting, on virtual time, is over in a turn or two. */
  const sending = Object.entries(probes).filter(([name]) => name !== 'waitUntil');

  test.each(sending)(
    '%s: is served where it was called first, whatever it awaits before its first packet',
    async (_, probe) => {
      for (let turns = 0; turns < 12; turns++) {
        const network = simulated();
        const first = probe(network);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        await expect(ping(network, HOST, { count: 1 })).rejects.toThrow(NetworkBusyError);
        await expect(first).resolves.not.toThrow();
      }
    },
  );

  test.each([
    ['scan', (network: Network) => scan(network, HOST, [1, 2, 3, 4, 5, 6, 7, 8])],
    ['tcping', (network: Network) => tcping(network, HOST, 9, { count: 8, intervalMs: 10 })],
  ] as const)('%s: keeps the network between two connections', async (_, probe) => {
    const network = simulated();
    const stop = new AbortController();
    const first = probe(network).finally(() => {
      stop.abort();
    });
    const seen: string[] = [];
    const named = (error: unknown): string => (error as Error).name;
    while (!stop.signal.aborted) {
      seen.push(await ping(network, HOST, { count: 1 }).then(() => 'served', named));
      // The simulated network takes a turn of the event loop now and then, which promises alone would never leave it.
      if (seen.length % 1000 === 0) await new Promise(setImmediate);
    }
    // The last one may find the network free again.
    expect(new Set(seen.slice(0, -1))).toEqual(new Set(['NetworkBusyError']));
    expect(seen.length).toBeGreaterThan(8);
    const result = await first;
    const outcomes = 'ports' in result ? result.ports : result.attempts;
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill('closed'));
  });

  test('two pings at once: one is refused, the other measures a host without loss', async () => {
    const network = simulated();
    const options = { count: 5, intervalMs: 10 };
    const [first, second] = await Promise.allSettled([
      ping(network, 'localhost', options),
      ping(network, HOST, options),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { statistics: { lossPercent: 0 } } });
    expect(second).toMatchObject({ status: 'rejected', reason: { name: 'NetworkBusyError' } });
  });
});

describe('the network is free again', () => {
  const isFree = async (network: Network): Promise<void> => {
    expect((await ping(network, HOST, { count: 1 })).statistics.received).toBe(1);
    network.close();
  };

  test.each(Object.entries(probes))('after %s, as often as one likes', async (_, probe) => {
    const network = simulated();
    await probe(network);
    await probe(network);
    await isFree(network);
  });

  /** Iterators that could go on for long. */
  const iterators: Readonly<
    Record<string, (network: Network, signal?: AbortSignal) => Promise<AsyncIterable<unknown>>>
  > = {
    pinging: (network, signal) => pinging(network, HOST, { count: Infinity, ...(signal && { signal }) }),
    pingingAll: (network, signal) =>
      Promise.resolve(pingingAll(network, [HOST], { count: Infinity, ...(signal && { signal }) })),
    tracing: (network, signal) => tracing(network, HOST, { ...(signal && { signal }) }),
    mtring: (network, signal) =>
      Promise.resolve(mtring(network, HOST, { cycles: Infinity, ...(signal && { signal }) })),
    sweeping: (network, signal) =>
      Promise.resolve(sweeping(network, '192.168.1.0/24', { ...(signal && { signal }) })),
    scanning: (network, signal) =>
      Promise.resolve(scanning(network, HOST, [1, 2, 3], { ...(signal && { signal }) })),
    tcpinging: (network, signal) =>
      Promise.resolve(tcpinging(network, HOST, 9, { count: Infinity, ...(signal && { signal }) })),
  };

  test.each(Object.entries(iterators))('not inside a loop over %s', async (_, start) => {
    const network = simulated();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the first event is enough
    for await (const _event of await start(network)) {
      await expect(ping(network, HOST)).rejects.toThrow(NetworkBusyError);
      break;
    }
    await isFree(network);
  });

  test.each(Object.entries(iterators))('after a loop over %s that is left early', async (_, start) => {
    const network = simulated();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the first event is enough
    for await (const _event of await start(network)) break;
    await isFree(network);
  });

  test.each(Object.entries(iterators))('after an error in a loop over %s', async (_, start) => {
    const network = simulated();
    await expect(async () => {
      // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the first event is enough
      for await (const _event of await start(network)) throw new Error('of the reader');
    }).rejects.toThrow('of the reader');
    await isFree(network);
  });

  test.each(Object.entries(iterators))('after %s is aborted', async (_, start) => {
    const network = simulated();
    const stop = new AbortController();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the first event is enough
    for await (const _event of await start(network, stop.signal)) stop.abort();
    await isFree(network);
  });

  test('after a packet that could not be sent', async () => {
    let refuses = true;
    const network = new ScriptedNetwork((probe) => {
      if (refuses) throw new SendError('there', 'ENETUNREACH');
      return answering(5)(probe);
    });
    await expect(ping(network, 'there')).rejects.toThrow(SendError);
    refuses = false;
    expect((await ping(network, 'there', { count: 1 })).statistics.received).toBe(1);
  });

  test('while nothing has been read of an iterator', async () => {
    const network = simulated();
    await pinging(network, HOST);
    await tracing(network, HOST);
    await isFree(network);
  });
});

test('a scan asks the network how many connections it serves at once', async () => {
  const counted = (maxConnections: number): { network: Network; most: () => number } => {
    let [underWay, most] = [0, 0];
    const network = Object.assign(new ScriptedNetwork(() => []), {
      maxConnections,
      connect: async () => {
        most = Math.max(most, ++underWay);
        await new Promise(setImmediate);
        underWay--;
        return { kind: 'closed', rttMs: 1 } as const;
      },
    });
    return { network, most: () => most };
  };
  for (const [maxConnections, parallel, expected] of [
    [1, 64, 1],
    [4, 64, 4],
    [Infinity, 6, 6],
  ] as const) {
    const { network, most } = counted(maxConnections);
    await scan(network, 'there', [1, 2, 3, 4, 5, 6, 7, 8, 9], { parallel });
    expect(most()).toBe(expected);
  }
});
