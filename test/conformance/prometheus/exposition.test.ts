import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeExposition } from '../../../src/prometheus/exposition/text-format-write.js';
import { textFamilies } from '../../prometheus/exposition-arbitrary.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('promtool');

/** What `promtool check metrics`, which is not the parser of scrapes, makes of a text; its advice is no refusal. */
function theyAccept(text: string): boolean {
  const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return !/error while linting|text format parsing error/.test(stderr);
}

describe.skipIf(lack !== undefined)(`promtool check metrics${lack ? ` (${lack})` : ''}`, () => {
  test('takes all that we write', () => {
    fc.assert(
      fc.property(textFamilies, (families) => {
        expect(theyAccept(writeExposition(families))).toBe(true);
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});
