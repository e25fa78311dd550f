import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      // First: of two that fit, the first is taken.
      'sonde/dist': fileURLToPath(new URL('./src', import.meta.url)),
      sonde: fileURLToPath(new URL('./src/index.ts', import.meta.url)),
      'fast-check': fileURLToPath(new URL('./test/seeded-fast-check.ts', import.meta.url)),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Vitest leaves one core free; most tests here wait for other programs, and a machine of two cores would run them in a row.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Long for a machine at work: what is measured is what a test says, never how long it took.
    testTimeout: 60_000,
    reporters: ['default', fileURLToPath(new URL('./test/verdict-reporter.ts', import.meta.url))],
  },
});
