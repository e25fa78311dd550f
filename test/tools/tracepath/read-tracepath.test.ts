import { describe } from 'vitest';
import { readTracepath } from '../../../src/tools/tracepath/read-tracepath.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracepath prints', () => {
  readsItsGoldenFiles(readTracepath, golden('tracepath'));
});
