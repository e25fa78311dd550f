import fc from 'fast-check';
import { isSameIn2, wordsOf2 } from './promql-cases.js';
import { randomEndMs, randomStartMs } from './promql-random-series.js';

type Text = fc.Arbitrary<string>;

const labelNames = ['host', 'dev', 'os', 'le'];
const names: Text = fc.subarray(labelNames).map((chosen) => `(${chosen.join(', ')})`);
const metrics = ['c_total', 'g', 'odd', 'few', 'info', 'h_bucket'];
const durations = fc.constantFrom('15s', '47s', '1m', '2m30s', '5m', '10m', '7m1s500ms', '1h');
const numbers = fc.oneof(
  fc.constantFrom('0', '1', '-1', '2', '0.5', '1e3', '-3.25', '100', 'NaN', 'Inf', '-Inf'),
  fc.integer({ min: -50, max: 50 }).map(String),
);

/** A text made of others: `$0`, `$1`… stand for them. */
function made(template: string, ...parts: readonly Text[]): Text {
  return fc
    .tuple(...parts)
    .map((texts) => template.replace(/\$(\d)/g, (_, index: string) => texts[Number(index)] ?? ''));
}

function calls(names: string, template: string, ...parts: readonly Text[]): Text {
  return made(`$${parts.length}(${template})`, ...parts, fc.constantFrom(...names.split(' ')));
}

const matcher = fc.constantFrom(
  ...[
    'host="a"',
    'host!="b"',
    'host=~"a|c"',
    'host=~".+"',
    'dev="x"',
    'dev!~"x.*"',
    'dev=""',
    'nope="", os!="v0"',
  ],
  ...['le=~"[0-9.]+"', 'le!="+Inf"', 'host=~"b|"'],
);
const selector = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...metrics) },
  { weight: 2, arbitrary: made('$0{$1}', fc.constantFrom(...metrics), matcher) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{__name__=~"g|few"}', '{__name__=~".+", host="a"}', 'nothing{a="b"}'),
  },
);

const moment = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: made(' offset $0', durations) },
  { weight: 1, arbitrary: made(' offset -$0', durations) },
  { weight: 1, arbitrary: fc.constantFrom(' @ start()', ' @ end()', ' offset 1m @ end()') },
  {
    weight: 1,
    arbitrary: fc.integer({ min: randomStartMs, max: randomEndMs }).map((timeMs) => ` @ ${timeMs / 1000}`),
  },
);

/** Range vectors: of a selector, or by a subquery. */
function matrix(depth: number): Text {
  const plain = made('$0[$1]$2', selector, durations, moment);
  if (depth === 0) return plain;
  const step = fc.constantFrom('', '10s', '1m', '37s');
  // Shorter than its step, one whose expression has an @ gives Prometheus 2.42 a sample from outside of its range.
  const ranges = fc.constantFrom('1m', '2m30s', '5m', '7m1s500ms', '1h');
  const subquery = made('($0)[$1:$2]$3', vector(depth - 1), ranges, step, moment);
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: subquery });
}

function scalar(depth: number): Text {
  if (depth === 0) return fc.oneof({ weight: 4, arbitrary: numbers }, fc.constantFrom('time()', 'pi()'));
  const inner = scalar(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: inner },
    made('scalar($0)', vector(depth - 1)),
    made('($0 $2 $1)', inner, inner, fc.constantFrom(...'+ - * / % ^ atan2'.split(' '))),
    made('($0 $2 bool $1)', inner, inner, fc.constantFrom(...comparisons)),
  );
}

const comparisons = ['==', '!=', '<', '<=', '>', '>='];
const arithmetic = '+ - * / % ^ atan2'.split(' ');
const phi = fc.constantFrom('0', '0.25', '0.5', '0.9', '0.99', '1', '-1', '2', 'NaN');

const overRanges =
  'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time ' +
  'max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ' +
  'rate increase rate';
const overValues =
  'abs acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc ' +
  'sqrt tan tanh timestamp absent histogram_count histogram_sum day_of_month day_of_week day_of_year days_in_month ' +
  'hour minute month year round';

function functionCall(depth: number): Text {
  const [inside, range, number] = [vector(depth - 1), matrix(depth - 1), scalar(depth - 1)];
  return fc.oneof(
    { weight: 6, arbitrary: calls(overRanges, '$0', range) },
    { weight: 3, arbitrary: calls(overValues, '$0', inside) },
    made('quantile_over_time($0, $1)', phi, range),
    // On a range with an @, Prometheus 2.42 lets the window slide from one step to the next, as if there were none.
    made('predict_linear($0, $1)', range, number).filter((text) => !text.includes('@')),
    made(
      'double_exponential_smoothing($0, $1, $2)',
      range,
      fc.constantFrom('0.1', '0.5', '0.9'),
      fc.constantFrom('0.3', '0.7'),
    ),
    calls('clamp_min clamp_max round', '$0, $1', inside, number),
    made('clamp($0, $1, $2)', inside, number, number),
    made('vector($0)', number),
    made('histogram_quantile($0, $1)', phi, histogram(depth)),
    made('label_replace($0, "$1", "$2-z", "host", "(.)|()")', inside, labelTo, fc.constant('$1')),
    made('label_join($0, "$1", "/", "dev", "host")', inside, labelTo),
  );
}

const labelTo = fc.constantFrom('new', 'os', 'dev', 'host');

function histogram(depth: number): Text {
  return fc.oneof(
    fc.constant('h_bucket'),
    made('rate(h_bucket[$0])', durations),
    made('sum by (le) (increase(h_bucket[$0]))', durations),
    vector(depth - 1),
  );
}

function aggregation(depth: number): Text {
  const inside = vector(depth - 1);
  const grouping = fc.oneof(fc.constant(''), made(' by $0 ', names), made(' without $0 ', names));
  const simple = fc.constantFrom(...'sum avg count min max group stddev stdvar sum'.split(' '));
  const counts = fc.oneof(
    fc.constantFrom('1', '2', '3', '0', '-1', '50'),
    made('scalar(few{host="$0",dev="y"})', fc.constantFrom('a', 'b')),
  );
  return fc.oneof(
    { weight: 4, arbitrary: made('$0$1($2)', simple, grouping, inside) },
    // Where the vector has an @, Prometheus 2.42 evaluates the parameter at the first step only.
    made('$0$1($2, $3)', fc.constantFrom('topk', 'bottomk'), grouping, counts, inside).filter(
      (text) => !(text.includes('scalar(few') && text.includes('@')),
    ),
    made('quantile$0($1, $2)', grouping, phi, inside),
    // After the first step, Prometheus 2.42 groups by other labels where there are three: it sorts a slice that it shares.
    made('count_values$0("$1", $2)', grouping, fc.constantFrom('value', 'host'), inside).filter(
      (text) => !/^count_values by \(\w+, \w+, \w+\)/.test(text),
    ),
  );
}

function binary(depth: number): Text {
  const [left, right, number] = [vector(depth - 1), vector(depth - 1), scalar(depth - 1)];
  const operators = fc.constantFrom(
    ...arithmetic,
    ...comparisons,
    ...comparisons.map((each) => `${each} bool`),
  );
  const matching = fc.oneof(fc.constant(''), made(' on$0', names), made(' ignoring$0', names));
  const groups = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    fc.constantFrom(' group_left()', ' group_right()', ' group_left(os)', ' group_right(os)'),
  );
  const many = fc.oneof(fc.constantFrom(' on(host)', ' on(host, dev)'), matching);
  return fc.oneof(
    made('($0 $1 $2)', left, operators, number),
    made('($0 $1 $2)', number, operators, left),
    { weight: 2, arbitrary: made('($0 $1$2 $3)', left, operators, matching, right) },
    made('($0 $1$2$3 $4)', left, operators, many, groups, right).filter(wellTyped),
    made('($0 $1 on(host) group_left(os) info)', left, operators),
    {
      weight: 2,
      arbitrary: made('($0 $1$2 $3)', left, fc.constantFrom('and', 'or', 'unless'), matching, right),
    },
  );
}

/** A label may not be both in `on` and in `group_left`, and a group needs `on` or `ignoring`. */
function wellTyped(text: string): boolean {
  return !/ on\([^)]*os[^)]*\) group_(?:left|right)\(os\)|(?:bool|[-+*/%^2=<>]) group_/.test(text);
}

/** Instant vectors, at most so many expressions inside each other. */
function vector(depth: number): Text {
  const plain = made('$0$1', selector, moment);
  if (depth === 0) return plain;
  return fc.oneof(
    { weight: 2, arbitrary: plain },
    { weight: 4, arbitrary: functionCall(depth) },
    { weight: 3, arbitrary: aggregation(depth) },
    { weight: 3, arbitrary: binary(depth) },
    { weight: 1, arbitrary: made('-$0', vector(depth - 1)) },
    { weight: 1, arbitrary: made('($0)', vector(depth - 1)) },
  );
}

/** A query and its moments: `steps` is 1 for an instant query. */
export interface RandomQuery {
  readonly expression: string;
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** Well-typed expressions, at moments before, among and after the samples. */
export const randomQuery: fc.Arbitrary<RandomQuery> = fc.record({
  expression: fc.oneof(
    { weight: 1, arbitrary: vector(1) },
    { weight: 2, arbitrary: vector(2) },
    { weight: 2, arbitrary: vector(3) },
    { weight: 1, arbitrary: scalar(2) },
    { weight: 1, arbitrary: matrix(2) },
  ),
  startMs: fc.integer({ min: randomStartMs - 400_000, max: randomEndMs + 400_000 }),
  stepMs: fc.constantFrom(1000, 15_000, 47_001, 60_000, 300_000),
  steps: fc.constantFrom(1, 1, 7, 30),
});

/** Those that Prometheus 2.42 evaluates as 3 does; extrapolation met zero before its threshold. */
export const randomQueryOf2 = randomQuery.filter(
  ({ expression }) =>
    isSameIn2(expression) && wordsOf2(expression) === expression && !/\b(?:rate|increase)\(/.test(expression),
);
