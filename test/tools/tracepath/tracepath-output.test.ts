import { describe } from 'vitest';
import { parseTracepathOutput } from '../../../src/tools/tracepath/tracepath-output.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracepath prints', () => {
  readsItsGoldenFiles(parseTracepathOutput, golden('tracepath'));
});
