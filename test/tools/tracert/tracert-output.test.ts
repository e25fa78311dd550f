import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { TracertOutput } from '../../../src/tools/tracert/tracert-output.js';
import { parseTracertOutput } from '../../../src/tools/tracert/tracert-output.js';
import { tracertOutputSchema } from '../../../src/tools/tracert/tracert-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracert prints', () => {
  readsItsGoldenFiles(parseTracertOutput, tracertOutputSchema, golden('tracert'));
});

test('the schema says what the type says', () => {
  const same: Same<TracertOutput, InferOutput<typeof tracertOutputSchema>> = true;
  expect(same).toBe(true);
});
