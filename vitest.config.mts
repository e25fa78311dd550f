import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms whose tests touch nothing but values and files: they share a worker, which loads the library once. */
const sharing = [
  ...['packet', 'scenario', 'simulator', 'probe', 'host', 'capture', 'tools', 'document', 'prometheus'],
  ...['figure', 'table', 'course', 'theme'],
].map((room) => `test/${room}/**/*.test.ts`);

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
    projects: [
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: sharing } },
    ],
    // One more than cores: many tests wait for other programs, and their core would be idle.
    maxWorkers: availableParallelism() + 1,
    // Long for a machine at work: what is measured is what a test says, never how long it took.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: ['default', fileURLToPath(new URL('./test/verdict-reporter.ts', import.meta.url))],
  },
});
