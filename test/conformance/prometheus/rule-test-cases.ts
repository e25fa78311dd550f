/** A file of unit tests and the file of rules that it names, `rules.yml`. */
export interface RuleTestCase {
  readonly rules: string;
  readonly test: string;
}

const up =
  'groups: [{ name: g, rules: [{ alert: Down, expr: up == 0, for: 2m, labels: { severity: page } }] }]';
const recorded = 'groups: [{ name: g, rules: [{ record: "job:x:sum", expr: sum by (job) (x) }] }]';
const nothing = 'groups: []';

/** Expressions alone, on series written as `values`. */
function samples(series: string, values: string, asked: string, rules = nothing): RuleTestCase {
  return {
    rules,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: '${series}', values: '${values}' }]
  promql_expr_test:
${asked}`,
  };
}

const expression = (expr: string, minute: number, expected: string): string =>
  `  - { expr: '${expr}', eval_time: ${minute}m, exp_samples: [${expected}] }\n`;

/** What promtool is asked to test, whatever it then says. */
export const ruleTestCases: Readonly<Record<string, RuleTestCase>> = {
  'an alert that fires': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '1 0x5' }]
  alert_rule_test:
  - { eval_time: 2m, alertname: Down }
  - { eval_time: 3m, alertname: Down, exp_alerts: [{ exp_labels: { job: a, severity: page } }] }
`,
  },
  'an alert that should have fired': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- name: too early
  interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '1 0x5' }]
  alert_rule_test:
  - { eval_time: 2m, alertname: Down, exp_alerts: [{ exp_labels: { job: a, severity: page } }] }
`,
  },
  'an alert with another label': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '0x5' }]
  alert_rule_test:
  - { eval_time: 4m, alertname: Down, exp_alerts: [{ exp_labels: { job: b, severity: page } }] }
`,
  },
  'an alert nobody expected': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '0x5' }, { series: 'up{job="b"}', values: '0x5' }]
  alert_rule_test: [{ eval_time: 5m, alertname: Down, exp_alerts: [{ exp_labels: { job: a, severity: page } }] }]
`,
  },
  'an alert that no rule has': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  alert_rule_test: [{ eval_time: 1m, alertname: Unknown }, { eval_time: 2m, alertname: Unknown, exp_alerts: [{}] }]
`,
  },
  'an alert test without a name': {
    rules: up,
    test: 'rule_files: [rules.yml]\ntests: [{ name: t, alert_rule_test: [{ eval_time: 90s }] }]',
  },
  'annotations are compared too': {
    rules: `groups: [{ name: g, rules: [{ alert: A, expr: x > 1, annotations: { summary: 'x is {{ $value }} on {{ $labels.host }}' } }] }]`,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'x{host="h"}', values: '1+1x3' }]
  alert_rule_test:
  - { eval_time: 1m, alertname: A, exp_alerts: [{ exp_labels: { host: h }, exp_annotations: { summary: x is 2 on h } }] }
  - { eval_time: 2m, alertname: A, exp_alerts: [{ exp_labels: { host: h }, exp_annotations: { summary: x is 2 on h } }] }
`,
  },
  'templates in labels, and functions': {
    rules: `
groups:
- name: g
  rules:
  - alert: A
    expr: x > 1000
    labels: { size: '{{ $value | humanize }}', host: '{{ $labels.instance | stripPort }}' }
    annotations: { d: '{{ 3661 | humanizeDuration }} {{ 0.256 | humanizePercentage }} {{ with query "y" }}{{ . | first | value }}{{ end }}' }
`,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'x{instance="h:90"}', values: '2048' }, { series: y, values: '7' }]
  alert_rule_test:
  - eval_time: 0m
    alertname: A
    exp_alerts:
    - exp_labels: { instance: 'h:90', host: h, size: 2.048k }
      exp_annotations: { d: 1h 1m 1s 25.6% 7 }
`,
  },
  'a template that fails': {
    rules: `groups: [{ name: g, rules: [{ alert: A, expr: x, annotations: { d: '{{ first (query "nope") }}' } }] }]`,
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: x, values: '1' }]
  alert_rule_test: [{ eval_time: 0m, alertname: A, exp_alerts: [{ exp_annotations: { d: '' } }] }]
`,
  },
  keep_firing_for: {
    rules: 'groups: [{ name: g, rules: [{ alert: A, expr: x > 0, keep_firing_for: 3m }] }]',
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: x, values: '1 0x10' }]
  alert_rule_test:
  - { eval_time: 1m, alertname: A, exp_alerts: [{}] }
  - { eval_time: 3m, alertname: A, exp_alerts: [{}] }
  - { eval_time: 4m, alertname: A, exp_alerts: [] }
`,
  },
  'keep_firing_for that is over': {
    rules: 'groups: [{ name: g, rules: [{ alert: A, expr: x > 0, for: 1m, keep_firing_for: 2m }] }]',
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: x, values: '1x2 0x10' }]
  alert_rule_test: [{ eval_time: 8m, alertname: A, exp_alerts: [{}] }]
`,
  },
  absent: {
    rules:
      'groups: [{ name: g, rules: [{ alert: Gone, expr: \'absent(up{job="a",env=~"p.*"})\', for: 5m }] }]',
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a",env="prod"}', values: '1x2 stale' }]
  alert_rule_test:
  - { eval_time: 7m, alertname: Gone }
  - { eval_time: 8m, alertname: Gone, exp_alerts: [{ exp_labels: { job: a } }] }
`,
  },
  'absent_over_time and the lookback of five minutes': {
    rules:
      'groups: [{ name: g, rules: [{ alert: Gone, expr: absent(up) }, { alert: Long, expr: "absent_over_time(up[10m])" }] }]',
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: up, values: '1x2 _x20' }]
  alert_rule_test:
  - { eval_time: 7m, alertname: Gone }
  - { eval_time: 8m, alertname: Gone, exp_alerts: [{}] }
  - { eval_time: 12m, alertname: Long }
  - { eval_time: 13m, alertname: Long, exp_alerts: [{}] }
`,
  },
  'a limit that is kept': {
    rules: 'groups: [{ name: g, limit: 2, rules: [{ record: y, expr: x }] }]',
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: 'x{a="1"}', values: '1' }, { series: 'x{a="2"}', values: '2' }]
  promql_expr_test: [{ expr: count(y), eval_time: 0m, exp_samples: [{ labels: '{}', value: 2 }] }]
`,
  },
  'a limit that is passed': {
    rules: 'groups: [{ name: g, limit: 1, rules: [{ record: y, expr: x }] }]',
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: 'x{a="1"}', values: '1' }, { series: 'x{a="2"}', values: '2' }]
  promql_expr_test: [{ expr: count(y), eval_time: 0m, exp_samples: [{ labels: '{}', value: 2 }] }]
`,
  },
  'a limit of alerts that is passed later': {
    rules: 'groups: [{ name: g, limit: 1, rules: [{ alert: A, expr: x > 1 }] }]',
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'x{a="1"}', values: '2x5' }, { series: 'x{a="2"}', values: '1 1 2x3' }]
  alert_rule_test: [{ eval_time: 1m, alertname: A, exp_alerts: [{ exp_labels: { a: 1 } }] }, { eval_time: 3m, alertname: A }]
`,
  },
  'external labels and address': {
    rules: `groups: [{ name: g, rules: [{ alert: A, expr: x, labels: { region: '{{ $externalLabels.region }}' }, annotations: { link: '{{ $externalURL }}/graph' } }] }]`,
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: x, values: '1' }]
  external_labels: { region: eu }
  external_url: https://prom.example
  alert_rule_test:
  - { eval_time: 0m, alertname: A, exp_alerts: [{ exp_labels: { region: eu }, exp_annotations: { link: https://prom.example/graph } }] }
`,
  },
  'external labels that are not there': {
    rules: `groups: [{ name: g, rules: [{ alert: A, expr: x, labels: { region: '{{ $externalLabels.region }}' } }] }]`,
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: x, values: '1' }]
  alert_rule_test: [{ eval_time: 0m, alertname: A, exp_alerts: [{ exp_labels: { region: eu } }] }]
`,
  },
  'evaluation interval of 30 s': {
    rules:
      'groups: [{ name: g, rules: [{ alert: A, expr: x > 1, for: 90s }, { record: n, expr: "count_over_time(x[10m])" }] }]',
    test: `
rule_files: [rules.yml]
evaluation_interval: 30s
tests:
- interval: 15s
  input_series: [{ series: x, values: '1+1x40' }]
  alert_rule_test:
  - { eval_time: 1m30s, alertname: A }
  - { eval_time: 2m, alertname: A, exp_alerts: [{}] }
  promql_expr_test: [{ expr: n, eval_time: 2m, exp_samples: [{ labels: n, value: 9 }] }]
`,
  },
  'evaluation interval longer than that of the samples': {
    rules: 'groups: [{ name: g, rules: [{ record: y, expr: x }] }]',
    test: `
rule_files: [rules.yml]
evaluation_interval: 5m
tests:
- interval: 1m
  input_series: [{ series: x, values: '0+1x20' }]
  promql_expr_test:
  - { expr: y, eval_time: 4m, exp_samples: [{ labels: y, value: 0 }] }
  - { expr: y, eval_time: 7m, exp_samples: [{ labels: y, value: 5 }] }
  - { expr: y, eval_time: 10m, exp_samples: [{ labels: y, value: 9 }] }
`,
  },
  'an interval of its own is not that of the tests': {
    rules: 'groups: [{ name: g, interval: 10m, rules: [{ record: y, expr: x }] }]',
    test: `
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series: [{ series: x, values: '0+1x20' }]
  promql_expr_test: [{ expr: y, eval_time: 3m, exp_samples: [{ labels: y, value: 3 }] }]
`,
  },
  'order of groups': {
    rules:
      'groups: [{ name: b, rules: [{ record: z, expr: y + 1 }] }, { name: a, rules: [{ record: y, expr: x + 1 }] }]',
    test: `
rule_files: [rules.yml]
group_eval_order: [a, b]
tests:
- input_series: [{ series: x, values: '1x3' }]
  promql_expr_test: [{ expr: z, eval_time: 0m, exp_samples: [{ labels: z, value: 3 }] }]
`,
  },
  'order of groups that repeats one': {
    rules: nothing,
    test: 'rule_files: [rules.yml]\ngroup_eval_order: [a, a]\ntests: [{}]',
  },
  'stale, then back': samples(
    'x',
    '1 stale 3 _ 5',
    expression('x', 0, '{ labels: x, value: 1 }') +
      expression('x', 1, '') +
      expression('x', 2, '{ labels: x, value: 3 }') +
      expression('x', 3, '{ labels: x, value: 3 }') +
      expression('count_over_time(x[10m])', 4, '{ labels: "{}", value: 3 }'),
  ),
  'stale where a sample was expected': samples('x', '1 stale', expression('x', 1, '{ labels: x, value: 1 }')),
  'NaN is like nothing': samples('x', 'NaN', expression('x', 0, '{ labels: x, value: .nan }')),
  infinities: samples(
    'x',
    'Inf -Inf +Inf',
    expression('x', 0, '{ labels: x, value: .inf }') +
      expression('x', 1, '{ labels: x, value: -.inf }') +
      expression('x', 2, '{ labels: x, value: -.inf }'),
  ),
  'growing and falling values': samples(
    'x{a="b"}',
    '10-2x3 0x2 -1+0.5x2 1e3',
    expression('x', 3, '{ labels: "x{a=\\"b\\"}", value: 4 }') +
      expression('x', 6, '{ labels: "x{a=\\"b\\"}", value: 0 }') +
      expression('x', 9, '{ labels: "x{a=\\"b\\"}", value: 0 }') +
      expression('x', 10, '{ labels: "x{a=\\"b\\"}", value: 1000 }'),
  ),
  'missing values, several at once': samples(
    'x',
    '1 _x8 2',
    expression('x', 5, '{ labels: x, value: 1 }') +
      expression('x', 6, '') +
      expression('x', 9, '{ labels: x, value: 2 }'),
  ),
  'x0 is one value': samples(
    'x',
    '1+1x0 9',
    expression('x', 0, '{ labels: x, value: 1 }') + expression('x', 1, '{ labels: x, value: 9 }'),
  ),
  'a hexadecimal value': samples('x', '1 0x1F', expression('x', 0, '{ labels: x, value: 1 }')),
  'values that are not': samples('x', '1 deux 3', expression('x', 0, '{ labels: x, value: 1 }')),
  'values without a space': samples('x', '1+1x3 4x', expression('x', 0, '{ labels: x, value: 1 }')),
  'a name that is not one': samples('x y', '1', expression('x', 0, '{ labels: x, value: 1 }')),
  'a series with braces only': samples(
    '{__name__="x",a="é"}',
    '1',
    expression('x', 0, '{ labels: "x{a=\\"é\\"}", value: 1 }'),
  ),
  'a series whose label has no quote': samples('x{a=b}', '1', expression('x', 0, '')),
  'the same series twice': {
    rules: nothing,
    test: `
rule_files: [rules.yml]
tests:
- input_series: [{ series: x, values: '1' }, { series: x, values: '2' }]
  promql_expr_test: [{ expr: x, eval_time: 0m, exp_samples: [{ labels: x, value: 1 }] }]
`,
  },
  'values in no series': samples('x', '', expression('x', 0, '')),
  'several samples, in any order': samples(
    'x{job="a"}',
    '1',
    expression(
      'job:x:sum or vector(3)',
      0,
      '{ labels: "{}", value: 3 }, { labels: "job:x:sum{job=\\"a\\"}", value: 1 }',
    ),
    recorded,
  ),
  'a sample too many': samples(
    'x{job="a"}',
    '1',
    expression(
      'job:x:sum',
      0,
      '{ labels: "job:x:sum{job=\\"a\\"}", value: 1 }, { labels: "job:x:sum{job=\\"b\\"}", value: 1 }',
    ),
    recorded,
  ),
  'a value a little off': samples('x', '0.3', expression('x - 0.2', 0, '{ labels: "{}", value: 0.1 }')),
  'labels that are not': samples('x', '1', expression('x', 0, '{ labels: "x{", value: 1 }')),
  'an expression that is not one': samples('x', '1', expression('sum(', 0, '')),
  'an expression of the wrong type': samples('x', '1', expression('x[5m]', 0, '')),
  'a scalar': samples('x', '1', expression('1 + 1', 0, '{ labels: "{}", value: 2 }')),
  'a text': samples('x', '1', expression('"a"', 0, '')),
  'a matching that is many-to-many': samples(
    'x',
    '1',
    expression('x * on () group_left () x', 0, '{ labels: "{}", value: 1 }'),
  ),
  'a rule that cannot be evaluated': {
    rules: `groups: [{ name: g, rules: [{ record: y, expr: 'label_replace(a, "x", "y", "c", "(")' }] }]`,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'a', values: '1x3' }, { series: 'b{c="1"}', values: '1x3' }, { series: 'b{c="2"}', values: '_ 1x3' }]
  promql_expr_test: [{ expr: y, eval_time: 2m, exp_samples: [{ labels: y, value: 1 }] }]
`,
  },
  'ALERTS and ALERTS_FOR_STATE': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '0x10' }]
  promql_expr_test:
  - { expr: ALERTS, eval_time: 1m, exp_samples: [{ labels: 'ALERTS{alertname="Down",alertstate="pending",job="a",severity="page"}', value: 1 }] }
  - { expr: ALERTS, eval_time: 2m, exp_samples: [{ labels: 'ALERTS{alertname="Down",alertstate="firing",job="a",severity="page"}', value: 1 }] }
  - { expr: ALERTS_FOR_STATE, eval_time: 5m, exp_samples: [{ labels: 'ALERTS_FOR_STATE{alertname="Down",job="a",severity="page"}', value: 0 }] }
`,
  },
  'times between two evaluations': {
    rules: up,
    test: `
rule_files: [rules.yml]
tests:
- interval: 1m
  input_series: [{ series: 'up{job="a"}', values: '1 0x10' }]
  alert_rule_test:
  - { eval_time: 2m59s, alertname: Down }
  - { eval_time: 3m1s, alertname: Down, exp_alerts: [{ exp_labels: { job: a, severity: page } }] }
`,
  },
  'rules that are wrong': {
    rules: 'groups: [{ name: g, rules: [{ record: a, expr: x, for: 1m }] }]',
    test: 'rule_files: [rules.yml]\ntests: [{ promql_expr_test: [{ expr: "1", eval_time: 0m }] }]',
  },
  'no file of rules': { rules: nothing, test: 'rule_files: [nulle-part-*.yml]\ntests: [{}]' },
  'no test': { rules: up, test: 'rule_files: [rules.yml]' },
  'a field that is not known': { rules: up, test: 'rule_files: [rules.yml]\ntests: [{ nom: a }]' },
  'a duration that is not one': { rules: up, test: 'rule_files: [rules.yml]\nevaluation_interval: 1 minute' },
  'not YAML': { rules: up, test: 'tests: [' },
  'two tests, the second wrong': {
    rules: recorded,
    test: `
rule_files: [rules.yml]
tests:
- name: right
  input_series: [{ series: 'x{job="a"}', values: '1' }]
  promql_expr_test: [{ expr: 'job:x:sum', eval_time: 0m, exp_samples: [{ labels: 'job:x:sum{job="a"}', value: 1 }] }]
- name: wrong
  input_series: [{ series: 'x{job="a"}', values: '1' }]
  promql_expr_test: [{ expr: 'job:x:sum', eval_time: 0m, exp_samples: [{ labels: 'job:x:sum{job="a"}', value: 2 }] }]
`,
  },
};

/** Cases where both say no, each in its own words: what YAML, a notation or a template has wrong. */
export const saidOtherwise: ReadonlySet<string> = new Set([
  'a template that fails',
  'a hexadecimal value',
  'values that are not',
  'values without a space',
  'a name that is not one',
  'a series whose label has no quote',
  'labels that are not',
  'a duration that is not one',
  'not YAML',
]);
