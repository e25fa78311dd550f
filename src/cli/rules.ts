import { readFile, stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { inLine } from '../harmless.js';
import { ParseError } from '../parse-error.js';
import { type DuplicateRule, duplicateRules } from '../prometheus/rules/rule.js';
import { print, printError, printErrorText } from './terminal.js';

/** `sonde rules check` and `sonde rules test`: the words and the exit codes of promtool. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('vérifie et teste des règles de Prometheus, comme promtool')
    .helpOption('-h, --help', 'affiche cette aide')
    .addCommand(checkCommand())
    .addCommand(testCommand());
}

interface CheckOptions {
  readonly lint: string;
  readonly lintFatal?: true;
}

function checkCommand(): Command {
  return new Command('check')
    .description('vérifie des fichiers de règles, comme promtool check rules')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('<fichiers...>', 'fichiers de règles')
    .option('--lint <quoi>', 'all, duplicate-rules ou none', 'duplicate-rules')
    .option('--lint-fatal', 'finit par le code 3 si une règle est en double')
    .action(async (files: readonly string[], options: CheckOptions) => {
      process.exitCode = await check(files, options);
    });
}

/** @returns 1 for a file that is wrong, 3 for a rule twice where that is fatal */
async function check(files: readonly string[], { lint, lintFatal }: CheckOptions): Promise<number> {
  if (!(await allExist(files))) return 1;
  const { checkRuleFile } = await import('../prometheus/rules/rule-file.js');
  let code = 0;
  for (const file of files) {
    print(`Checking ${file}`);
    const { groups, faults } = await checkRuleFile(await readFile(file, 'utf8'));
    const duplicates = lint === 'none' || faults.length > 0 ? [] : duplicateRules(groups);
    if (faults.length > 0) {
      code = 1;
      printError('  FAILED:');
      for (const { message } of faults) printErrorText(`${inLine(file)}: ${message}`);
    } else if (duplicates.length > 0) {
      if (code === 0 && lintFatal) code = 3;
      printError('  FAILED:', ...duplicateLines(duplicates));
    } else print(`  SUCCESS: ${groups.flatMap(({ rules }) => rules).length} rules found`);
    // As promtool of Prometheus 3: nothing after a file that is wrong.
    if (faults.length === 0) print('');
  }
  return code;
}

function duplicateLines(duplicates: readonly DuplicateRule[]): readonly string[] {
  const told = duplicates.flatMap(({ name, labels }) => [
    `Metric: ${name}`,
    'Label(s):',
    ...Object.entries(labels).map(([label, value]) => `\t${label}: ${value}`),
  ]);
  return [
    `lint error ${duplicates.length} duplicate rule(s) found.`,
    ...told,
    'Might cause inconsistency while recording expressions',
  ];
}

function testCommand(): Command {
  return new Command('test')
    .description('lance des tests de règles, comme promtool test rules')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('<fichiers...>', 'fichiers de tests')
    .addOption(
      new Option('--prometheus <version>', 'intervalles ouverts à gauche (3) ou fermés (2)').choices([
        '2',
        '3',
      ]),
    )
    .action(async (files: readonly string[], { prometheus }: TestOptions) => {
      process.exitCode = await test(files, prometheus === '2' ? 2 : 3);
    });
}

interface TestOptions {
  readonly prometheus?: '2' | '3';
}

async function test(files: readonly string[], prometheus: 2 | 3): Promise<number> {
  if (!(await allExist(files))) return 1;
  let code = 0;
  for (const file of files) {
    print(`Unit Testing:  ${file}`);
    const failures = await failuresOf(file, prometheus);
    if (failures.length > 0) {
      code = 1;
      printErrorText(['  FAILED:', ...failures].join('\n'));
    } else print('  SUCCESS');
    print('');
  }
  return code;
}

async function failuresOf(file: string, prometheus: 2 | 3): Promise<readonly string[]> {
  const { testRuleFile } = await import('../prometheus/rules/rule-files.js');
  try {
    const { failures, unmatched } = await testRuleFile(file, { prometheus });
    for (const pattern of unmatched) printError(`  WARNING: no file match pattern ${pattern}`);
    return failures;
  } catch (error) {
    if (error instanceof ParseError) return [error.message];
    throw error;
  }
}

async function allExist(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const known = await stat(file).catch(() => undefined);
    if (known?.isFile()) continue;
    printError(`sonde : path '${file}' does not exist`);
    return false;
  }
  return true;
}
