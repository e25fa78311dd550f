import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openPrometheus, type OpenPrometheusOptions } from '../../src/prometheus/open-prometheus.js';
import type { Prometheus } from '../../src/prometheus/prometheus.js';
import { readRuleFile } from '../../src/prometheus/rules/rule-file.js';
import { appendSeries } from '../../src/prometheus/series/notation.js';
import { SeriesStore } from '../../src/prometheus/series/store.js';
import { OddServer } from './client/odd-server.js';

const minute = 60_000;

/** Series of a line of words: `up{job="a"}` once a minute. */
function storeOf(series: Readonly<Record<string, string>>, labels = {}): SeriesStore {
  const store = new SeriesStore();
  for (const [name, values] of Object.entries(series))
    appendSeries(store, { __name__: name, ...labels }, values, { startMs: 0, stepMs: minute });
  return store;
}

const embedded = (series: SeriesStore, options: OpenPrometheusOptions = {}): Promise<Prometheus> =>
  openPrometheus({ source: 'embedded', series, rules: [], ...options });

const panne = (more = ''): ReturnType<typeof readRuleFile> =>
  readRuleFile(`
groups:
  - name: pannes
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Panne
        expr: up == 0
        for: 2m
        annotations: { summary: '{{ $labels.job }} ne répond plus' }
${more}`);

beforeEach(() => {
  vi.stubEnv('PROMETHEUS_URL', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('auto', () => {
  const series = storeOf({ up: '1' });
  const auto = (options: OpenPrometheusOptions = {}): Promise<Prometheus> =>
    openPrometheus({ series, rules: [], ...options });

  test('takes the engine where nobody names a server', async () => {
    for (const unset of [undefined, '', '  ']) {
      vi.stubEnv('PROMETHEUS_URL', unset);
      const { origin, reason } = await auto();
      expect(origin).toBe('recorded');
      expect(reason).toBe(
        'moteur PromQL embarqué, séries en mémoire\u202f: PROMETHEUS_URL n’est pas définie',
      );
    }
  });

  test('takes the server that is named and answers', async () => {
    const server = await OddServer.good((path) => (path === 'status/buildinfo' ? { version: '2.42.0' } : []));
    vi.stubEnv('PROMETHEUS_URL', server.url);
    const { origin, reason } = await auto();
    await server.close();
    expect(origin).toBe('live');
    expect(reason).toBe(`serveur Prometheus 2.42.0 (${server.url}), celui de PROMETHEUS_URL`);
  });

  test.each([
    [404, 'ne répond pas comme un Prometheus'],
    [401, 'refuse de répondre'],
    [503, 'n’est pas prêt'],
  ])('says why it does not take the server: HTTP %i', async (status, why) => {
    const server = await OddServer.start((response) => response.writeHead(status).end('<html>'));
    const options = { url: server.url.replace('//', '//user:secret@') };
    const { origin, reason } = await auto(options);
    await server.close();
    expect([origin, reason]).toEqual([
      'recorded',
      `moteur PromQL embarqué, séries en mémoire\u202f: le serveur demandé (${server.url}) ${why}`,
    ]);
  });

  test('says that nobody answers at PROMETHEUS_URL', async () => {
    const server = await OddServer.good();
    await server.close();
    vi.stubEnv('PROMETHEUS_URL', server.url);
    expect((await auto()).reason).toMatch(/le serveur de PROMETHEUS_URL \(http:\/\/[\d.:]+\) ne répond pas$/);
  });

  test('does without a PROMETHEUS_URL that is no address, but not without a url', async () => {
    vi.stubEnv('PROMETHEUS_URL', 'ftp://user:secret@127.0.0.1');
    expect((await auto()).reason).toMatch(/PROMETHEUS_URL n’est pas une adresse http ou https$/);
    await expect(auto({ url: 'ftp://127.0.0.1' })).rejects.toThrow('url must be an http or https address');
  });

  test('is given up with its signal', async () => {
    const signal = AbortSignal.abort();
    const gone = { name: 'QueryError', type: 'canceled' };
    await expect(auto({ url: 'http://127.0.0.1:9', signal })).rejects.toMatchObject(gone);
    await expect(openPrometheus({ source: 'embedded', signal })).rejects.toMatchObject(gone);
  });

  test('is one of three words', async () => {
    await expect(openPrometheus({ source: 'cloud' as 'auto' })).rejects.toThrow('source must be auto');
  });
});

describe('the embedded engine', () => {
  test('is at its last sample', async () => {
    expect((await embedded(storeOf({ up: '1x4', down: '0' }))).now()).toBe(4 * minute);
    expect((await embedded(new SeriesStore())).now()).toBe(0);
  });

  test('says where its series come from', async () => {
    expect((await embedded(storeOf({ up: '1' }), { origin: 'live' })).origin).toBe('live');
  });

  test('finds the series that have a sample then', async () => {
    const prometheus = await embedded(storeOf({ early: '1', late: '_ _ 1', up: '1x5' }));
    const names = async (startMs: number, endMs: number): Promise<unknown> =>
      (await prometheus.series('{__name__=~".+"}', { startMs, endMs })).map(({ __name__: name }) => name);
    expect(await names(0, 0)).toEqual(['early', 'up']);
    expect(await names(1, 2 * minute)).toEqual(['late', 'up']);
    expect(await names(6 * minute, 9 * minute)).toEqual([]);
    expect(await prometheus.series(['up', 'early', 'up'])).toEqual([
      { __name__: 'early' },
      { __name__: 'up' },
    ]);
  });

  test('has for targets the series up of its present', async () => {
    const store = storeOf({ up: '1x9' }, { job: 'web', instance: 'a' });
    appendSeries(store, { __name__: 'up', job: 'web', instance: 'b' }, '1x8 0', {
      startMs: 0,
      stepMs: minute,
    });
    appendSeries(store, { __name__: 'up', job: 'web', instance: 'gone' }, '1 1 stale', {
      startMs: 0,
      stepMs: minute,
    });
    expect(await (await embedded(store)).targets()).toEqual(
      [
        { instance: 'a', health: 'up' },
        { instance: 'b', health: 'down' },
      ].map(({ instance, health }) => ({
        job: 'web',
        instance,
        labels: { instance, job: 'web' },
        health,
        scrapedMs: 9 * minute,
      })),
    );
  });

  test('follows its series with the rules, whatever is asked first', async () => {
    const store = storeOf({ up: '1 0 0 0' }, { job: 'web' });
    const prometheus = await embedded(store, { rules: await panne() });
    const range = { startMs: 0, endMs: 3 * minute, stepMs: minute };
    const { result } = await prometheus.queryRange('ALERTS{alertstate="firing"}', range);
    expect(result[0]?.timesMs).toEqual([3 * minute]);
    expect(await prometheus.alerts()).toEqual([
      {
        name: 'Panne',
        state: 'firing',
        labels: { alertname: 'Panne', job: 'web' },
        annotations: { summary: 'web ne répond plus' },
        activeAtMs: minute,
        value: 0,
      },
    ]);
    expect(await prometheus.labelValues('__name__')).toEqual([
      'ALERTS',
      'ALERTS_FOR_STATE',
      'job:up:sum',
      'up',
    ]);
  });

  test('knows labels that need quotes', async () => {
    const store = storeOf({ up: '1' }, { 'lien.nom': 'fibre' });
    const prometheus = await embedded(store);
    expect(await prometheus.labelValues('lien.nom')).toEqual(['fibre']);
    await expect(prometheus.labelValues('')).rejects.toThrow('invalid label name: ""');
  });

  test('goes on with series that grow', async () => {
    const store = storeOf({ up: '1' }, { job: 'web' });
    const prometheus = await embedded(store, { rules: await panne() });
    const states: unknown[] = [];
    for (const [i, value] of [0, 0, 0, 1].entries()) {
      store.append({ __name__: 'up', job: 'web' }, (i + 1) * minute, value);
      const [alerts, [group]] = await Promise.all([prometheus.alerts(), prometheus.rules()]);
      states.push([alerts[0]?.state, group?.rules[1]?.state]);
    }
    expect(states).toEqual([
      ['pending', 'pending'],
      ['pending', 'pending'],
      ['firing', 'firing'],
      [undefined, 'inactive'],
    ]);
  });

  test('tells which rule fails, of two that have one name', async () => {
    const twice = `
      - { record: broken, expr: up }
      - { record: broken, expr: up + on () up }`;
    const store = storeOf({ up: '1' }, { job: 'a' });
    store.append({ __name__: 'up', job: 'b' }, 0, 1);
    const [group] = await (await embedded(store, { rules: await panne(twice) })).rules();
    expect(group?.rules.slice(2)).toMatchObject([
      { kind: 'recording', name: 'broken', expression: 'up', health: 'ok' },
      { kind: 'recording', name: 'broken', health: 'err' },
    ]);
    expect(group?.rules[3]?.error).toContain('many-to-many');
  });

  test('knows its rules before it has any series', async () => {
    const prometheus = await embedded(new SeriesStore(), { rules: await panne() });
    expect((await prometheus.rules())[0]?.rules.map(({ health }) => health)).toEqual(['unknown', 'unknown']);
    expect(await prometheus.alerts()).toEqual([]);
  });

  test('of a long past, evaluates the end only', async () => {
    const store = new SeriesStore();
    store.append({ __name__: 'up', job: 'web' }, 0, 1);
    store.append({ __name__: 'up', job: 'web' }, 1_700_000_040_000, 0);
    const prometheus = await embedded(store, { rules: await panne() });
    expect(await prometheus.alerts()).toHaveLength(1);
    const kept = await prometheus.query('count_over_time(job:up:sum[100y])', prometheus.now());
    expect(kept.result).toMatchObject([{ value: 1 }]);
  });

  test('leaves a caller who gives up, and serves the next', async () => {
    const store = storeOf({ up: '0x500' }, { job: 'web' });
    const prometheus = await embedded(store, { rules: await panne() });
    const leaving = new AbortController();
    const asked = prometheus.alerts({ signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'QueryError', type: 'canceled' });
    expect(await prometheus.alerts()).toMatchObject([{ state: 'firing', activeAtMs: 0 }]);
  });

  test('gives each query its time', async () => {
    const prometheus = await embedded(storeOf({ up: '1x100' }), { timeoutMs: 1 });
    const heavy = 'sum_over_time(sum_over_time(up[100m:1ms])[1h:1s])';
    await expect(prometheus.query(heavy, 100 * minute)).rejects.toMatchObject({ type: 'timeout' });
  });
});
