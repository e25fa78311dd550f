import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { courseRules } from '../../../src/prometheus/rules/course-rules.js';
import { testRuleFile } from '../../../src/prometheus/rules/rule-files.js';
import { readRuleTestFile } from '../../../src/prometheus/rules/unit-test-file.js';

const groups = await courseRules();
const alerts = groups
  .flatMap(({ rules }) => rules)
  .filter(({ kind }) => kind === 'alerting')
  .map(({ name }) => name);

test('the course has six alerts, and its tests pass', async () => {
  expect(alerts).toHaveLength(6);
  expect(await testRuleFile('data/prometheus/reseau.test.yml')).toEqual({ failures: [], unmatched: [] });
});

test.each(alerts)('%s is tested when it fires and when it does not', (name) => {
  const { tests } = readRuleTestFile(readFileSync('data/prometheus/reseau.test.yml', 'utf8'));
  const asked = tests.flatMap(({ alertTests }) => alertTests).filter(({ alert }) => alert === name);
  expect(new Set(asked.map(({ expected }) => expected.length > 0))).toEqual(new Set([true, false]));
});
