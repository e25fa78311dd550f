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
