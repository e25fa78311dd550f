import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTool } from '../../../src/run/tool-process.js';
import { courseConfiguration } from '../../../src/monitor/configuration.js';
import { startMonitoring } from '../../../src/monitor/start-monitoring.js';
import { doorOf, run, runScript } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';
import { api, freePorts, monitor, MonitorRun, until } from './monitor-run.js';

const lack = whyNotInstalled(
  ...['prometheus', 'promtool', 'amtool', 'setpriv'],
  ...['prometheus-node-exporter', 'prometheus-blackbox-exporter', 'prometheus-alertmanager'],
);

let base = '';
let folder = '';
const started: MonitorRun[] = [];

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'sonde-monitor-test-'));
  folder = path.join(base, 'state');
});

afterEach(() => {
  // A test that failed must leave nothing either.
  for (const each of started.splice(0)) for (const pid of each.processes()) process.kill(pid, 'SIGKILL');
  rmSync(base, { recursive: true });
});

function up(words: readonly string[] = [], environment?: NodeJS.ProcessEnv): MonitorRun {
  const run = new MonitorRun(['up', '--state', folder, ...freePorts, ...words], environment);
  started.push(run);
  return run;
}

const status = () => monitor(['status', '--state', folder]);
const down = () => monitor(['down', '--state', folder]);

interface Targets {
  readonly activeTargets: readonly {
    readonly health: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

async function allUp(server: string): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await until(async () => {
    const { activeTargets } = await api<Targets>(server, 'targets');
    names = activeTargets.map(({ labels }) => labels['job'] ?? '').sort();
    return activeTargets.length > 0 && activeTargets.every(({ health }) => health === 'up');
  });
  return names;
}

async function values(server: string, query: string): Promise<readonly string[]> {
  const { result } = await api<{ readonly result: readonly { readonly value: readonly [number, string] }[] }>(
    server,
    `query?query=${encodeURIComponent(query)}`,
  );
  return result.map(({ value }) => value[1]);
}

describe.skipIf(lack !== undefined)(`a real stack${lack ? ` (${lack})` : ''}`, { timeout: 180_000 }, () => {
  test.each([
    ['promtool', 'check', 'config', 'prometheus.yml'],
    ['promtool', 'check', 'rules', 'reseau.rules.yml'],
    ['amtool', 'check-config', 'alertmanager.yml'],
    ['prometheus-blackbox-exporter', '--config.check', '--config.file', 'blackbox.yml'],
  ])('%s accepts the configuration of the course: %s %s %s', async (...words) => {
    const file = path.join(courseConfiguration, words.pop() ?? '');
    const { code, stdout, stderr } = await run([...words, file]);
    expect([code, `${stdout}${stderr}`]).toEqual([0, expect.not.stringMatching(/FAILED|warn/i)]);
  });

  test('measures this machine, until Ctrl-C', async () => {
    const stack = up();
    await stack.said('Ctrl-C');
    const { prometheus } = stack;
    expect(await allUp(prometheus)).toEqual(
      ['alertmanager', 'chemin', 'icmp', 'node', 'prometheus', 'sonde', 'tcp'].sort(),
    );
    // A target is up a moment before its samples can be queried.
    await until(async () => (await values(prometheus, 'probe_success == 1')).length === 3);
    expect((await values(prometheus, 'node_network_receive_bytes_total{job="node"}')).length).toBeGreaterThan(
      0,
    );
    expect(await values(prometheus, 'count(count by (job) (node_network_receive_bytes_total))')).toEqual([
      '1',
    ]);
    expect(await api(prometheus, 'alertmanagers')).toMatchObject({ activeAlertmanagers: [{}] });

    const { code, output } = await status();
    expect([code, output.match(/ prêt /g)?.length]).toEqual([0, 5]);
    const second = await monitor(['up', '--state', folder, ...freePorts]);
    expect(second).toEqual({
      code: 1,
      output: expect.stringContaining('une surveillance tourne déjà') as string,
    });

    stack.child.kill('SIGINT');
    expect(await stack.ended).toBe(0);
    expect(stack.processes()).toEqual([]);
    expect((await status()).code).toBe(1);
  });

  test('listens on 127.0.0.1 alone', async () => {
    const stack = up();
    await stack.said('Ctrl-C');
    const pids = stack.processes();
    const { stdout } = await run(['ss', '-Htulnp']);
    const ours = stdout.split('\n').filter((line) => pids.some((pid) => line.includes(`pid=${pid},`)));
    expect(ours.length).toBe(5);
    expect(ours.filter((line) => !/\s127\.0\.0\.1:\d+\s/.test(line))).toEqual([]);
    stack.child.kill('SIGTERM');
    expect(await stack.ended).toBe(0);
  });

  test('goes on without its terminal, until down', async () => {
    const starter = up(['--detach']);
    expect([await starter.ended, starter.output]).toEqual([0, expect.stringContaining('sonde monitor down')]);
    expect((await status()).code).toBe(0);
    expect(starter.processes()).toHaveLength(5);
    const again = await monitor(['up', '--detach', '--state', folder]);
    expect(again).toEqual({ code: 1, output: expect.stringContaining('tourne déjà') as string });
    expect(await down()).toEqual({ code: 0, output: expect.stringContaining('Tout est arrêté') as string });
    expect(starter.processes()).toEqual([]);
    expect(await down()).toEqual({
      code: 1,
      output: expect.stringContaining('aucune surveillance') as string,
    });
  });

  test('leaves nothing when detaching is interrupted', async () => {
    const starter = up(['--detach']);
    await until(() => starter.processes().length > 1);
    starter.child.kill('SIGINT');
    expect([await starter.ended, starter.output]).toEqual([
      130,
      expect.stringContaining('Interrompu') as string,
    ]);
    await until(() => starter.processes().length === 0);
    expect((await status()).code).toBe(1);
  });

  test('leaves nothing when it is killed, and starts again', async () => {
    const killed = up();
    await killed.said('Ctrl-C');
    expect(killed.processes()).toHaveLength(5);
    killed.child.kill('SIGKILL');
    await until(() => killed.processes().length === 0);
    expect((await status()).output).toContain('Rien ne tourne');
    const next = up();
    await next.said('Ctrl-C');
    next.child.kill('SIGINT');
    expect(await next.ended).toBe(0);
  });

  test('ends as a whole when a program of it ends', async () => {
    const stack = up();
    await stack.said('Ctrl-C');
    const server = new URL(stack.prometheus).port;
    const { stdout } = await run(['ss', '-Htlnp', `sport = :${server}`]);
    process.kill(Number(/pid=(\d+)/.exec(stdout)?.[1]), 'SIGKILL');
    expect(await stack.ended).toBe(1);
    expect(stack.output).toContain('prometheus was ended by SIGKILL; the end of');
    expect(stack.processes()).toEqual([]);
  });

  test.each(['attached', 'detached'])(
    'says why a program does not start (%s), and stops the rest',
    async (how) => {
      const config = path.join(base, 'config');
      cpSync(courseConfiguration, config, { recursive: true });
      appendFileSync(path.join(config, 'alertmanager.yml'), '\nrouter: {}\n');
      const stack = up(['--config', config, ...(how === 'detached' ? ['--detach'] : [])]);
      expect(await stack.ended).toBe(1);
      expect(stack.output).toContain('prometheus-alertmanager ended with code 1; the end of');
      expect(stack.output).toContain('field router not found');
      await until(() => stack.processes().length === 0);
      expect((await status()).output).toContain('Rien ne tourne');
    },
  );

  test('does with less: our exporter has the names of those that are missing', async () => {
    const stack = up([], { ...process.env, PATH: await folderWith('prometheus', 'setpriv') });
    const said = await stack.said('Ctrl-C');
    for (const missing of ['node-exporter', 'blackbox-exporter', 'alertmanager'])
      expect(said).toContain(
        `prometheus-${missing} n’est pas installé (Debian\u202f: apt install prometheus-${missing})`,
      );
    const { prometheus } = stack;
    await until(async () => (await values(prometheus, 'probe_success == 1')).length === 3);
    await until(async () => (await values(prometheus, 'node_sockstat_TCP_inuse{job="node"}')).length === 1);
    stack.child.kill('SIGINT');
    expect(await stack.ended).toBe(0);
  });

  test('does nothing without Prometheus', async () => {
    const stack = up([], { ...process.env, PATH: await folderWith() });
    expect(await stack.ended).toBe(1);
    expect(stack.output).toBe(
      'sonde : prometheus n’est pas installé (Debian\u202f: apt install prometheus)\n',
    );
  });

  test.skipIf(process.getuid?.() !== 0)('says what a user without privilege does not get', async () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
    const body = `
      const ports = { exporter: 0, node: 0, blackbox: 0, alertmanager: 0, prometheus: 0 };
      const monitoring = await sonde.startMonitoring({ ports });
      console.log(Object.keys(monitoring.urls).length, ...monitoring.notices);
      await monitoring.close();`;
    const { stdout, stderr } = await runScript(body, [...nobody, process.execPath], doorOf('monitor'));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^5 Pings et chemins de .* réseau simulé .*CAP_NET_RAW/);
  });

  test('is a value for a notebook', async () => {
    const ports = { exporter: 0, node: 0, blackbox: 0, alertmanager: 0, prometheus: 0 };
    const ready: string[] = [];
    const monitoring = await startMonitoring({
      ...{ folder, ports, targets: ['127.0.0.2'] },
      onProgress: ({ kind, service }) => kind === 'ready' && ready.push(service),
    });
    expect(Object.keys(monitoring.urls).sort()).toEqual(ready.sort());
    expect(monitoring.notices).toEqual([]);
    await expect(startMonitoring({ folder })).rejects.toThrow('runs already');
    await until(
      async () =>
        (await values(monitoring.urls.prometheus, 'probe_success{instance="127.0.0.2"} == 1')).length === 2,
    );
    await monitoring.close();
    await monitoring.ended;
    await expect(fetch(monitoring.urls.prometheus)).rejects.toThrow('fetch failed');
  });

  test('gives up when aborted, and when a program takes too long', async () => {
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    await expect(startMonitoring({ folder, signal: stop.signal, onProgress })).rejects.toThrow('aborted');
    await expect(startMonitoring({ folder, readyTimeoutMs: 1 })).rejects.toThrow('was not ready after');
  });
});

/** A folder that has these programs and no others, for PATH. */
async function folderWith(...programs: readonly string[]): Promise<string> {
  const bin = path.join(base, 'bin');
  mkdirSync(bin);
  for (const program of programs) symlinkSync((await findTool(program)) ?? '', path.join(bin, program));
  return bin;
}
