import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PromEngineOptions } from '../promql/engine.js';
import type { RuleGroup } from './rule.js';
import { checkRuleFile } from './rule-file.js';
import { type RuleTestFile, readRuleTestFile } from './unit-test-file.js';
import { runRuleTests } from './unit-test.js';

/** The result of a file of unit tests. */
export interface RuleTestVerdict {
  /** What is not as expected, in promtool's words; empty where all tests pass. */
  readonly failures: readonly string[];
  /** Patterns that match no file. */
  readonly unmatched: readonly string[];
}

/**
 * Runs a file of unit tests on the files of rules that it names, as `promtool test rules` does.
 *
 * @param file path of the file of tests; names of files of rules are relative to its folder
 * @param engine settings of the engine, such as `{ prometheus: 2 }`
 * @throws {DocumentError} where the file of tests is not one
 * @throws {Error} of Node where it cannot be read
 * @example
 * ```ts
 * import { testRuleFile } from 'sonde/prometheus';
 *
 * try {
 *   await testRuleFile('absent.test.yml');
 * } catch (error) {
 *   console.log((error as { code: string }).code); // → ENOENT
 * }
 * ```
 */
export async function testRuleFile(file: string, engine: PromEngineOptions = {}): Promise<RuleTestVerdict> {
  const test = readRuleTestFile(await readFile(file, 'utf8'));
  const { files, unmatched } = await ruleFilesOf(test, path.dirname(file));
  const groups: RuleGroup[] = [];
  for (const each of files) {
    const checked = await checkRuleFile(await readFile(each, 'utf8'));
    // As in promtool, no test runs on rules that are wrong.
    if (checked.faults.length > 0) {
      const failures = checked.faults.map(({ message }) => `${each}: ${message}`);
      return { failures: test.tests.length === 0 ? [] : failures, unmatched };
    }
    groups.push(...checked.groups);
  }
  return { failures: await runRuleTests(test, groups, engine), unmatched };
}

async function ruleFilesOf(
  { ruleFiles }: RuleTestFile,
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly unmatched: readonly string[] }> {
  const files: string[] = [];
  const unmatched: string[] = [];
  for (const pattern of ruleFiles) {
    const found = await matching(path.isAbsolute(pattern) ? pattern : path.join(folder, pattern));
    if (found.length === 0) unmatched.push(pattern);
    files.push(...found);
  }
  return { files, unmatched };
}

/** Files of a pattern in which `*` and `?` stand for parts of names (filepath.Glob). */
async function matching(pattern: string): Promise<readonly string[]> {
  const { root } = path.parse(pattern);
  let found = [root];
  for (const part of path.normalize(pattern).slice(root.length).split(path.sep)) {
    const below = await Promise.all(found.map((folder) => namesLike(folder, part)));
    found = below.flat();
  }
  return found;
}

async function namesLike(folder: string, part: string): Promise<readonly string[]> {
  // A name without a star need not be looked for in a list, where `..` would not be found.
  if (!/[*?]/.test(part)) return (await exists(path.join(folder, part))) ? [path.join(folder, part)] : [];
  const names = await readdir(folder === '' ? '.' : folder).catch(() => []);
  return names
    .filter((name) => isLike(name, part))
    .sort()
    .map((name) => path.join(folder, name));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Without a regular expression: a pattern such as `*a*a*a*b` must not take forever. */
function isLike(name: string, pattern: string): boolean {
  let reachable = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (character === '*') for (let end = at; end <= name.length; end++) next.add(end);
      else if (name[at] !== undefined && (character === '?' || character === name[at])) next.add(at + 1);
    }
    reachable = next;
  }
  return reachable.has(name.length);
}
