import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { monitorCommand } from '../../src/cli/monitor.js';
import { runCommand, runSonde } from './running.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-cli-monitor-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('sonde monitor', () => {
  test('status says that nothing runs, to a program too', async () => {
    const { stdout, code } = await runCommand(monitorCommand, 'status', '--state', folder);
    expect([stdout, code]).toEqual([`Rien ne tourne (sonde monitor up).\nDossier\u202f: ${folder}`, 1]);
    const json = await runCommand(monitorCommand, 'status', '--json', '--state', folder);
    expect(JSON.parse(json.stdout)).toEqual({ folder, state: 'stopped', services: [], notices: [] });
  });

  test('down has nothing to stop', async () => {
    const { stderr, code } = await runSonde(['monitor', 'down', '--state', folder]);
    expect([stderr, code]).toEqual([
      `sonde : aucune surveillance ne tourne dans ${folder} (sonde monitor up)\n`,
      1,
    ]);
  });

  test.each(['9090', 'grafana=3000', 'node=', 'node=-1', 'node=65536', 'node=9100 '])(
    'up refuses the port %j',
    async (port) => {
      const { stderr, code } = await runSonde(['monitor', 'up', '--state', folder, '--port', port]);
      expect(stderr).toContain('service=port est attendu');
      expect(code).not.toBe(0);
    },
  );

  test('up refuses a target that is no host', async () => {
    const { stderr, code } = await runSonde(['monitor', 'up', '--state', folder, '--target', 'a b']);
    // Where Prometheus is not installed, that is said first.
    expect(stderr).toMatch(/targets must be|apt install prometheus/);
    expect(code).toBe(1);
  });
});
