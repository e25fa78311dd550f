import type { TestCase, TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/**
 * Ends a run with its verdict on one line, names every test that was skipped for want of a tool, and where CI is set
 * refuses a run that skipped any: a green CI means that everything ran.
 */
export default class VerdictReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
    const skipped = count('skipped');
    for (const test of skipped) console.log(`skipped: ${test.fullName}`);
    console.log(
      `${count('passed').length} passed, ${count('failed').length} failed, ${skipped.length} skipped`,
    );
    if (process.env['CI'] !== undefined && skipped.length > 0) {
      console.error('CI installs every tool: a skipped test is a failure here');
      process.exitCode = 1;
    }
  }
}
