import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpositionError } from '../../../src/prometheus/exposition/scanner.js';
import { parseOpenMetrics } from '../../../src/prometheus/exposition/openmetrics.js';
import { writeOpenMetrics } from '../../../src/prometheus/exposition/openmetrics-write.js';
import { InvalidMetricError } from '../../../src/prometheus/series/labels.js';

/** One family of each type, as the specification writes them. */
const all = `# TYPE acme_http_router_request_seconds summary
# UNIT acme_http_router_request_seconds seconds
# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
acme_http_router_request_seconds{path="/api/v1",method="GET",quantile="0.5"} 0.1
acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283
acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325
acme_http_router_request_seconds_sum{path="/api/v2",method="POST"} 479.3
acme_http_router_request_seconds_count{path="/api/v2",method="POST"} 34
# TYPE go_goroutines gauge
# HELP go_goroutines Number of goroutines \\"now\\".
go_goroutines 69
# TYPE process_cpu_seconds counter
# UNIT process_cpu_seconds seconds
process_cpu_seconds_total 4.20072246e+06 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879600.5
process_cpu_seconds_created 1520430000.123 1520879607.789
# TYPE acme_feature stateset
acme_feature{acme_feature="a"} 1
acme_feature{acme_feature="b"} 0
# TYPE software info
software_info{name="sonde",version="0.1.0"} 1
# TYPE rtt histogram
rtt_bucket{le="0.1"} 8 # {} 0.054
rtt_bucket{le="+Inf"} 17 # {id="a\\nb"} 9.8 1520879607.789
rtt_count 17
rtt_sum 324789.3
rtt_created 1520430000.123
# TYPE depth gaugehistogram
depth_bucket{le="0.01"} 20
depth_bucket{le="+Inf"} 42
depth_gcount 42
depth_gsum 3289.3
# TYPE anything unknown
anything NaN
without_metadata{a="b"} -Inf
# EOF
`;

test('one family of each type', () => {
  const families = parseOpenMetrics(all);
  expect(families.map(({ name, type, samples }) => `${name} ${type} ${samples.length}`)).toEqual([
    'acme_http_router_request_seconds summary 6',
    'go_goroutines gauge 1',
    'process_cpu_seconds counter 2',
    'acme_feature stateset 2',
    'software info 1',
    'rtt histogram 5',
    'depth gaugehistogram 4',
    'anything unknown 1',
    'without_metadata unknown 1',
  ]);
  expect(families[1]?.help).toBe('Number of goroutines "now".');
  expect(families[2]?.unit).toBe('seconds');
  expect(families[2]?.samples[0]).toEqual({
    ...{ name: 'process_cpu_seconds_total', labels: {}, value: 4200722.46, timestampMs: 1520879607789 },
    exemplar: { labels: { trace_id: 'KOO5S4vxi0o' }, value: 0.67, timestampMs: 1520879600500 },
  });
  expect(families[5]?.samples[1]?.exemplar?.labels).toEqual({ id: 'a\nb' });
});

test('what is written is read again', () => {
  const families = parseOpenMetrics(all);
  expect(parseOpenMetrics(writeOpenMetrics(families))).toEqual(families);
});

const histogram = '# TYPE a histogram\n';

test.each<[string, string]>([
  ['nothing', ''],
  ['no EOF', 'a 1\n'],
  ['something after EOF', '# EOF\na 1\n'],
  ['an empty line', 'a 1\n\n# EOF\n'],
  ['a comment', '# hello\n# EOF\n'],
  ['a line end of DOS', 'a 1\r\n# EOF\n'],
  ['two spaces', 'a  1\n# EOF\n'],
  ['a space in labels', 'a{b="1", c="2"} 1\n# EOF\n'],
  ['a label twice', 'a{b="1",b="2"} 1\n# EOF\n'],
  ['a timestamp that is no number', 'a 1 NaN\n# EOF\n'],
  ['two timestamps', 'a 1 1 1\n# EOF\n'],
  ['an unknown type', '# TYPE a untyped\n# EOF\n'],
  ['a type in capitals', '# TYPE a GAUGE\n# EOF\n'],
  ['a unit that is not in the name', '# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n'],
])('refused: %s', (_, text) => {
  expect(() => parseOpenMetrics(text)).toThrow(ExpositionError);
});

test.each<[string, string]>([
  ['an info with a unit', '# TYPE a_x info\n# UNIT a_x x\n# EOF\n'],
  ['a counter below zero', '# TYPE a counter\na_total -1\n# EOF\n'],
  ['a counter that is no number', '# TYPE a counter\na_total NaN\n# EOF\n'],
  ['names that clash', '# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total 1\n# EOF\n'],
  ['an info that is not 1', '# TYPE a info\na_info 2\n# EOF\n'],
  ['a state that is not 0 or 1', '# TYPE a stateset\na{a="b"} 2\n# EOF\n'],
  ['a state without its label', '# TYPE a stateset\na 1\n# EOF\n'],
  ['a quantile beyond 1', '# TYPE a summary\na{quantile="2"} 1\n# EOF\n'],
  ['a quantile below zero', '# TYPE a summary\na{quantile="0.5"} -1\n# EOF\n'],
  ['a bucket without le', `${histogram}a_bucket 1\n# EOF\n`],
  ['no bucket +Inf', `${histogram}a_bucket{le="1"} 1\n# EOF\n`],
  [
    'buckets out of order',
    `${histogram}a_bucket{le="2"} 1\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\n# EOF\n`,
  ],
  ['buckets that go down', `${histogram}a_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n# EOF\n`],
  ['a count that is not the last bucket', `${histogram}a_bucket{le="+Inf"} 1\na_count 2\na_sum 1\n# EOF\n`],
  ['a count without a sum', `${histogram}a_bucket{le="+Inf"} 1\na_count 1\n# EOF\n`],
  [
    'a sum with negative buckets',
    `${histogram}a_bucket{le="-1"} 1\na_bucket{le="+Inf"} 1\na_count 1\na_sum 1\n# EOF\n`,
  ],
  ['an exemplar on a gauge', '# TYPE a gauge\na 1 # {} 1\n# EOF\n'],
  ['a long exemplar', `# TYPE a counter\na_total 1 # {b="${'x'.repeat(128)}"} 1\n# EOF\n`],
  ['the same sample twice', 'a 1\na 1\n# EOF\n'],
  ['time that goes back', 'a 1 2\na 1 1\n# EOF\n'],
  ['some timestamps', 'a 1 2\na 1\n# EOF\n'],
  ['metrics interleaved', '# TYPE a gauge\na{b="1"} 1 1\na{b="2"} 1 1\na{b="1"} 1 2\n# EOF\n'],
])('read as Prometheus does, and not written: %s', (_, text) => {
  const families = parseOpenMetrics(text);
  expect(() => writeOpenMetrics(families)).toThrow(
    expect.objectContaining({ name: 'InvalidMetricError', fault: 'family' }),
  );
});

test.each<[string, string, string]>([
  ['a last comma', 'a{b="1",} 1\n# EOF\n', 'a{b="1"} 1\n'],
  ['two types', '# TYPE a gauge\n# TYPE a counter\na_total 1\n# EOF\n', 'a_total 1\n'],
  ['a counter without _total', '# TYPE a counter\na 1\n# EOF\n', '# TYPE a counter\na_total 1\n'],
  ['a family in two parts', '# TYPE a gauge\na 1\nb 1\na{c="d"} 1\n# EOF\n', 'a 1\na{c="d"} 1\n'],
  ['names in quotes', '{"a.b","c.d"="e"} 1\n# EOF\n', '# TYPE "a.b" unknown\n{"a.b","c.d"="e"} 1\n'],
])('read as Prometheus does, and written as it should be: %s', (_, text, part) => {
  expect(writeOpenMetrics(parseOpenMetrics(text))).toContain(part);
});

test('a fault says where it is', () => {
  try {
    parseOpenMetrics('# TYPE a counter\na_total 1\na_total{b="c"} x\n# EOF\n');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ line: 3, column: 16, offset: 42 });
  }
});

test('cut anywhere, it is refused', () => {
  // The end of the last line may be missing.
  for (let end = 0; end < all.length - 1; end++)
    expect(() => parseOpenMetrics(all.slice(0, end))).toThrow(ExpositionError);
  expect(parseOpenMetrics(all.slice(0, -1))).toHaveLength(9);
});

test('mutated, it gives families, which are written or not, or an ExpositionError', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('\n', ' ', '{', '}', '"', '\\', '# ', '1', '_total'),
  );
  fc.assert(
    fc.property(fc.nat(all.length - 1), piece, fc.nat(3), (at, text, removed) => {
      try {
        const families = parseOpenMetrics(all.slice(0, at) + text + all.slice(at + removed));
        expect(parseOpenMetrics(writeOpenMetrics(families))).toEqual(families);
      } catch (error) {
        if (!(error instanceof InvalidMetricError)) expect(error).toBeInstanceOf(ExpositionError);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each<[string, InvalidMetricError['fault'], Parameters<typeof writeOpenMetrics>[0]]>([
  [
    'a family twice',
    'family',
    [
      { name: 'a', type: 'gauge', samples: [] },
      { name: 'a', type: 'gauge', samples: [] },
    ],
  ],
  [
    'a foreign sample',
    'family',
    [{ name: 'a', type: 'gauge', samples: [{ name: 'b', labels: {}, value: 1 }] }],
  ],
  ['a name that is not one', 'metric name', [{ name: '', type: 'gauge', samples: [] }]],
])('not written: %s', (_, fault, families) => {
  expect(() => writeOpenMetrics(families)).toThrow(
    expect.objectContaining({ name: 'InvalidMetricError', fault }),
  );
});
