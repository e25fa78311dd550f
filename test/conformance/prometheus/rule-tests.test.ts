import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/parse-error.js';
import { testRuleFile } from '../../../src/prometheus/rules/rule-files.js';
import { ruleTestCases, saidOtherwise } from './rule-test-cases.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('promtool');
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-rule-tests-'));
const file = path.join(folder, 'rules.test.yml');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is not as expected, line by line; nothing where all is well. */
type Verdict = readonly string[];

function theirs(): Verdict {
  const { status, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  if (status === 0) return [];
  return linesOf(stderr.replace('  FAILED:\n', ''));
}

async function ours(): Promise<Verdict> {
  try {
    return linesOf((await testRuleFile(file, { prometheus: 2 })).failures.join('\n'));
  } catch (error) {
    // We also tell where, in the file of tests.
    if (error instanceof ParseError) return linesOf(error.message.replace(/^\d+:\d+: /, ''));
    throw error;
  }
}

function linesOf(text: string): Verdict {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe.skipIf(lack)(`files of rule tests, as promtool ${lack ?? ''}`, () => {
  test.each(Object.entries(ruleTestCases))('%s', async (name, { rules, test: text }) => {
    writeFileSync(path.join(folder, 'rules.yml'), rules);
    writeFileSync(file, text);
    const [real, found] = [theirs(), await ours()];
    expect(found.length > 0, real.join('\n')).toBe(real.length > 0);
    if (!saidOtherwise.has(name)) expect(found).toEqual(real);
  });
});
