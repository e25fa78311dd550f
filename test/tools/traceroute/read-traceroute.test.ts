import { describe } from 'vitest';
import { readTraceroute } from '../../../src/tools/traceroute/read-traceroute.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(readTraceroute, golden('traceroute'));
});
