import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { PrintedTracert } from '../../../src/tools/tracert/read-tracert.js';
import { readTracert } from '../../../src/tools/tracert/read-tracert.js';
import { tracertOutputSchema } from '../../../src/tools/tracert/tracert-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracert prints', () => {
  readsItsGoldenFiles(readTracert, tracertOutputSchema, golden('tracert'));
});

test('the schema says what the type says', () => {
  const same: Same<PrintedTracert, InferOutput<typeof tracertOutputSchema>> = true;
  expect(same).toBe(true);
});
