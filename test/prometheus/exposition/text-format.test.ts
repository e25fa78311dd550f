import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpositionError } from '../../../src/prometheus/exposition/scanner.js';
import type { MetricFamily } from '../../../src/prometheus/exposition/family.js';
import { parseExposition } from '../../../src/prometheus/exposition/text-format.js';
import { writeExposition } from '../../../src/prometheus/exposition/text-format-write.js';
import { textFamilies } from '../exposition-arbitrary.js';

/** The example of the format's own documentation, in its odd spacing. */
const documented = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric, which the documentation dates from before the epoch: no scrape takes that.
something_weird{problem="division by zero"} +Inf 3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`;

test('the documented example', () => {
  const families = parseExposition(documented);
  expect(families.map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
    ['http_requests_total', 'counter', 2],
    ['msdos_file_access_time_seconds', 'unknown', 1],
    ['metric_without_timestamp_and_labels', 'unknown', 1],
    ['something_weird', 'unknown', 1],
    ['http_request_duration_seconds', 'histogram', 4],
  ]);
  expect(families[1]?.samples[0]?.labels).toEqual({
    path: 'C:\\DIR\\FILE.TXT',
    error: 'Cannot find file:\n"FILE.TXT"',
  });
  expect(families[3]?.samples[0]).toMatchObject({ value: Infinity, timestampMs: 3982045 });
});

test.each<[string, string, Partial<MetricFamily>]>([
  ['a value next to the braces', 'a{b="c"}1\n', { samples: [{ name: 'a', labels: { b: 'c' }, value: 1 }] }],
  ['a last comma', 'a{b="c",} 1\n', { samples: [{ name: 'a', labels: { b: 'c' }, value: 1 }] }],
  ['no number', 'a NaN\n', { samples: [{ name: 'a', labels: {}, value: NaN }] }],
  ['a HELP with escapes', '# HELP a x\\\\y\\nz "q"\n', { help: 'x\\y\nz "q"', samples: [] }],
  ['a label named __proto__', 'a{__proto__="x"} 1\n', {}],
])('%s', (_, text, expected) => {
  expect(parseExposition(text)[0]).toMatchObject(expected);
});

test('a label named __proto__ is a label', () => {
  const labels = parseExposition('a{__proto__="x"} 1\n')[0]?.samples[0]?.labels ?? {};
  expect(Object.entries(labels)).toEqual([['__proto__', 'x']]);
});

test.each<[string, string, number, number]>([
  ['a name that starts with a digit', 'a 1\n2b 3\n', 2, 1],
  ['no value', 'a\n', 1, 2],
  ['a timestamp with decimals', 'a 1 1.5\n', 1, 5],
  ['a timestamp beyond 64 bits', 'a 1 9223372036854775808\n', 1, 5],
  ['a negative timestamp', 'a 1 -1\n', 1, 5],
  ['a blank before the name', 'a 1\n b 1\n', 2, 1],
  ['a type in capitals', '# TYPE a GAUGE\n', 1, 10],
  ['a native histogram', 'a_x {count:1} 1\n', 1, 11],
  ['more after the timestamp', 'a 1 2 3\n', 1, 7],
  ['hexadecimal', 'a 0x10\n', 1, 3],
  ['too large a number', 'a 1e999\n', 1, 3],
  ['a label without its value', 'a{b} 1\n', 1, 4],
  ['a label twice', 'a{b="1",b="2"} 1\n', 1, 9],
  ['the reserved label', 'a{__name__="b"} 1\n', 1, 3],
  ['an unknown type', '# TYPE a number\n', 1, 10],
])('refused: %s', (_, text, line, column) => {
  const thrown = faultOf(() => parseExposition(text));
  expect(thrown).toBeInstanceOf(ExpositionError);
  expect(thrown).toMatchObject({ line, column });
});

describe('written', () => {
  test('what only OpenMetrics has becomes what 0.0.4 has', () => {
    const text = writeExposition([
      {
        ...{ name: 'probes', type: 'counter', help: 'a\\b\n"c"', unit: 'probes' },
        samples: [
          { name: 'probes_total', labels: {}, value: 2, exemplar: { labels: {}, value: 1 } },
          { name: 'probes_created', labels: {}, value: 1.5 },
        ],
      },
      { name: 'build', type: 'info', samples: [{ name: 'build_info', labels: { v: '1' }, value: 1 }] },
    ]);
    expect(text).toBe(
      [
        '# HELP probes_total a\\\\b\\n"c"',
        '# TYPE probes_total counter',
        'probes_total 2',
        '# HELP probes_created a\\\\b\\n"c"',
        '# TYPE probes_created gauge',
        'probes_created 1.5',
        '# TYPE build_info gauge',
        'build_info{v="1"} 1',
        '',
      ].join('\n'),
    );
  });

  test.each(['', '\ud800'])('no metric may be named %j', (name) => {
    expect(() => writeExposition([{ name, type: 'gauge', samples: [] }])).toThrow(
      expect.objectContaining({ name: 'InvalidMetricError', fault: 'metric name' }),
    );
  });

  test.each(['1a', 'a b', 'a\nb 1', 'é', 'a"} 1\n', 'a.b'])('the name %j stands in quotes', (name) => {
    const families: MetricFamily[] = [
      { name, type: 'gauge', samples: [{ name, labels: { [name]: name }, value: 1 }] },
    ];
    expect(parseExposition(writeExposition(families))).toEqual(families);
  });

  test.each([-1, 1.5, Infinity])('no sample of text format has the timestamp %d', (timestampMs) => {
    const samples = [{ name: 'a', labels: {}, value: 1, timestampMs }];
    expect(() => writeExposition([{ name: 'a', type: 'gauge', samples }])).toThrow(
      expect.objectContaining({ name: 'InvalidMetricError', fault: 'timestamp' }),
    );
  });

  test('a label value never breaks its line', () => {
    const samples = [{ name: 'a', labels: { b: 'x"} 1\na{b="y' }, value: 1 }];
    expect(parseExposition(writeExposition([{ name: 'a', type: 'gauge', samples }]))).toHaveLength(1);
  });
});

describe('any text', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(textFamilies, (families) => {
        expect(parseExposition(writeExposition(families))).toEqual(families);
      }),
    );
  });

  test('cut anywhere, it is refused, or is read as it stands', () => {
    for (let end = 0; end < documented.length; end++) readOrRefuse(documented.slice(0, end));
  });

  test('mutated, it gives families or an ExpositionError', () => {
    const place = fc.nat(documented.length - 1);
    fc.assert(
      fc.property(place, fc.string({ maxLength: 4 }), fc.nat(5), (at, text, removed) => {
        readOrRefuse(documented.slice(0, at) + text + documented.slice(at + removed));
      }),
      { numRuns: 500 },
    );
  });

  test('garbage too', () => {
    const unit = fc.constantFrom(...'#{}=",\\ \n\tae1_.:+-é'.split(''), 'NaN', 'TYPE ', 'HELP ', '\u2028');
    fc.assert(fc.property(fc.string({ unit }), readOrRefuse), { numRuns: 2000 });
  });
});

function readOrRefuse(text: string): void {
  try {
    for (const { samples } of parseExposition(text))
      for (const { value } of samples) expect(value).toBeTypeOf('number');
  } catch (error) {
    expect(error).toBeInstanceOf(ExpositionError);
  }
}

function faultOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
