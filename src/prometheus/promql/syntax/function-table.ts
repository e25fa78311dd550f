import type { ValueType } from './ast.js';

/** The types of a function's arguments and of its result. */
interface FunctionSignature {
  readonly takes: readonly ValueType[];
  /** How many of the last arguments may be left out; `any` where the last may be repeated too. */
  readonly optional: number | 'any';
  readonly gives: ValueType;
}

function signature(takes: readonly ValueType[], optional: number | 'any' = 0): FunctionSignature {
  return { takes, optional, gives: 'vector' };
}

function all(names: string, each: FunctionSignature): readonly (readonly [string, FunctionSignature])[] {
  return names.split(' ').map((name) => [name, each] as const);
}

/** The functions of Prometheus 3.16 (promql/parser/functions.go), experimental ones included. */
export const functionTable: ReadonlyMap<string, FunctionSignature> = new Map([
  ...all(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort ' +
      'sort_desc sqrt tan tanh timestamp start_timestamp histogram_avg histogram_count histogram_sum histogram_stddev ' +
      'histogram_stdvar',
    signature(['vector']),
  ),
  ...all(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate ' +
      'last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ' +
      'ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    signature(['matrix']),
  ),
  ...all(
    'day_of_month day_of_week day_of_year days_in_month hour minute month year',
    signature(['vector'], 1),
  ),
  ...all('clamp_max clamp_min', signature(['vector', 'scalar'])),
  ['clamp', signature(['vector', 'scalar', 'scalar'])],
  ['histogram_fraction', signature(['scalar', 'scalar', 'vector'])],
  ['histogram_quantile', signature(['scalar', 'vector'])],
  ['double_exponential_smoothing', signature(['matrix', 'scalar', 'scalar'])],
  ['info', signature(['vector', 'vector'], 1)],
  ['integral', signature(['matrix', 'scalar'], 1)],
  ['histogram_quantiles', signature(['vector', 'string', 'scalar', 'scalar'], 1)],
  ...all('max_of min_of', { takes: ['scalar', 'scalar'], optional: 0, gives: 'scalar' }),
  ...all('sort_by_label sort_by_label_desc', signature(['vector', 'string'], 'any')),
  ...all('start end step range', { takes: [], optional: 0, gives: 'scalar' }),
  ['label_join', signature(['vector', 'string', 'string', 'string'], 'any')],
  ['label_replace', signature(['vector', 'string', 'string', 'string', 'string'])],
  ['pi', { takes: [], optional: 0, gives: 'scalar' }],
  ['predict_linear', signature(['matrix', 'scalar'])],
  ['quantile_over_time', signature(['scalar', 'matrix'])],
  ['round', signature(['vector', 'scalar'], 1)],
  ['scalar', { takes: ['vector'], optional: 0, gives: 'scalar' }],
  ['time', { takes: [], optional: 0, gives: 'scalar' }],
  ['vector', signature(['scalar'])],
]);

/** The aggregation operators, with the type of the parameter that some take. */
export const aggregationTable: ReadonlyMap<string, ValueType | undefined> = new Map<
  string,
  ValueType | undefined
>([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'].map(
    (name) => [name, undefined] as const,
  ),
  ['topk', 'scalar'],
  ['bottomk', 'scalar'],
  ['quantile', 'scalar'],
  ['limitk', 'scalar'],
  ['limit_ratio', 'scalar'],
  ['count_values', 'string'],
]);
