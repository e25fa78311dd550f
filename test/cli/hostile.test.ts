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
  `title: ${quoted}\nteaches: a\nmachine: a\nnodes: { a: {}, b: {} }\nlinks: [{ between: { a: [192.0.2.1/24], b: [192.0.2.2/24] } }]\n`,
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

/** A name that would add lines of its own, as those of a report that went well. */
const forging = 'a\nFORGED\r\nFORGED\u2028FORGED';
const forgingQuoted = JSON.stringify(forging);
const forgedRules = file(
  'forged-rules.yml',
  `groups: [{ name: ${forgingQuoted}, rules: [{ alert: ${forgingQuoted}, expr: up == }] }]\n`,
);
const unknownField = file('forged-field.yml', `groups: [{ name: a, rules: [{ ${forgingQuoted}: a }] }]\n`);
const forgedTwice = `{ alert: ${forgingQuoted}, expr: up, labels: { a: ${forgingQuoted}, ${forgingQuoted}: b } }`;
const forgedDuplicates = file(
  'forged-duplicates.yml',
  `groups: [{ name: a, rules: [${forgedTwice}, ${forgedTwice}] }]\n`,
);
const forgedTests = file(
  'forged-tests.yml',
  `rule_files: [${forgingQuoted}]\ntests: [{ name: ${forgingQuoted}, alert_rule_test: [{ alertname: ${forgingQuoted}, eval_time: 0, exp_alerts: [{}] }] }]\n`,
);
const forgedRoutes = file(
  'forged-routes.yml',
  `route: { receiver: ${forgingQuoted}, routes: [{ matchers: ['a="b\\nFORGED"'] }] }\nreceivers: [{ name: ${forgingQuoted} }]\n`,
);
const unknownReceiver = file('forged-receiver.yml', `route: { receiver: ${forgingQuoted} }\n`);
const forgedField = file('forged-routes-field.yml', `route: { ${forgingQuoted}: a }\n`);
const forgedScenario = file(
  'forged-scenario.yaml',
  `title: ${forgingQuoted}\nteaches: a\nmachine: a\nnodes: { a: {}, b: {} }\nlinks: [{ between: { a: [192.0.2.1/24], b: [192.0.2.2/24] } }]\n`,
);

test.each<readonly string[]>([
  ['rules', 'check', forgedRules],
  ['rules', 'check', unknownField],
  ['rules', 'check', forgedDuplicates],
  ['rules', 'check', path.join(folder, forging)],
  ['rules', 'test', forgedTests],
  ['routes', forgedRoutes],
  ['routes', forgedRoutes, '--show'],
  ['routes', forgedRoutes, forging],
  ['routes', unknownReceiver],
  ['routes', forgedField],
  ['ping', '-c', '1', '--scenario', forgedScenario, 'a'],
  ['ping', '-c', '1', '--scenario', forgedScenario, forging],
  ['traceroute', '--network', 'simulated', forging],
  ['tcping', '-c', '1', '--network', 'simulated', forging, '80'],
  ['parse', forging],
  ['capture', path.join(folder, forging)],
  ['ss', '--machine', forging],
  ['netstat', '-rn', '--machine', forging],
  ['nmap', forging, '--source', 'live'],
  ['iperf3', forging, '--source', 'live'],
  ['lab', forging],
  ['lab', 'down', forging],
  ['monitor', 'status', '--state', path.join(folder, forging)],
  ['exporter', '--scenario', forging],
  [forging],
  [`--${forging}`],
  ['ping', `--${forging}`],
])('no name in %j makes a line of its own', async (...words) => {
  const { stdout, stderr } = await runSonde(words);
  const printed = stdout + stderr;
  expect(printed).toContain('FORGED');
  expect(printed).not.toMatch(/^FORGED|[\r\u2028]/m);
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
