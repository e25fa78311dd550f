import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { monitoringStatus, stopMonitoring } from '../../src/monitor/control.js';
import { choosePorts } from '../../src/monitor/service.js';
import { identityOf } from '../../src/run/process-identity.js';
import { readState, takeStateFolder, usualStateFolder, writeState } from '../../src/monitor/state-folder.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sonde-state-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const ourselves = identityOf(process.pid) ?? { pid: 2, startTicks: 0, bootId: '' };

/** A stack of which nothing is left: its processes have our number, and are not us. */
const past = { ...ourselves, startTicks: ourselves.startTicks - 1 };
const state = {
  supervisor: past,
  startedMs: 0,
  complete: true,
  services: [
    {
      service: 'prometheus' as const,
      url: 'http://127.0.0.1:9',
      readyUrl: 'http://127.0.0.1:9/-/ready',
      process: past,
      ready: true,
    },
  ],
  notices: [],
};

describe('the state file', () => {
  test('is read as it was written, by its owner alone', () => {
    expect(readState(folder)).toBeUndefined();
    writeState(folder, state);
    expect(readState(folder)).toEqual(state);
    expect(statSync(path.join(folder, 'monitor.json')).mode & 0o777).toBe(0o600);
  });

  test('is refused when it is cut, or something else', () => {
    const text = JSON.stringify(state);
    const file = path.join(folder, 'monitor.json');
    const refused = (broken: string): void => {
      writeFileSync(file, broken);
      expect(() => readState(folder)).toThrow('not what sonde monitor writes');
    };
    for (let length = 0; length < text.length; length++) refused(text.slice(0, length));
    fc.assert(fc.property(fc.json(), refused), { numRuns: 50 });
  });

  test.each([-1, 0, 1, 1.5])('never names the process %d, which would be others', (pid) => {
    writeState(folder, { ...state, supervisor: { ...past, pid } });
    expect(() => readState(folder)).toThrow('not what sonde monitor writes');
  });

  test('of a stack that was killed is found, and forgotten', async () => {
    writeState(folder, state);
    const status = await monitoringStatus(folder);
    expect(status).toMatchObject({ state: 'stopped', services: [{ health: 'gone' }] });
    await expect(stopMonitoring(folder)).rejects.toThrow('no monitoring stack runs');
    expect(readState(folder)).toBeUndefined();
  });

  test('of a stack that was killed tells what is left of it, and ends it', async () => {
    const left = spawn('sleep', ['60']);
    await once(left, 'spawn');
    const services = state.services.map((each) => ({ ...each, process: identityOf(left.pid ?? 0) ?? past }));
    writeState(folder, { ...state, services });
    const status = await monitoringStatus(folder);
    expect(status).toMatchObject({ state: 'orphaned', services: [{ health: 'silent', pid: left.pid }] });
    const [end] = await Promise.all([once(left, 'exit'), stopMonitoring(folder)]);
    expect(end).toEqual([null, 'SIGTERM']);
  });

  test('is not believed when others may write it', () => {
    writeState(folder, state);
    chmodSync(path.join(folder, 'monitor.json'), 0o666);
    expect(() => readState(folder)).toThrow('open to others');
  });
});

describe('the state folder', () => {
  test('is where XDG says', () => {
    vi.stubEnv('XDG_STATE_HOME', '/var/state');
    expect(usualStateFolder()).toBe('/var/state/sonde/monitor');
    vi.stubEnv('XDG_STATE_HOME', 'relative');
    vi.stubEnv('HOME', '/home/elise');
    expect(usualStateFolder()).toBe('/home/elise/.local/state/sonde/monitor');
  });

  test('is made for its owner alone', async () => {
    const taken = await takeStateFolder(path.join(folder, 'a', 'b'));
    expect(statSync(taken.path).mode & 0o777).toBe(0o700);
    await taken.release();
  });

  test('has one stack at a time, whatever the way to it', async () => {
    symlinkSync(folder, `${folder}-link`);
    const taken = await takeStateFolder(folder);
    await expect(takeStateFolder(`${folder}-link`)).rejects.toThrow('runs already');
    await taken.release();
    await (await takeStateFolder(`${folder}-link`)).release();
    rmSync(`${folder}-link`);
  });

  test('is not one that others may write', async () => {
    chmodSync(folder, 0o770);
    await expect(takeStateFolder(folder)).rejects.toThrow('open to other users');
  });
});

describe('ports', () => {
  test('no two are the same, even when one is asked for where another usually is', async () => {
    const ports = await choosePorts({ prometheus: 0, alertmanager: 0 });
    expect(new Set(Object.values(ports)).size).toBe(5);
    const free = ports.prometheus;
    expect((await choosePorts({ node: free })).node).toBe(free);
  });

  test('one that is asked for and taken is an error', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(choosePorts({ prometheus: port })).rejects.toMatchObject({
      name: 'MonitoringError',
      fault: 'port',
      message: `port ${port} of 127.0.0.1, asked for prometheus, cannot be listened on: it is taken, or not for this user`,
    });
    server.close();
  });
});
