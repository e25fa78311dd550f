import { describe } from 'vitest';
import { parseTracertOutput } from '../../../src/tools/tracert/tracert-output.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracert prints', () => {
  readsItsGoldenFiles(parseTracertOutput, golden('tracert'));
});
