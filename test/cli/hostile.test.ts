import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runSonde } from './running.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-hostile-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** An escape sequence, the same in one character, a title of a window, and a line turned around. */
const hostile = '\u001b[31mred\u009b0m\u001b]0;x\u0007\u202egpj';
const quoted = JSON.stringify(hostile);

function file(name: string, text: string): string {
  const where = path.join(folder, name);
  writeFileSync(where, text);
  return where;
}

const rules = file(
  'rules.yml',
  `groups: [{ name: ${quoted}, rules: [{ alert: ${quoted}, expr: up == }] }]\n`,
);
const twice = `{ alert: ${quoted}, expr: up, labels: { a: ${quoted} } }`;
const duplicates = file('duplicates.yml', `groups: [{ name: a, rules: [${twice}, ${twice}] }]\n`);
const tests = file(
  'tests.yml',
  `rule_files: [${quoted}]\ntests: [{ name: ${quoted}, promql_expr_test: [{ expr: '1', eval_time: 0, exp_samples: [{ labels: '{}', value: 2 }] }] }]\n`,
);
const routes = file('routes.yml', `route: { receiver: ${quoted} }\nreceivers: [{ name: ${quoted} }]\n`);
const scenario = file(
  'scenario.yaml',
  `title: ${quoted}\nmachine: a\nnodes: { a: {}, b: {} }\nlinks: [{ between: [a, b] }]\n`,
);
const text = file('text.txt', `${hostile}\n`);

test.each<readonly string[]>([
  ['rules', 'check', rules],
  ['rules', 'check', duplicates],
  ['rules', 'check', path.join(folder, hostile)],
  ['rules', 'test', tests],
  ['routes', routes],
  ['routes', routes, '--show'],
  ['routes', routes, hostile],
  ['ping', '-c', '1', '--scenario', scenario, hostile],
  ['ping', '-c', '1', '--scenario', hostile, 'a'],
  ['traceroute', '--scenario', scenario, hostile],
  ['mtr', '-r', '-c', '1', '--scenario', scenario, hostile],
  ['scan', '--scenario', scenario, hostile],
  ['tcping', '--scenario', scenario, hostile, '80'],
  ['pmtu', '--scenario', scenario, hostile],
  ['sweep', '--scenario', scenario, hostile],
  ['parse', 'ping', text],
  ['parse', hostile],
  ['promql', hostile],
  ['promql', `x{a=${quoted}} == `],
  ['capture', path.join(folder, hostile)],
  ['capture', '--recorded', 'dns', '-Y', hostile],
  ['ss', '--machine', hostile],
  ['netstat', '-rn', '--machine', hostile],
  ['lab', hostile],
  ['monitor', hostile],
  ['exporter', '--scenario', hostile],
  ['solutions', hostile],
  [hostile],
  [`--${hostile}`],
])('what %j prints is harmless', async (...words) => {
  const { stdout, stderr } = await runSonde(words);
  const printed = stdout + stderr;
  expect(printed).not.toBe('');
  expect(printed).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(printed).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
});

/** What a shell gets of a command line in which `sonde` is ours. */
function shell(line: string): { readonly stderr: string; readonly status: number | null } {
  const sonde = `'${process.execPath}' '${path.join(import.meta.dirname, '../../dist/cli/main.js')}'`;
  return spawnSync('sh', ['-c', line.replaceAll('sonde', sonde)], { encoding: 'utf8' });
}

test.each([
  'sonde ss --machine serveur-web',
  'sonde --help',
  'sonde parse --list',
  'sonde capture --recorded dns',
])('%s on a full disk says so in a sentence, and ends with 1', (line) => {
  const { stderr, status } = shell(`${line} > /dev/full`);
  expect(stderr).toMatch(/^(\[.*\]\n)?sonde : ce qui devait être écrit .*ENOSPC.*\n$/);
  expect(status).toBe(1);
});

test.each([
  'sonde capture --recorded dns | head -1 > /dev/null',
  'sonde ss --machine serveur-web >&-',
  'sonde parse absent 2> /dev/full > /dev/full; true',
])('%s ends in silence', (line) => {
  const { stderr, status } = shell(line);
  expect(stderr.replace(/^\[.*\]\n/, '')).toBe('');
  expect(status).toBe(0);
});
