// @vitest-environment node
import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as path from '../../../theme/client/kernel/page-path.js';

const parts = fc.string({
  unit: fc.constantFrom('a', 'bc', '.', '..', '/', '//', '.pcap', 'é', ' '),
  maxLength: 12,
});

test('paths are what Node makes of them', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      expect(path.normalize(one)).toBe(posix.normalize(one));
      expect(path.join(one, other)).toBe(posix.join(one, other));
      expect(path.resolve(one, other)).toBe(posix.resolve(path.workingFolder, one, other));
      expect(path.dirname(one)).toBe(posix.dirname(one));
      expect(path.basename(one)).toBe(posix.basename(one));
      // Of slashes alone, Node gives back all when a suffix is asked for.
      if (/[^/]/.test(one)) expect(path.basename(one, '.pcap')).toBe(posix.basename(one, '.pcap'));
      expect(path.extname(one)).toBe(posix.extname(one));
      expect(path.isAbsolute(one)).toBe(posix.isAbsolute(one));
    }),
    { numRuns: 2000 },
  );
});

test('a long row of slashes takes no time', () => {
  const slashes = '/'.repeat(200_000);
  expect(path.dirname(`a${slashes}b`)).toBe(`a${slashes.slice(1)}`);
  expect(path.resolve(`${slashes}b`)).toBe('/b');
});
