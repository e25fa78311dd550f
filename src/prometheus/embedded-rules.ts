import { canceledQuery } from './promql/query-error.js';
import type { PrometheusAlert, PrometheusRule, PrometheusRuleGroup, TimeSpan } from './prometheus.js';
import type { ActiveAlert, AlertState } from './rules/evaluate-alerting.js';
import { RuleEvaluator, type RuleEvaluatorOptions } from './rules/evaluate-rules.js';
import type { Rule, RuleGroup } from './rules/rule.js';
import type { SeriesStore } from './series/store.js';

/** Time between two evaluations of a group that names none (evaluation_interval). */
const defaultIntervalMs = 60_000;

/** How many evaluations of a group may catch up with the series: where more are due, the oldest are skipped. */
const maxEvaluations = 1000;

/** After so long, catching up lets other work run before it goes on. */
const timeSliceMs = 50;

/** One rule with an evaluator of its own, which tells the errors and the alerts of that rule alone. */
interface KeptRule {
  readonly rule: Rule;
  readonly evaluator: RuleEvaluator;
  evaluated: boolean;
  error: string | undefined;
}

interface KeptGroup {
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly KeptRule[];
  /** When its rules are due; unknown as long as there are no series. */
  dueMs: number | undefined;
}

/** Rules evaluated up to the last sample of the series, at the moments at which a server would have evaluated them. */
export class RuleHistory {
  readonly #groups: readonly KeptGroup[];
  #lastCatchUp: Promise<void> = Promise.resolve();

  constructor(store: SeriesStore, groups: readonly RuleGroup[], options: RuleEvaluatorOptions) {
    this.#groups = groups.map((group) => ({
      name: group.name,
      intervalMs: group.intervalMs ?? defaultIntervalMs,
      rules: group.rules.map((rule) => ({
        rule,
        evaluator: new RuleEvaluator(store, [{ ...group, rules: [rule] }], options),
        evaluated: false,
        error: undefined,
      })),
      dueMs: undefined,
    }));
  }

  /**
   * Evaluates what is due. Calls run one after the other, so that no moment is evaluated twice.
   *
   * @param span of the series
   * @throws {QueryError} when aborted; the next call goes on from there
   */
  catchUp(span: TimeSpan, signal?: AbortSignal): Promise<void> {
    const caughtUp = this.#lastCatchUp.then(() => this.#evaluateDue(span, signal));
    this.#lastCatchUp = caughtUp.catch(() => undefined);
    return caughtUp;
  }

  async #evaluateDue(span: TimeSpan, signal: AbortSignal | undefined): Promise<void> {
    for (const group of this.#groups) group.dueMs = firstDue(group, span);
    let sliceStartedMs = performance.now();
    for (;;) {
      const [next] = [...this.#groups].sort((a, b) => dueOf(a) - dueOf(b));
      if (next === undefined || dueOf(next) > span.endMs) return;
      if (signal?.aborted === true) throw canceledQuery();
      await evaluateOnce(next);
      if (performance.now() - sliceStartedMs < timeSliceMs) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      sliceStartedMs = performance.now();
    }
  }

  /** Alerts that are pending or firing. */
  alerts(): readonly PrometheusAlert[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap(activeAlerts));
  }

  groups(): readonly PrometheusRuleGroup[] {
    return this.#groups.map(({ name, rules }) => ({ name, rules: rules.map(toPrometheusRule) }));
  }
}

function dueOf({ dueMs }: KeptGroup): number {
  return dueMs ?? Infinity;
}

function firstDue({ dueMs, intervalMs }: KeptGroup, { startMs, endMs }: TimeSpan): number {
  const due = dueMs ?? startMs;
  const skipped = Math.floor((endMs - due) / intervalMs) - maxEvaluations + 1;
  return skipped > 0 ? due + skipped * intervalMs : due;
}

async function evaluateOnce(group: KeptGroup): Promise<void> {
  const timeMs = dueOf(group);
  for (const kept of group.rules) {
    const [failure] = await kept.evaluator.evaluate(timeMs);
    kept.evaluated = true;
    kept.error = failure?.message;
  }
  group.dueMs = timeMs + group.intervalMs;
}

function activeAlerts({ rule, evaluator }: KeptRule): readonly PrometheusAlert[] {
  return evaluator
    .alerts()
    .flatMap(({ state, labels, annotations, activeAtMs, value }) =>
      state === 'inactive' ? [] : [{ name: rule.name, state, labels, annotations, activeAtMs, value }],
    );
}

function toPrometheusRule({ rule, evaluator, evaluated, error }: KeptRule): PrometheusRule {
  const { kind, name, expression, labels } = rule;
  return {
    kind,
    name,
    expression,
    labels,
    ...(kind === 'alerting' && { state: worst(evaluator.alerts()) }),
    ...(error === undefined ? { health: evaluated ? 'ok' : 'unknown' } : { health: 'err', error }),
  };
}

/** A rule has the gravest state of its alerts (AlertingRule.State). */
function worst(alerts: readonly ActiveAlert[]): AlertState {
  const states = new Set(alerts.map(({ state }) => state));
  if (states.has('firing')) return 'firing';
  return states.has('pending') ? 'pending' : 'inactive';
}
