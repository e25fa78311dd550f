import { describe } from 'vitest';
import { parseTracerouteOutput } from '../../../src/tools/traceroute/traceroute-output.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(parseTracerouteOutput, golden('traceroute'));
});
