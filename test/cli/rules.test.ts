import { describe, expect, test } from 'vitest';
import { DIST, run } from '../network/run-dist.js';

const sonde = (...words: string[]) =>
  run([process.execPath, DIST.replace('index.js', 'cli/main.js'), ...words]);

describe('sonde rules', () => {
  test('checks a file as promtool does', async () => {
    const { stdout, code } = await sonde('rules', 'check', 'data/prometheus/reseau.rules.yml');
    expect(stdout).toMatch(/^Checking data\/prometheus\/reseau\.rules\.yml\n {2}SUCCESS: \d+ rules found\n/);
    expect(code).toBe(0);
  });

  test('runs the tests of a file as promtool does', async () => {
    const { stdout, code } = await sonde('rules', 'test', 'data/prometheus/reseau.test.yml');
    expect(stdout).toBe('Unit Testing:  data/prometheus/reseau.test.yml\n  SUCCESS\n\n');
    expect(code).toBe(0);
  });

  test('ends with 1 for a file that is not rules', async () => {
    const { stderr, code } = await sonde('rules', 'check', 'package.json');
    expect(stderr).toContain('FAILED');
    expect(code).toBe(1);
  });
});

describe('sonde routes', () => {
  test('says who gets an alert', async () => {
    const { stdout, code } = await sonde('routes', 'data/prometheus/alertmanager.yml', 'severity=critical');
    expect([stdout, code]).toEqual(['astreinte\n', 0]);
  });

  test('refuses what is not a label', async () => {
    const { stderr, code } = await sonde('routes', 'data/prometheus/alertmanager.yml', 'severity');
    expect(stderr).toContain('bad matcher format: severity');
    expect(code).toBe(1);
  });
});
