import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { grafanaCommand } from '../../src/cli/grafana.js';
import { runCommand } from './running.js';

const exported = readFileSync('data/grafana/sonde.json', 'utf8');

test('sonde grafana -o writes the dashboard of the course, as it is kept in data/', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sonde-grafana-'));
  const file = path.join(folder, 'tableau.json');
  expect((await runCommand(grafanaCommand, '-o', file)).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(exported);
  rmSync(folder, { recursive: true });
});

test('sonde grafana alone shows it', async () => {
  const { stdout } = await runCommand(grafanaCommand);
  expect(`${stdout}\n`).toBe(exported);
});

test('a folder that does not exist is said', async () => {
  await expect(runCommand(grafanaCommand, '-o', '/nulle/part.json')).rejects.toThrow('ENOENT');
});
