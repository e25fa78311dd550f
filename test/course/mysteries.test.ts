/** The mysteries of chapter 10 can be solved by the course's own tools: what they measure is the answer that is right. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { simulatedCapture } from '../../src/capture/simulated-capture.js';
import type { GivenAnswer } from '../../src/course/judge-answer.js';
import { CourseExercise } from '../../src/course/exercise-sheet.js';
import { publishedExercises } from '../../src/course/published-exercises.js';
import type { Network } from '../../src/network/network.js';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { open } from '../../src/network/open.js';
import { mtr } from '../../src/probe/mtr.js';
import { multipath } from '../../src/probe/multipath.js';
import { ping } from '../../src/probe/ping.js';
import { pathMtu } from '../../src/probe/pmtu.js';
import { sweep } from '../../src/probe/sweep.js';
import { tcping } from '../../src/probe/tcping.js';
import { traceroute, type TracerouteResult } from '../../src/probe/traceroute.js';
import { monitorScenario } from '../../src/prometheus/monitored-scenario.js';
import { PromEngine } from '../../src/prometheus/promql/engine.js';
import { loadScenario } from '../../src/scenario/load.js';
import { testEnvironment } from './exercise-environment.js';

const published = await publishedExercises('10');

const mysteries = ['enquete-1', 'enquete-2', 'enquete-3', 'enquete-4', 'enquete-5'];

function dossier(scenario: string, seed = 1): Promise<Network> {
  return open({ network: 'simulated', scenario, seed });
}

/** Hands in what was measured, as a student would. */
async function expectRight(exercise: string, measured: GivenAnswer): Promise<void> {
  const { environment, last } = testEnvironment(published);
  await new CourseExercise(exercise, environment).answer(measured);
  expect(last()).toMatch(/^✓ Juste/);
}

/** The machines of a network, by their addresses. */
async function machines(scenario: string): Promise<ReadonlyMap<string, string>> {
  const { links } = await loadScenario(scenario);
  const ends = links.flatMap((link) => link.ends);
  return new Map(ends.flatMap(({ node, addresses }) => addresses.map(({ address }) => [address, node])));
}

/** Who answered at each ttl. */
function routers({ hops }: TracerouteResult): readonly (string | undefined)[] {
  return hops.map(({ probes }) => probes.flatMap((probe) => (probe.kind === 'answer' ? probe.from : []))[0]);
}

test.each(mysteries)('what a student reads of %s does not say its fault', async (name) => {
  const { title, teaches, nodes } = await loadScenario(name);
  expect(`${title} ${teaches}`).not.toMatch(/mtu|perte|perd|route|flux|tunnel|ipv6|file|congestion|filtre/i);
  for (const node of nodes.filter(({ router }) => router)) expect(node.name).toMatch(/^r\d$/);
});

test('the chapter gives each complaint in the words of its scenario', async () => {
  const chapter = (await listNotebooks()).find((file) => path.basename(file).startsWith('10-')) ?? '';
  const text = (await readNotebook(chapter)).cells.map(({ source }) => source).join('\n');
  for (const name of mysteries) {
    const { title, teaches } = await loadScenario(name);
    expect(text).toContain(`## ${title}\n\n> ${teaches}`);
  }
});

test('each mystery asks three questions or more, and gives two hints or more for each', () => {
  expect(published.length).toBeGreaterThanOrEqual(15);
  for (const { hints } of published) expect(hints.length).toBeGreaterThanOrEqual(2);
});

describe.each([1, 2, 3])('with seed %d', (seed) => {
  test('1: a link that loses packets one way only, behind a router that saves its answers', async () => {
    const network = await dossier('enquete-1', seed);
    const names = await machines('enquete-1');
    const { hops } = await mtr(network, 'siege.exemple.fr', { cycles: 400, intervalMs: 100 });
    const [, second, third, fourth, fifth] = hops;
    expect(second?.lossPercent).toBeGreaterThan(30);
    expect(third?.lossPercent).toBe(0);
    expect(Math.min(fourth?.lossPercent ?? 0, fifth?.lossPercent ?? 0)).toBeGreaterThan(3);
    await expectRight('10-suspect', 'il limite ses réponses');
    const ends = [third, fourth].map((hop) => names.get(hop?.addresses[0] ?? '') ?? '');
    await expectRight('10-lien', ends);

    const captures = ['r3', 'r4', 'siege'].map((node) => simulatedCapture(network, { node }));
    const { statistics } = await ping(network, 'siege.exemple.fr', { count: 2000, intervalMs: 20 });
    const entered = [];
    for (const capture of captures) {
      const types = [];
      for await (const { direction, bytes } of capture) if (direction === 'in') types.push(bytes[20]);
      entered.push({
        requests: types.filter((t) => t === 8).length,
        replies: types.filter((t) => t === 0).length,
      });
    }
    expect(entered.map(({ requests }) => requests)).toEqual([2000, 2000, 2000]);
    expect(entered[1]?.replies).toBe(2000);
    expect(entered[0]?.replies).toBe(statistics.received);
    await expectRight('10-sens', 'retour');
    await expectRight('10-taux', `${statistics.lossPercent} %`);
  });

  test('2: a tunnel too narrow for IPv6, whose router is silent', async () => {
    const network = await dossier('enquete-2', seed);
    const [v4, v6] = await Promise.all([4, 6].map((v) => network.resolve('www.mairie.exemple', v as 4 | 6)));
    expect(await pathMtu(network, v4 ?? '', { maxMtu: 1500 })).toMatchObject({
      pathMtu: 1500,
      blackHole: false,
    });
    const narrow = await pathMtu(network, v6 ?? '', { maxMtu: 1500 });
    expect(narrow.blackHole).toBe(true);
    await expectRight('10-famille', 'IPv6');
    await expectRight('10-taille', `${narrow.pathMtu} octets`);

    // A long packet is lost at the near end of the tunnel, whoever sends it: the page's own die beside the server.
    await expectRight('10-muet', await sinkOf(network, 'www.mairie.exemple'));
    const opposite = { ...(await loadScenario('enquete-2')), machine: 'mairie' };
    const back = await open({ network: 'simulated', scenario: opposite, seed });
    expect(await sinkOf(back, '2001:db8:0:1::10')).toBe('r5');
    await expectRight('10-muet', 'r5');
    back.close();
  });

  /** The router that a packet of 1500 bytes enters and never leaves. */
  async function sinkOf(network: Network, target: string): Promise<string> {
    const names = await machines('enquete-2');
    const way = routers(await traceroute(network, target, { version: 6 }));
    const captures = way.map((address) => {
      const node = names.get(address ?? '') ?? '';
      return { node, capture: simulatedCapture(network, { node }) };
    });
    await ping(network, target, { count: 1, size: 1452, version: 6 });
    const sunk = [];
    for (const { node, capture } of captures) {
      const long = [];
      for await (const { direction, bytes } of capture) if (bytes.length === 1500) long.push(direction);
      if (long.includes('in') && !long.includes('out')) sunk.push(node);
    }
    return sunk.join(' ');
  }

  test('3: a more precise route that a change wrote', async () => {
    const network = await dossier('enquete-3', seed);
    const before = await sweep(network, '203.0.113.0/24');
    const sane = routers(await traceroute(network, 'boutique.exemple.fr'));

    const replay = await dossier('enquete-3', seed);
    const { events } = await ping(replay, 'boutique.exemple.fr', { count: 90 });
    await expectRight('10-heure', `${events.find(({ kind }) => kind !== 'reply')?.sequence} s`);

    const lost = routers(await traceroute(replay, 'boutique.exemple.fr', { maxTtl: 6 }));
    const parting = lost.findIndex((address, i) => address !== sane[i]);
    const decides = (await machines('enquete-3')).get(lost[parting - 1] ?? '');
    await expectRight('10-decision', decides ?? '');

    const after = (await sweep(replay, '203.0.113.0/24')).hosts.map(({ address }) => address);
    const last = (address: string): number => Number(address.split('.').at(-1));
    const gone = before.hosts.map(({ address }) => address).filter((address) => !after.includes(address));
    // The shortest prefix with all that is gone and nobody who still answers.
    const lengths = Array.from({ length: 8 }, (_, i) => 25 + i);
    const block = (address: string, length: number): number => last(address) >> (32 - length);
    const right = lengths.filter((length) => {
      const blocks = new Set(gone.map((address) => block(address, length)));
      return blocks.size === 1 && !after.some((address) => blocks.has(block(address, length)));
    });
    expect(right).toHaveLength(1);
    await expectRight('10-prefixe', right[0] ?? 0);
  });

  test('4: one dead branch of four', async () => {
    const network = await dossier('enquete-4', seed);
    const { lossPercent } = await tcping(network, 'www.exemple.fr', 443, {
      count: 400,
      intervalMs: 20,
      timeoutMs: 300,
    });
    await expectRight('10-part', `${lossPercent} %`);
    const { hops } = await multipath(network, 'www.exemple.fr', { maxTtl: 8 });
    const [, , branches, joined, end] = hops;
    expect(joined?.silentFlows).toEqual(end?.silentFlows);
    await expectRight('10-hasard', 'le flux');
    const silent = JSON.stringify(joined?.silentFlows);
    const dead = branches?.interfaces.filter(({ flows }) => JSON.stringify(flows) === silent) ?? [];
    expect(branches?.interfaces).toHaveLength(4);
    await expectRight('10-branche', dead.map(({ address }) => address).join(' '));
  });

  test('5: a line that an update fills for a while', async () => {
    const watched = await monitorScenario('enquete-5', { minutes: 5, stepS: 5, seed });
    const engine = new PromEngine(watched.store);
    const rtt = 'probe_icmp_duration_seconds{phase="rtt"} * 1000';
    const range = { startMs: 0, endMs: watched.endMs, stepMs: watched.stepMs };
    const [curve] = (await engine.queryRange(rtt, range)).result;
    const rise = curve?.values.findIndex((ms) => ms > 100) ?? -1;
    await expectRight('10-debut', `${(curve?.timesMs[rise] ?? 0) / 1000} s`);

    const instances = async (query: string): Promise<readonly (string | undefined)[]> => {
      const answer = await engine.query(query, watched.endMs);
      return answer.resultType === 'vector' ? answer.result.map(({ metric }) => metric['instance']) : [];
    };
    const drops = await instances('increase(node_network_transmit_drop_total[5m]) > 0');
    expect(drops).toHaveLength(1);
    await expectRight('10-file', drops[0] ?? '');

    const fed = 'sum by (instance) (rate(node_network_receive_bytes_total{instance=~"m."}[30s] @ 220))';
    const [guilty] = await instances(`topk(1, ${fed})`);
    await expectRight('10-responsable', guilty ?? '');

    const times = curve?.values ?? [];
    const calm = [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
    await expectRight('10-attente', `${Math.max(...times) - calm} ms`);
  });
});
