import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { TracepathOutput } from '../../../src/tools/tracepath/tracepath-output.js';
import { parseTracepathOutput } from '../../../src/tools/tracepath/tracepath-output.js';
import { tracepathOutputSchema } from '../../../src/tools/tracepath/tracepath-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracepath prints', () => {
  readsItsGoldenFiles(parseTracepathOutput, tracepathOutputSchema, golden('tracepath'));
});

test('the schema says what the type says', () => {
  const same: Same<TracepathOutput, InferOutput<typeof tracepathOutputSchema>> = true;
  expect(same).toBe(true);
});
