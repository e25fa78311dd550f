import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { RuleEvaluator } from '../../../src/prometheus/rules/evaluate-rules.js';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAlertmanagerConfig } from '../../../src/prometheus/alertmanager/read-config.js';
import { DocumentError } from '../../../src/document/document.js';
import { checkRuleFile, readRuleFile, RuleFileError } from '../../../src/prometheus/rules/rule-file.js';
import { readRuleTestFile } from '../../../src/prometheus/rules/unit-test-file.js';

const readers = [
  ['reseau.rules.yml', checkRuleFile],
  ['reseau.test.yml', readRuleTestFile],
  ['alertmanager.yml', readAlertmanagerConfig],
] as const;

test.each(readers)(
  '%s cut or changed anywhere: read, or refused with a place',
  async (name, read) => {
    const text = readFileSync(`data/prometheus/${name}`, 'utf8');
    const spoilt = fc
      .tuple(
        fc.nat(text.length),
        fc.nat(20),
        fc.constantFrom('', '{', '[', '&a ', '*a', '- ', ': ', '\t', '"', 'null', '!!x '),
      )
      .map(([at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length));
    await fc.assert(
      fc.asyncProperty(spoilt, async (input) => {
        try {
          await read(input);
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
          expect((error as DocumentError).line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);

test('a key that is given twice is told in the words of promtool, and at its place', async () => {
  const text = 'groups:\n- name: a\n  rules: []\n  name: b\n';
  const error: unknown = await readRuleFile(text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RuleFileError);
  expect(error).toMatchObject({
    message: 'yaml: unmarshal errors:\n  line 4: mapping key "name" already defined at line 2',
    line: 4,
    column: 3,
  });
});

test.each(['[', '{a: '])('%j in one another eight hundred times has its place', async (open) => {
  const { faults } = await checkRuleFile(`groups:\n- name: a\n  rules: ${open.repeat(800)}`);
  expect(faults).toMatchObject([{ message: 'yaml: line 3: exceeded max depth', line: 3 }]);
});

/** In the words of promtool 3.16.0 (`promtool check rules`, module v0.316.0). */
test.each<[string, string, string]>([
  [
    'all unknown fields, each with its line',
    'groups:\n- name: a\n  foo: 1\n  bar: 2\n  rules:\n  - record: b\n    expr: up\n    baz: 3\n',
    'yaml: unmarshal errors:\n  line 3: field foo not found in type rulefmt.RuleGroup\n  line 4: field bar not found in type rulefmt.RuleGroup\n  line 8: field baz not found in type rulefmt.Rule',
  ],
  [
    'an expression where the name belongs, a rule without a name, a name as label of a group',
    'groups:\n- name: a\n  labels: {__name__: x}\n  rules:\n  - record: "a{b}"\n    expr: up\n  - expr: 1\n',
    [
      'invalid label name: __name__',
      '5:13: group "a", rule 1, "a{b}": braces present in the recording rule name; should it be in expr?: a{b}',
      `0:0: 0:0: group "a", rule 2, "": one of 'record' or 'alert' must be set`,
    ].join('\n'),
  ],
  [
    'nothing: UTF-8 names, texts over lines, what Prometheus 3 added to groups',
    'groups:\n- name: a\n  query_offset: 1m\n  labels: {"é.b": c}\n  rules:\n  - record: a.b\n    expr: up\n  - alert: "x\n      y"\n    expr: "up ==\n       0"\n    labels: {"a.b": c}\n',
    '',
  ],
])('promtool 3 tells %s', async (_, text, expected) => {
  expect((await checkRuleFile(text)).faults.map(({ message }) => message).join('\n')).toBe(expected);
});

test('labels of a group are those of its rules, which win; query_offset asks and stores before', async () => {
  const groups = await readRuleFile(`groups:
- name: a
  query_offset: 1m
  labels: { site: lyon, team: net }
  rules:
  - { record: b, expr: a, labels: { team: web } }
`);
  const store = new SeriesStore();
  store.append({ __name__: 'a' }, 0, 1);
  store.append({ __name__: 'a' }, 60_000, 2);
  expect(await new RuleEvaluator(store, groups).evaluate(60_000)).toEqual([]);
  expect((await new PromEngine(store).query('timestamp(b)', 60_000)).result).toMatchObject([{ value: 0 }]);
  expect((await new PromEngine(store).query('b', 60_000)).result).toMatchObject([
    { metric: { site: 'lyon', team: 'web' }, value: 1 },
  ]);
});
