import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { PrintedTraceroute } from '../../../src/tools/traceroute/read-traceroute.js';
import { readTraceroute } from '../../../src/tools/traceroute/read-traceroute.js';
import { tracerouteOutputSchema } from '../../../src/tools/traceroute/traceroute-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(readTraceroute, tracerouteOutputSchema, golden('traceroute'));
});

test('the schema says what the type says', () => {
  const same: Same<PrintedTraceroute, InferOutput<typeof tracerouteOutputSchema>> = true;
  expect(same).toBe(true);
});
