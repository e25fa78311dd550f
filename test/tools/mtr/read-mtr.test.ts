import { describe, expect, test } from 'vitest';
import type { PrintedMtr } from '../../../src/tools/mtr/printed-mtr.js';
import { readMtr } from '../../../src/tools/mtr/read-mtr.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what mtr --json prints', () => {
  readsItsGoldenFiles(readMtr, golden('mtr', 'json'));
});

describe('what mtr --report prints', () => {
  // Nothing marks the end of a report: cut between two lines, it is a shorter one.
  const untilTheEnd = (text: string): PrintedMtr => {
    const output = readMtr(text);
    const whole = golden('mtr', 'report').some(
      ({ text: report }) => report === text || report === text.replace(/\r|\uFEFF/g, ''),
    );
    return whole ? output : { ...output, complete: false };
  };
  readsItsGoldenFiles(untilTheEnd, golden('mtr', 'report'));

  test('cut in the middle of a line, it is refused or not complete', { timeout: 60_000 }, () => {
    for (const { text } of golden('mtr', 'report')) {
      for (let length = 1; length < text.length; length += 1) {
        if (text[length - 1] === '\n') continue;
        try {
          expect(readMtr(text.slice(0, length)).complete).toBe(false);
        } catch (error) {
          expect(error).toHaveProperty('name', 'ParseError');
        }
      }
    }
  });
});

describe('JSON that is not of mtr is refused', () => {
  test.each([
    ['[]', 'an object is expected at the top'],
    ['{"report":{"mtr":{},"hubs":7}}', 'a list of hops is expected at report.hubs'],
    [
      '{"report":{"mtr":{},"hubs":[{"count":0,"host":"a"}]}}',
      'the number of a hop is expected at report.hubs[0].count',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","Avg":"1"}]}}',
      'a number is expected at report.hubs[0].Avg',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","Loss%":500}]}}',
      'a share from 0 to 100 is expected at report.hubs[0].Loss% of mtr',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"host":"a"}]}}',
      "the number of a hop is expected at report.hubs[0].count of mtr's JSON",
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","host":"b"}]}}',
      '"host" is given twice (line 1, column 51)',
    ],
    ['{"report":{"mtr":{},\n"hubs":[}]}}', 'not JSON: unexpected "}]}}" (line 2'],
  ])('%s', (text, message) => {
    expect(() => readMtr(text)).toThrow(message);
  });
});
