import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DocumentError } from '../../../src/document/document.js';
import { readAlertmanagerConfig } from '../../../src/prometheus/alertmanager/read-config.js';
import { matchingRoutes, routeTreeText } from '../../../src/prometheus/alertmanager/route.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('amtool');
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-routes-'));
const file = path.join(folder, 'alertmanager.yml');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function amtool(...words: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout } = spawnSync('amtool', words, { encoding: 'utf8' });
  return { code: status, said: stdout.trim() };
}

const right = readFileSync('data/prometheus/alertmanager.yml', 'utf8');

/** One change each, and what it makes of the course's configuration. */
const changes: Readonly<Record<string, readonly [RegExp, string]>> = {
  nothing: [/^$/, ''],
  'unknown receiver': [/receiver: astreinte/, 'receiver: personne'],
  'no receiver at the root': [/ {2}receiver: equipe-reseau\n/, ''],
  'group_by twice': [/group_by: .*/, 'group_by: [a, a]'],
  'group_by everything': [/group_by: .*/, 'group_by: [...]'],
  'group_by everything and more': [/group_by: .*/, 'group_by: [..., a]'],
  'group_by a wrong name': [/group_by: .*/, 'group_by: [a-b]'],
  'group_interval zero': [/group_interval: .*/, 'group_interval: 0s'],
  'repeat_interval zero': [/repeat_interval: .*/, 'repeat_interval: 0s'],
  'bad duration': [/group_wait: .*/, 'group_wait: 5x'],
  'matchers at the root': [/group_wait: 30s/, 'match: { a: b }'],
  'continue at the root': [/group_wait: 30s/, 'continue: true'],
  'intervals at the root': [/group_wait: 30s/, 'mute_time_intervals: [nuit]'],
  'unknown interval': [/\[nuit\]/, '[jour]'],
  'unknown field': [/group_wait: 30s/, 'attente: 30s'],
  'matcher without operator': [/severity="critical"/, 'severity critical'],
  'matcher without quote': [/severity="critical"/, "'severity=\"critical'"],
  'matcher with a wrong expression': [/TropDeConnexions\|/, '('],
  'receiver twice': [/- name: astreinte/, '- name: equipe-systeme'],
  'receiver without name': [/- name: astreinte/, "- name: ''"],
  'webhook without address': [/webhook_configs: .*/, 'webhook_configs: [{}]'],
  'webhook to a file': [/http:\/\/127/, 'file://127'],
  'mail without server': [/webhook_configs: .*/, 'email_configs: [{ to: a@exemple.fr }]'],
  'unknown integration': [/webhook_configs: /, 'pigeon_configs: '],
  'wrong time': [/22:00/, '25:00'],
  'wrong order of times': [/22:00/, '24:00'],
  'wrong zone': [/Europe\/Paris/, 'Europe/Nulle'],
  'label of equal': [/equal: .*/, 'equal: [a-b]'],
};

const names = ['a', 'b', 'c'];
const values = ['x', 'y', 'xy'];
const matcher = fc
  .tuple(
    fc.constantFrom(...names),
    fc.constantFrom('=', '!=', '=~', '!~'),
    fc.constantFrom(...values, 'x.*', 'x|y', ''),
  )
  .map(([name, operator, value]) => `${name}${operator}"${value}"`);
const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.record(
    {
      receiver: fc.constantFrom('r0', 'r1', 'r2', 'r3'),
      continue: fc.boolean(),
      matchers: fc.array(matcher, { maxLength: 2 }),
      match: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { maxKeys: 1 }),
      match_re: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('x.*', 'y|x'), { maxKeys: 1 }),
      routes: fc.array(tie('tree'), { maxLength: 3, depthIdentifier: 'routes' }),
    },
    { requiredKeys: ['matchers'] },
  ),
}));

describe.skipIf(lack)(`routes, as amtool ${lack ?? ''}`, () => {
  test.each(Object.entries(changes))('check-config: %s', async (_, [pattern, replacement]) => {
    const text = right.replace(pattern, replacement);
    writeFileSync(file, text);
    const { code, said } = amtool('check-config', file);
    const error = await readAlertmanagerConfig(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error === undefined, said).toBe(code === 0);
    if (error !== undefined) expect(error).toBeInstanceOf(DocumentError);
  });

  test('random trees and labels', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(tree, { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { minKeys: 1 }),
        async (routes, labels) => {
          const receivers = ['r0', 'r1', 'r2', 'r3'].map((name) => ({ name }));
          const text = JSON.stringify({ route: { receiver: 'r0', routes }, receivers });
          writeFileSync(file, text);
          const config = await readAlertmanagerConfig(text);
          const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
          const ours = matchingRoutes(config, labels).map(({ receiver }) => receiver);
          expect(ours.join(',')).toBe(
            amtool('config', 'routes', 'test', '--config.file', file, ...words).said,
          );
          const shown = amtool('config', 'routes', 'show', '--config.file', file).said;
          expect(`Routing tree:\n${routeTreeText(config)}`).toBe(shown);
        },
      ),
      { numRuns: 40 },
    );
  }, 180_000);
});
