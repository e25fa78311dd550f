import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpositionError } from '../../../src/prometheus/exposition/scanner.js';
import { parseExposition } from '../../../src/prometheus/exposition/text-format.js';
import { writeExposition } from '../../../src/prometheus/exposition/text-format-write.js';
import { textFamilies } from '../../prometheus/exposition-arbitrary.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('promtool');

/** What `promtool check metrics` makes of a text; its advice on names is no refusal. */
function theyAccept(text: string): boolean {
  const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return !/error while linting|text format parsing error/.test(stderr);
}

function weAccept(text: string): boolean {
  try {
    parseExposition(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ExpositionError);
    return false;
  }
}

const whole = `# HELP a_total x\\\\y\\n
# TYPE a_total counter
a_total{b="c\\"d",e="f"} 1 1395066363000

# TYPE h histogram
h_bucket{le="0.5"} 1
h_bucket{le="+Inf"} 2
h_sum 3
h_count 2
# TYPE s summary
s{quantile="0.5"} NaN
`;

/**
 * promtool's parser (expfmt) drops a backslash wherever it stands in the type, so that `\\gauge` is a gauge for it. The
 * parser of a server's scrapes refuses it (`invalid metric type "\\gauge"`, Prometheus 2.42), and so do we.
 */
const backslashInType = /^[ \t]*#[ \t]*TYPE[ \t].*\\/m;

const written = [
  ...[
    '',
    '\n',
    ' \n',
    '#\n',
    '# \n',
    '#',
    'a',
    'a 1',
    'a 1\n',
    ' a 1\n',
    '\ta\t1\n',
    'a 1 \n',
    'a 1 2\n',
    'a 1 2 \n',
  ],
  ...[
    'a 1 2.5\n',
    'a 1 -2\n',
    'a 1 +2\n',
    'a 1 2 3\n',
    'a1\n',
    'a-1\n',
    'a+Inf\n',
    'a{}1\n',
    'a{} 1\n',
    'a {} 1\n',
  ],
  ...[
    'a{,} 1\n',
    'a{b="c",} 1\n',
    'a{b="c",,} 1\n',
    'a{ b = "c" , d="e" } 1\n',
    'a{b="c"d="e"} 1\n',
    'a{b=c} 1\n',
  ],
  ...[
    'a{b:c="d"} 1\n',
    'a:b 1\n',
    ':a 1\n',
    '_a 1\n',
    '1a 1\n',
    'é 1\n',
    'a{b="é"} 1\n',
    'a{__name__="b"} 1\n',
  ],
  ...[
    'a{b="1",b="1"} 1\n',
    'a{b="\\n\\\\\\""} 1\n',
    'a{b="\\x"} 1\n',
    'a{b="x\ny"} 1\n',
    'a{b="x} 1\n',
    'a{b="c"\n} 1\n',
  ],
  ...[
    'a NaN\n',
    'a nan\n',
    'a +NaN\n',
    'a Inf\n',
    'a -infinity\n',
    'a +inf\n',
    'a 1e5\n',
    'a 1.\n',
    'a .5\n',
    'a .\n',
  ],
  ...[
    'a 1e999\n',
    'a 1e-999\n',
    'a 0x10\n',
    'a 0x1p4\n',
    'a 1_0\n',
    'a 1e\n',
    'a --1\n',
    'a 1\r\n',
    'a 01\n',
  ],
  ...[
    '# HELP\n',
    '# HELP a\n',
    '# HELP a \n',
    '# HELP a b',
    '# HELP 1\n',
    '# HELP a-b c\n',
    '#HELP a b\n',
    '# HELP a \\q\n',
  ],
  ...[
    '# TYPE a\n',
    '# TYPE a gauge\n',
    '# TYPE a GAUGE\n',
    '# TYPE a gauge \n',
    '# TYPE a info\n',
    '# TYPE a unknown\n',
  ],
  ...[
    '# TYPE a untyped\n',
    '# TYPE a gauge\n# TYPE a gauge\n',
    'a 1\n# TYPE a gauge\n',
    '# HELP a b\n# HELP a b\n',
  ],
  ...[
    '# HELP a b\na 1\n# HELP a b\n',
    '# TYPE a histogram\na_bucket{le="x"} 1\n',
    '# TYPE a histogram\na{le="x"} 1\n',
  ],
  ...[
    '# TYPE a summary\na{quantile="x"} 1\n',
    '# TYPE a summary\na_count 1\n# TYPE a_count gauge\n',
    'a 1\na 1\na 2\n',
  ],
  ...[
    '# TYPE a gauge\na_count 1\n# TYPE a_count counter\n',
    '# EOF\n',
    '# UNIT a b\n',
    '# TYPE  a  gauge\n',
    '# help a b\n',
  ],
];

describe.skipIf(lack !== undefined)(`promtool check metrics${lack ? ` (${lack})` : ''}`, () => {
  test('takes and refuses the same texts', () => {
    const verdicts = written.map((text) => [text, weAccept(text)]);
    expect(verdicts).toEqual(written.map((text) => [text, theyAccept(text)]));
  }, 180_000);

  test('takes and refuses the same mutations', () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '\n',
      '{',
      '}',
      '"',
      ',',
      '=',
      '\\',
      '#',
      '1',
      'e',
      '_',
      '\t',
      ':',
      '-',
      'Inf',
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), piece, fc.nat(2), (at, text, removed) => {
        const mutated = whole.slice(0, at) + text + whole.slice(at + removed);
        fc.pre(!backslashInType.test(mutated));
        expect([mutated, weAccept(mutated)]).toEqual([mutated, theyAccept(mutated)]);
      }),
      { numRuns: 150 },
    );
  }, 180_000);

  test('takes a backslash in a type, which a server refuses and we too', () => {
    const text = '# TYPE a \\gauge\na 1\n';
    expect([theyAccept(text), weAccept(text)]).toEqual([true, false]);
  });

  test('takes all that we write', () => {
    fc.assert(
      fc.property(textFamilies, (families) => {
        expect(theyAccept(writeExposition(families))).toBe(true);
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});
