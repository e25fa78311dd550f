import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { PrintedTracepath } from '../../../src/tools/tracepath/read-tracepath.js';
import { readTracepath } from '../../../src/tools/tracepath/read-tracepath.js';
import { tracepathOutputSchema } from '../../../src/tools/tracepath/tracepath-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracepath prints', () => {
  readsItsGoldenFiles(readTracepath, tracepathOutputSchema, golden('tracepath'));
});

test('the schema says what the type says', () => {
  const same: Same<PrintedTracepath, InferOutput<typeof tracepathOutputSchema>> = true;
  expect(same).toBe(true);
});
