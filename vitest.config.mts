import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest begin first: begun last, the course would keep one core for minutes and leave the others idle. */
const longest = ['/test/notebooks/execute.test.ts', '/test/notebooks/', '/test/browser/', ''];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => longest.findIndex((part) => moduleId.includes(part));
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      // The sources behind the doors: tests need no build to be up to date.
      { find: /^#dist/, replacement: here('src') },
      { find: /^sonde$/, replacement: here('src/index.ts') },
      { find: /^sonde\/([\w-]+)$/, replacement: here('src/$1/index.ts') },
      { find: /^fast-check$/, replacement: here('test/seeded-fast-check.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Vitest leaves one core free; most tests here wait for other programs, and a machine of two cores would run them in a row.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Long for a machine at work: what is measured is what a test says, never how long it took.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: ['default', fileURLToPath(new URL('./test/verdict-reporter.ts', import.meta.url))],
  },
});
