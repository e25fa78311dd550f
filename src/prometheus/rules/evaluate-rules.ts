import { PromEngine, type PromEngineOptions, type PromQueryable } from '../promql/engine.js';
import { ExpressionError, QueryError } from '../promql/query-error.js';
import type { VectorSample } from '../promql/result.js';
import { LabelSet, type Labels, metricName } from '../series/labels.js';
import type { SeriesStore } from '../series/store.js';
import { TemplateError } from '../template/syntax.js';
import { type ActiveAlert, type AlertSurroundings, AlertingState } from './evaluate-alerting.js';
import type { RecordingRule, RuleGroup } from './rule.js';

/** What {@link RuleEvaluator} accepts beside its rules. */
export interface RuleEvaluatorOptions extends PromEngineOptions {
  /** What templates see as `$externalLabels`. */
  readonly externalLabels?: Labels;
  /** What templates see as `$externalURL`. */
  readonly externalUrl?: string;
}

/** A rule that could not be evaluated, and why. */
export interface RuleFailure {
  readonly group: string;
  readonly rule: string;
  readonly timeMs: number;
  readonly message: string;
}

/** A rule with its state between two evaluations. */
interface LiveRule {
  readonly group: RuleGroup;
  readonly state: AlertingState | RecordingRule;
  /** Series of the last evaluation, by the keys of their labels. */
  previous: ReadonlyMap<string, Labels>;
}

/**
 * Recording and alerting rules over time, as Prometheus 2.42 evaluates them, on series in memory. Recorded series,
 * `ALERTS` and `ALERTS_FOR_STATE` go to the store.
 *
 * @example
 * ```ts
 * import { appendSeries, readRuleFile, RuleEvaluator, SeriesStore } from 'sonde/prometheus';
 *
 * const store = new SeriesStore();
 * appendSeries(store, { __name__: 'up', job: 'web' }, '1 0x4', { startMs: 0, stepMs: 60_000 });
 * const groups = await readRuleFile('groups: [{ name: a, rules: [{ alert: Panne, expr: up == 0, for: 2m }] }]');
 * const rules = new RuleEvaluator(store, groups);
 * const states = [];
 * for (let minute = 0; minute < 5; minute++) {
 *   await rules.evaluate(minute * 60_000);
 *   states.push(rules.alerts('Panne')[0]?.state ?? 'inactive');
 * }
 * console.log(states.join(' ')); // → inactive pending pending firing firing
 * ```
 */
export class RuleEvaluator {
  readonly #engine: PromEngine;
  readonly #rules: readonly LiveRule[];
  readonly #options: RuleEvaluatorOptions;

  /**
   * @param store where the series are read and written
   * @param groups as `readRuleFile` gives them, in the order in which they are evaluated
   * @param options labels and address of the server, limits of the engine
   */
  constructor(
    readonly store: SeriesStore,
    groups: readonly RuleGroup[],
    options: RuleEvaluatorOptions = {},
  ) {
    this.#options = options;
    this.#engine = new PromEngine(store, options);
    this.#rules = groups.flatMap((group) =>
      group.rules.map((rule) => ({
        group,
        state: rule.kind === 'alerting' ? new AlertingState(rule) : rule,
        previous: new Map(),
      })),
    );
  }

  /**
   * The alerts of a name, resolved ones too for 15 minutes.
   *
   * @param name of the alert; all alerts without it
   */
  alerts(name?: string): readonly ActiveAlert[] {
    return this.#rules.flatMap(({ state }) =>
      state instanceof AlertingState && (name === undefined || state.rule.name === name) ? state.alerts : [],
    );
  }

  /**
   * Evaluates every group once, rule after rule, whatever their intervals.
   *
   * @param timeMs Unix time in milliseconds; it must grow from call to call
   * @returns the rules that failed: the others go on
   */
  async evaluate(timeMs: number): Promise<readonly RuleFailure[]> {
    const failures: RuleFailure[] = [];
    for (const rule of this.#rules) {
      try {
        const askedMs = timeMs - (rule.group.queryOffsetMs ?? 0);
        this.#write(rule, await this.#run(rule, timeMs, askedMs), askedMs);
      } catch (error) {
        if (!isRuleFailure(error)) throw error;
        const { state, group } = rule;
        const name = state instanceof AlertingState ? state.rule.name : state.name;
        failures.push({ group: group.name, rule: name, timeMs, message: error.message });
      }
    }
    return failures;
  }

  /** @param askedMs what the expression is asked of, and its samples are stored at: before, by the group's `query_offset` */
  async #run({ state, group }: LiveRule, timeMs: number, askedMs: number): Promise<readonly VectorSample[]> {
    const { limit } = group;
    if (!(state instanceof AlertingState)) {
      return recorded(state, await ruleVector(this.#engine, state.expression, askedMs), limit);
    }
    const samples = await ruleVector(this.#engine, state.rule.expression, askedMs);
    return state.evaluate(samples, timeMs, limit, this.#surroundings(askedMs));
  }

  #surroundings(timeMs: number): AlertSurroundings {
    const { externalLabels, externalUrl } = this.#options;
    return {
      ...(externalLabels && { externalLabels }),
      ...(externalUrl !== undefined && { externalUrl }),
      query: async (expression) => {
        try {
          const samples = await ruleVector(this.#engine, expression, timeMs);
          return samples.map(({ metric, value }) => ({ labels: metric, value }));
        } catch (error) {
          throw isRuleFailure(error) ? new TemplateError(error.message) : error;
        }
      },
    };
  }

  /** Stores what a rule gives, and stale markers for the series that it no longer gives. */
  #write(rule: LiveRule, samples: readonly VectorSample[], timeMs: number): void {
    const written = new Map<string, Labels>();
    for (const { metric, value } of samples) {
      if (this.store.append(metric, timeMs, value) === 'out of order') continue;
      written.set(LabelSet.from(metric).key, metric);
    }
    for (const [key, labels] of rule.previous) if (!written.has(key)) this.store.appendStale(labels, timeMs);
    rule.previous = written;
  }
}

/** What a rule may fail with, which is a result; anything else is a bug, and is thrown. */
export function isRuleFailure(error: unknown): error is QueryError | ExpressionError {
  return error instanceof QueryError || error instanceof ExpressionError;
}

/** The samples of a recording rule, under its name and with its labels (rules/recording.go). */
function recorded(
  rule: RecordingRule,
  samples: readonly VectorSample[],
  limit: number,
): readonly VectorSample[] {
  const renamed = samples.map((sample) => ({
    ...sample,
    metric: { ...sample.metric, [metricName]: rule.name, ...rule.labels },
  }));
  if (new Set(renamed.map(({ metric }) => LabelSet.from(metric).key)).size < renamed.length) {
    throw new QueryError(
      'execution',
      'vector contains metrics with the same labelset after applying rule labels',
    );
  }
  if (limit > 0 && renamed.length > limit) {
    throw new QueryError('execution', `exceeded limit of ${limit} with ${renamed.length} series`);
  }
  return renamed;
}

/** The value of an expression as a rule uses it: a scalar is a series without labels. */
export async function ruleVector(
  engine: PromQueryable,
  expression: string,
  timeMs: number,
): Promise<readonly VectorSample[]> {
  const answer = await engine.query(expression, timeMs);
  if (answer.resultType === 'vector') return answer.result;
  if (answer.resultType === 'scalar') return [{ metric: {}, timeMs, value: answer.result.value }];
  throw new QueryError('execution', 'rule result is not a vector or scalar');
}
