import { expect, test } from 'vitest';
import { open, openMachine, type Machine, type Network } from 'sonde';
import { monitoringMachine, PromEngine } from 'sonde/prometheus';

/** This machine and its loopback, on a clock that does not wait. */
async function quick(): Promise<{ readonly machine: Machine; readonly network: Network }> {
  const real = await openMachine({ source: 'live' });
  let nowMs = 5;
  const machine: Machine = {
    ...{ origin: 'live', name: 'essai', reason: '', byteOrder: real.byteOrder },
    now: () => nowMs,
    wait: (ms, signal) => {
      nowMs += ms;
      return Promise.resolve(signal?.aborted !== true);
    },
    read: (path) => real.read(path),
    stream: (path) => real.stream(path),
    list: (path) => real.list(path),
    links: (path) => real.links(path),
  };
  const simulated = await open({ network: 'simulated', scenario: 'reference' });
  const network = new Proxy(simulated, {
    get: (target, name) => {
      const value: unknown = name === 'origin' ? 'live' : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { machine, network };
}

test('scrape after scrape, the kernel’s counters and an echo go to one store', async () => {
  const options = { ...(await quick()), target: 'localhost', seconds: 3 };
  const seen: number[] = [];
  let engine: PromEngine | undefined;
  for await (const { endMs, store, origin, stepMs } of monitoringMachine(options)) {
    expect({ origin, stepMs }).toEqual({ origin: 'live', stepMs: 1000 });
    engine ??= new PromEngine(store);
    seen.push(endMs);
  }
  expect(seen).toEqual([0, 1000, 2000, 3000]);
  const values = async (query: string): Promise<unknown> => (await engine?.query(query, 3000))?.result;
  expect(await values('count_over_time(node_netstat_Tcp_CurrEstab{job="node",instance="essai"}[1h])')).toMatchObject([{ value: 4 }]); // prettier-ignore
  expect(await values('sum(sum_over_time(probe_success{job="icmp",instance="localhost"}[1h]))')).toMatchObject([{ value: 4 }]); // prettier-ignore
  expect(await values('count(node_network_receive_bytes_total{device="lo"})')).toMatchObject([{ value: 1 }]);
  options.network.close();
});

test('stops when it is told', async () => {
  const stop = new AbortController();
  const options = { ...(await quick()), target: 'localhost', seconds: 60, signal: stop.signal };
  const seen = [];
  for await (const { endMs } of monitoringMachine(options)) {
    seen.push(endMs);
    if (seen.length === 2) stop.abort();
  }
  expect(seen).toEqual([0, 1000]);
  options.network.close();
});

test('numbers measured and numbers invented do not mix', async () => {
  const { machine, network } = await quick();
  const invented = await open({ network: 'simulated' });
  const recorded = await openMachine({ name: 'serveur-web' });
  await expect(monitoringMachine({ machine, network: invented }).next()).rejects.toThrow(
    'network must be a live one, got simulated',
  );
  await expect(monitoringMachine({ machine: recorded, network }).next()).rejects.toThrow(/machine must be/);
  invented.close();
});

test.each([{ seconds: -1 }, { seconds: 1e9 }, { stepMs: 1 }, { stepMs: 1.5 }, { startMs: -1 }])(
  'refused: %o',
  async (wrong) => {
    await expect(monitoringMachine({ ...(await quick()), ...wrong }).next()).rejects.toThrow(/must be/);
  },
);
