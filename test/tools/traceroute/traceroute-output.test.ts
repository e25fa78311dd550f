import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { TracerouteOutput } from '../../../src/tools/traceroute/traceroute-output.js';
import { parseTracerouteOutput } from '../../../src/tools/traceroute/traceroute-output.js';
import { tracerouteOutputSchema } from '../../../src/tools/traceroute/traceroute-output-schema.js';
import { golden } from '../path-golden.js';
import type { Same } from '../path-reading.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(parseTracerouteOutput, tracerouteOutputSchema, golden('traceroute'));
});

test('the schema says what the type says', () => {
  const same: Same<TracerouteOutput, InferOutput<typeof tracerouteOutputSchema>> = true;
  expect(same).toBe(true);
});
