import { describe, expect, test } from 'vitest';
import type { TracerouteOutput } from '../../../src/tools/traceroute/traceroute-output.js';
import { parseTracerouteOutput } from '../../../src/tools/traceroute/traceroute-output.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(parseTracerouteOutput, golden('traceroute'));
});
