import type { InferOutput } from 'valibot';
import { describe, expect, test } from 'vitest';
import type { PingOutput } from '../../src/command/ping-output.js';
import { parsePingOutput } from '../../src/command/ping-output.js';
import { pingOutputSchema } from '../../src/command/ping-output-schema.js';
import { golden } from './path-golden.js';
import type { Same } from './path-reading.js';
import { readsItsGoldenFiles } from './path-reading.js';

describe('what ping prints', () => {
  readsItsGoldenFiles(parsePingOutput, pingOutputSchema, golden('ping'));
});

test('the schema says what the type says', () => {
  const same: Same<PingOutput, InferOutput<typeof pingOutputSchema>> = true;
  expect(same).toBe(true);
});
