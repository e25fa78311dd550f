import { describe } from 'vitest';
import { readTracert } from '../../../src/tools/tracert/read-tracert.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracert prints', () => {
  readsItsGoldenFiles(readTracert, golden('tracert'));
});
