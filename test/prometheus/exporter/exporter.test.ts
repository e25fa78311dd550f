import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openMachine } from '../../../src/host/open-machine.js';
import { type Network, UnknownHostError } from '../../../src/network/network.js';
import { open } from '../../../src/network/open.js';
import { parseExposition } from '../../../src/prometheus/exposition/text-format.js';
import {
  Exporter,
  type ExporterAnswer,
  type ExporterOptions,
} from '../../../src/prometheus/exporter/exporter.js';
import { serveExporter } from '../../../src/prometheus/exporter/exporter-server.js';
import { parseOpenMetrics } from '../../../src/prometheus/exposition/openmetrics.js';

const machine = await openMachine({ name: 'serveur-web' });

function exporter(options: Partial<ExporterOptions> = {}): Promise<Exporter> {
  return Exporter.create({
    machine,
    openNetwork: () => open({ network: 'simulated', scenario: 'congestion' }),
    targets: ['www.exemple.fr', '192.0.2.1:22', 'nulle-part.exemple'],
    ...options,
  });
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(
  asked: Exporter,
  url: string,
  { method = 'GET', headers = {} }: Asked = {},
): Promise<ExporterAnswer> {
  const { signal } = new AbortController();
  return asked.answer({ method, url, headers: { host: '127.0.0.1:9797', ...headers }, signal });
}

/** `name{label="value"}` to value. */
function valuesOf(text: string): Record<string, number> {
  const samples = parseExposition(text).flatMap((family) => family.samples);
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => [
      [name, ...Object.entries(labels).map(([label, each]) => `${label}=${each}`)].join(' '),
      value,
    ]),
  );
}

test('/metrics: the machine under the names of node_exporter, and what the exporter counts of itself', async () => {
  const { status, headers, body } = await ask(await exporter(), '/metrics');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(valuesOf(body)).toMatchObject({
    'node_network_receive_bytes_total device=eth0': expect.any(Number) as number,
    node_netstat_Tcp_RetransSegs: expect.any(Number) as number,
    node_sockstat_TCP_tw: expect.any(Number) as number,
    'node_scrape_collector_success collector=netdev': 1,
    'sonde_machine_info machine=serveur-web origin=recorded': 1,
  });
});

test('/metrics in OpenMetrics, to who prefers it; its rules hold', async () => {
  const accept =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  const asked = await exporter();
  await ask(asked, '/probe?target=www.exemple.fr');
  const { headers, body } = await ask(asked, '/metrics', { headers: { accept } });
  expect(headers['content-type']).toMatch(/^application\/openmetrics-text; version=1.0.0/);
  const names = parseOpenMetrics(body).map(({ name, type }) => `${name} ${type}`);
  expect(names).toEqual(
    expect.arrayContaining([
      'node_network_receive_bytes counter',
      'node_netstat_Tcp_RetransSegs unknown',
      'sonde_exporter_probe_duration_seconds histogram',
    ]),
  );
});

test('a machine without IPv6 or without the files is said, not guessed', async () => {
  const bare = { ...machine, read: () => Promise.resolve(undefined) };
  const { body } = await ask(await exporter({ machine: bare }), '/metrics');
  expect(valuesOf(body)).toMatchObject({ 'node_scrape_collector_success collector=netdev': 0 });
});

test('icmp', async () => {
  const { body } = await ask(await exporter(), '/probe?target=www.exemple.fr&module=icmp');
  expect(valuesOf(body)).toMatchObject({
    probe_success: 1,
    probe_ip_protocol: 4,
    probe_icmp_reply_hop_limit: 62,
    'probe_icmp_duration_seconds phase=rtt': expect.closeTo(0.02, 2) as number,
    'sonde_probe_info origin=simulated module=icmp': 1,
  });
});

test('tcp, with its own port on the list', async () => {
  const { body } = await ask(await exporter(), '/probe?target=www.exemple.fr:443&module=tcp');
  expect(valuesOf(body)).toMatchObject({ probe_success: 1 });
  const closed = await ask(await exporter(), '/probe?target=192.0.2.1:22&module=tcp');
  expect(valuesOf(closed.body)).toMatchObject({ probe_success: 0, probe_ip_protocol: 4 });
});

test('traceroute: the path hop by hop', async () => {
  const { body } = await ask(await exporter(), '/probe?target=www.exemple.fr&module=traceroute');
  expect(valuesOf(body)).toMatchObject({
    probe_success: 1,
    'sonde_path_hops target=www.exemple.fr': 3,
    'sonde_path_hop_loss_ratio target=www.exemple.fr hop=2': 0,
    'sonde_path_hop_rtt_seconds target=www.exemple.fr hop=3 address=203.0.113.10': expect.closeTo(
      0.02,
      2,
    ) as number,
  });
});

test('a name without address is a probe that failed', async () => {
  const { status, body } = await ask(await exporter(), '/probe?target=nulle-part.exemple');
  expect(status).toBe(200);
  expect(valuesOf(body)).toMatchObject({ probe_success: 0, probe_ip_protocol: 0, probe_ip_addr_hash: 0 });
});

test.each<[string, number, RegExp]>([
  ['/probe?target=198.51.100.1', 403, /not on the list.*www\.exemple\.fr/],
  ['/probe?target=192.0.2.1:23&module=tcp', 403, /not on the list/],
  ['/probe?target=192.0.2.1', 403, /not on the list/],
  ['/probe', 400, /target is missing/],
  ['/probe?target=a&target=b', 400, /twice/],
  ['/probe?target=www.exemple.fr&module=http', 400, /icmp, tcp, traceroute/],
  ['/probe?target=www.exemple.fr&module=tcp', 400, /host:port/],
  ['/probe?target=www.exemple.fr:0&module=tcp', 400, /host:port/],
  ['/probe?target=%0aa', 400, /not a host/],
  ['//', 404, /\/metrics/],
  ['/metrics/', 404, /\/metrics/],
  ['/-/healthy', 200, /healthy/],
])('%s: %i', async (url, status, says) => {
  const answer = await ask(await exporter(), url);
  expect(answer).toMatchObject({ status, body: expect.stringMatching(says) as string });
});

test('nobody is probed unless it was allowed', async () => {
  const { status, body } = await ask(await exporter({ targets: [] }), '/probe?target=127.0.0.1');
  expect([status, body]).toEqual([
    403,
    expect.stringContaining('start the exporter with --target') as string,
  ]);
});

test.each<[string, number]>([
  ['127.0.0.1:9797', 200],
  ['localhost:9797', 200],
  ['[::1]:9797', 200],
  ['sonde.lan', 200],
  ['evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['', 421],
  ['localhost:9797@evil.example', 421],
])('asked as %j: %i', async (host, status) => {
  const answer = await ask(await exporter({ names: ['sonde.lan'] }), '/-/healthy', { headers: { host } });
  expect(answer.status).toBe(status);
});

test('only GET and HEAD', async () => {
  expect(await ask(await exporter(), '/metrics', { method: 'POST' })).toMatchObject({
    ...{ status: 405, headers: { allow: 'GET, HEAD' } },
  });
});

test.each(['x', '-1', '0', '1e3', ''])('a time limit of %j is refused', async (limit) => {
  const headers = { 'x-prometheus-scrape-timeout-seconds': limit };
  expect(await ask(await exporter(), '/probe?target=www.exemple.fr', { headers })).toMatchObject({
    status: 400,
  });
});

test('a resolver that hangs ends with the time of the scrape', async () => {
  const openNetwork = async (): Promise<Network> => {
    const network = await open({ network: 'simulated' });
    network.resolve = () => new Promise<string>(() => undefined);
    return network;
  };
  const headers = { 'x-prometheus-scrape-timeout-seconds': '0.01' };
  const { body } = await ask(await exporter({ openNetwork }), '/probe?target=www.exemple.fr', { headers });
  expect(valuesOf(body)).toMatchObject({ probe_success: 0 });
});

test('too many at once are told to come back; then there is room again', async () => {
  const talk = new EventEmitter();
  const reached = once(talk, 'reached');
  const openNetwork = async (): Promise<Network> => {
    const network = await open({ network: 'simulated' });
    network.resolve = () => {
      talk.emit('reached');
      return once(talk, 'refuse').then(() => Promise.reject(new UnknownHostError('www.exemple.fr')));
    };
    return network;
  };
  const asked = await exporter({ openNetwork, concurrency: 1 });
  const first = ask(asked, '/probe?target=www.exemple.fr');
  expect(await ask(asked, '/probe?target=www.exemple.fr')).toMatchObject({
    ...{ status: 503, headers: { 'retry-after': '1' } },
  });
  // The machine's own counters are not behind the probe.
  expect(await ask(asked, '/metrics')).toMatchObject({ status: 200 });
  await reached;
  talk.emit('refuse');
  expect((await first).status).toBe(200);
  const { body } = await ask(asked, '/metrics');
  expect(valuesOf(body)).toMatchObject({
    'sonde_exporter_refused_total reason=busy': 1,
    'sonde_exporter_probes_total module=icmp outcome=failure': 1,
  });
});

test('over HTTP: loopback only, HEAD without a body, and an end', async () => {
  const { url, close } = await serveExporter(await exporter(), { port: 0 });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(1000);
  expect(await head.text()).toBe('');
  expect(await (await fetch(`${url}/-/healthy`)).text()).toBe('healthy\n');
  // A connection that says nothing does not hold the end back.
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  await once(silent, 'connect');
  const cut = once(silent, 'close');
  await close();
  await cut;
  await expect(fetch(`${url}/-/healthy`)).rejects.toThrow();
});

test('over HTTP: three hundred clients that wait for their probes leave room for /metrics', async () => {
  const gate = new EventEmitter();
  const isOpen = once(gate, 'open');
  const openNetwork = async (): Promise<Network> => {
    const network = await open({ network: 'simulated' });
    network.resolve = () => isOpen.then(() => Promise.reject(new UnknownHostError('www.exemple.fr')));
    return network;
  };
  const { url, close } = await serveExporter(await exporter({ openNetwork }), { port: 0 });
  try {
    let answered = 0;
    const probes = Array.from({ length: 300 }, async () => {
      const { status } = await fetch(`${url}/probe?target=www.exemple.fr`);
      // All but eight are told to come back; those wait for their network.
      if (++answered === 292) {
        expect((await fetch(`${url}/metrics`)).status).toBe(200);
        gate.emit('open');
      }
      return status;
    });
    const statuses = await Promise.all(probes);
    expect(statuses.filter((status) => status === 503)).toHaveLength(292);
  } finally {
    await close();
  }
});
