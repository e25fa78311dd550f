import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { labDown } from '../../../src/lab/down.js';
import { labCommandLine, labExec } from '../../../src/lab/exec.js';
import { labList } from '../../../src/lab/list.js';
import { labUp } from '../../../src/lab/up.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { run } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('ip', 'tc', 'sysctl') ?? whyNoRawSockets() ?? (await whyNoNamespaces());

async function whyNoNamespaces(): Promise<string | undefined> {
  const name = `sonde-try-${process.pid}`;
  const { code, stderr } = await run(['ip', 'netns', 'add', name]);
  if (code !== 0) return `needs network namespaces: ${stderr.trim()}`;
  await run(['ip', 'netns', 'delete', name]);
  return undefined;
}

/** A name that no other test has. */
const lab = `test-lab-${process.pid}`;
const STATE = `/run/sonde/labs/${lab}.json`;
const DIST = path.join(import.meta.dirname, '../../../dist');

function ownNamespaces(): string[] {
  return readdirSync('/var/run/netns').filter((name) => name.startsWith(`sonde-${lab}_`));
}

/** A program that brings the lab up; it prints a line once the first namespace is there. */
const bringingUp = `
  const { labUp } = require('${DIST}/lab/up.js');
  const { loadScenario } = require('${DIST}/scenario/load.js');
  const { watch } = require('node:fs');
  watch('/var/run/netns', (_, name) => name.startsWith('sonde-${lab}_') && console.log(name));
  loadScenario('reference').then((scenario) => labUp(scenario, { name: '${lab}' }));`;

describe.skipIf(lack)(`a lab of namespaces${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  afterEach(async () => {
    if ((await labList()).some((each) => each.lab === lab)) await labDown(lab);
  });

  test('goes up, is listed, runs programs and goes down', async () => {
    const interfaces = readdirSync('/sys/class/net');
    const { machine, notices } = await labUp(await loadScenario('ecmp'), { name: lab });
    expect(notices.every((notice) => notice.endsWith('.'))).toBe(true);
    const [listed] = (await labList()).filter((each) => each.lab === lab);
    expect(listed).toMatchObject({ state: 'up', title: 'Un cœur de réseau réparti', machine: 'poste' });
    expect(listed?.hosts).toContain('nord1');
    expect(await labExec(lab, machine, ['ping', '-q', '-c', '1', '203.0.113.10'])).toBe(0);
    expect(await labExec(lab, machine, ['sh', '-c', 'exit 7'])).toBe(7);
    expect(await labExec(lab, machine, ['sh', '-c', 'kill -TERM $$'])).toBe(128 + 15);
    // Nothing was made beside the namespaces.
    expect(readdirSync('/sys/class/net')).toEqual(interfaces);
    expect(await labDown(lab)).toBe(9);
    expect(ownNamespaces()).toEqual([]);
    expect(existsSync(STATE)).toBe(false);
  });

  test('refuses what is not there, or there already', async () => {
    const scenario = await loadScenario('trou-noir-mtu');
    await expect(labDown(lab)).rejects.toThrow(/^unknown lab: /);
    await labUp(scenario, { name: lab });
    await expect(labUp(scenario, { name: lab })).rejects.toMatchObject({
      name: 'LabError',
      fault: 'exists',
    });
    await expect(labExec(lab, 'nobody', ['true'])).rejects.toThrow(/^unknown host: "nobody"/);
    expect((await labList()).find((each) => each.lab === lab)?.state).toBe('up');
  });

  test('an interrupted start leaves nothing', async () => {
    const interruption = new AbortController();
    const up = labUp(await loadScenario('reference'), { name: lab, signal: interruption.signal });
    setImmediate(() => {
      interruption.abort();
    });
    await expect(up).rejects.toThrow('abort');
    expect(ownNamespaces()).toEqual([]);
    expect(existsSync(STATE)).toBe(false);
  });

  test('what a killed start leaves is cleaned up', async () => {
    const child = spawn(process.execPath, ['-e', bringingUp], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await labList()).find((each) => each.lab === lab)?.state).toBe('partial');
    expect(await labDown(lab)).toBeGreaterThan(0);
    expect(ownNamespaces()).toEqual([]);
    expect(existsSync(STATE)).toBe(false);
  });

  test('the programs that run in it are ended, and no others', async () => {
    await labUp(await loadScenario('trou-noir-mtu'), { name: lab });
    const [program = '', ...args] = await labCommandLine(lab, 'serveur', ['sleep', '600']);
    const inside = spawn(program, args);
    const stubborn = spawn('ip', [...args.slice(0, 3), 'sh', '-c', 'trap "" TERM; echo ready; sleep 600']);
    const outside = spawn('sleep', ['600']);
    await once(stubborn.stdout, 'data');
    await untilIn(inside.pid, stubborn.pid);
    const ended = Promise.all([once(inside, 'exit'), once(stubborn, 'exit')]);
    await labDown(lab);
    expect((await ended).map(([, signal]) => signal as string)).toEqual(['SIGTERM', 'SIGKILL']);
    expect(outside.exitCode).toBeNull();
    outside.kill();
  });

  test('a namespace that somebody else made is left alone', async () => {
    const foreign = `sonde-${lab}_intruder`;
    await run(['ip', 'netns', 'add', foreign]);
    try {
      await expect(labDown(lab)).rejects.toMatchObject({ name: 'LabError', fault: 'foreign' });
      expect(ownNamespaces()).toEqual([foreign]);
    } finally {
      await run(['ip', 'netns', 'delete', foreign]);
    }
  });
});

/** `ip netns exec` needs a moment to enter the namespace: waits until one process is where the other one is. */
async function untilIn(pid = 0, other = 0): Promise<void> {
  const namespaceOf = (id: number): string => readlinkSync(`/proc/${id}/ns/net`);
  while (namespaceOf(pid) !== namespaceOf(other)) await new Promise((resolve) => setImmediate(resolve));
}
