import { expect, test } from 'vitest';
import { monitoringScenario, monitorScenario } from '../../src/prometheus/monitored-scenario.js';
import { PromEngine } from '../../src/prometheus/promql/engine.js';

const watched = await monitorScenario('congestion', { minutes: 1 });

async function valuesOf(query: string, timeS: number): Promise<readonly number[]> {
  const { result } = await new PromEngine(watched.store).query(query, timeS * 1000);
  return (result as readonly { readonly value: number }[]).map(({ value }) => value);
}

test('the line is quiet, then full, then quiet again', async () => {
  const rtt = 'probe_icmp_duration_seconds{phase="rtt"}';
  const [before = 0] = await valuesOf(rtt, 5);
  const [during = 0] = await valuesOf(`max_over_time(${rtt}[30s])`, 40);
  const [after = 0] = await valuesOf(rtt, 60);
  expect(before).toBeLessThan(0.03);
  expect(during).toBeGreaterThan(0.2);
  expect(after).toBeLessThan(0.03);
});

test('the uplink of the box sends what its rate allows, and drops the rest', async () => {
  const uplink = '{instance="box",device="eth1"}';
  const [utilisation = 0] = await valuesOf(
    `rate(node_network_transmit_bytes_total${uplink}[20s]) / node_network_speed_bytes${uplink}`,
    35,
  );
  expect(utilisation).toBeGreaterThan(0.95);
  expect(utilisation).toBeLessThanOrEqual(1.01);
  const [dropped = 0] = await valuesOf(`increase(node_network_transmit_drop_total${uplink}[1m])`, 60);
  expect(dropped).toBeGreaterThan(0);
});

test('the path, hop by hop: what comes after the full line is late', async () => {
  const late = 'count(max_over_time(sonde_path_hop_rtt_seconds[30s]) > 0.2)';
  expect(await valuesOf(late, 40)).toEqual([2]);
  expect(await valuesOf('count(sonde_path_hop_rtt_seconds)', 60)).toEqual([3]);
  expect(await valuesOf('sum(up)', 60)).toEqual([7]);
});

test('the same seed gives the same series', async () => {
  const again = await monitorScenario('congestion', { minutes: 1 });
  const query = 'sum({__name__=~".+"})';
  const engine = new PromEngine(again.store);
  expect((await engine.query(query, 30_000)).result).toMatchObject([
    { value: (await valuesOf(query, 30))[0] },
  ]);
});

test('it says where the numbers come from, and when they start', async () => {
  const startMs = 1_700_000_000_000;
  const { origin, endMs, target } = await monitorScenario('reference', { minutes: 0.25, startMs });
  expect({ origin, endMs, target: typeof target }).toEqual({
    ...{ origin: 'simulated', endMs: startMs + 15_000, target: 'string' },
  });
});

test.each([{ stepS: 1 }, { minutes: -1 }, { minutes: NaN }, { minutes: 1e9 }])(
  'refused: %o',
  async (options) => {
    await expect(monitorScenario('reference', options)).rejects.toThrow(/must be/);
  },
);

test('visitors stay longer when the round trip does: their connections pile up', async () => {
  const established = 'node_netstat_Tcp_CurrEstab{instance="serveur"}';
  const [before = 0] = await valuesOf(established, 5);
  const [during = 0] = await valuesOf(`max_over_time(${established}[30s])`, 40);
  const [after = 0] = await valuesOf(established, 60);
  expect(before).toBeLessThan(35);
  expect(during).toBeGreaterThan(180);
  expect(after).toBeLessThan(35);
  expect(await valuesOf('rate(node_netstat_Tcp_PassiveOpens[1m]) > 35 < 45', 60)).toHaveLength(1);
});

test('scrape by scrape, the same as to the end', async () => {
  const moments = [];
  for await (const { endMs } of monitoringScenario('reference', { minutes: 0.25 })) moments.push(endMs);
  expect(moments).toEqual([0, 5000, 10_000, 15_000]);
});

test('aborted before it starts, it says so', async () => {
  const signal = AbortSignal.abort(new Error('assez'));
  await expect(monitorScenario('reference', { signal })).rejects.toThrow('assez');
});
