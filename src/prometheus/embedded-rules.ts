import { canceledQuery } from './promql/query-error.js';
import type { PrometheusAlert, PrometheusRule, PrometheusRuleGroup, TimeSpan } from './prometheus.js';
import type { ActiveAlert, AlertState } from './rules/evaluate-alerting.js';
import { RuleEvaluator, type RuleEvaluatorOptions } from './rules/evaluate-rules.js';
import type { Rule, RuleGroup } from './rules/rule.js';
import type { SeriesStore } from './series/store.js';

/** Time between two evaluations of a group that names none (evaluation_interval). */
const defaultIntervalMs = 60_000;

/** Evaluations of one group, at most, to catch up with the series: of a longer past, only the end counts. */
const maxEvaluations = 1000;

/** How long catching up may keep the thread for itself. */
const breathMs = 50;

/** One rule on its own, so that what it failed with and its alerts are known to be its own. */
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

/** Rules that follow the time of the series: evaluated, as a server would have, up to their last sample. */
export class RuleHistory {
  readonly #groups: readonly KeptGroup[];
  #lastTurn: Promise<void> = Promise.resolve();

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
   * Evaluates what is due. Callers take turns: the same moment is not evaluated twice.
   *
   * @param span of the series
   * @throws {QueryError} when aborted; who asks next goes on from there
   */
  catchUp(span: TimeSpan, signal?: AbortSignal): Promise<void> {
    const turn = this.#lastTurn.then(() => this.#evaluateDue(span, signal));
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #evaluateDue(span: TimeSpan, signal: AbortSignal | undefined): Promise<void> {
    for (const group of this.#groups) group.dueMs = firstDue(group, span);
    let breathedMs = performance.now();
    for (;;) {
      const [next] = [...this.#groups].sort((a, b) => dueOf(a) - dueOf(b));
      if (next === undefined || dueOf(next) > span.endMs) return;
      if (signal?.aborted === true) throw canceledQuery();
      await evaluateOnce(next);
      if (performance.now() - breathedMs < breathMs) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      breathedMs = performance.now();
    }
  }

  /** Alerts that are pending or firing. */
  alerts(): readonly PrometheusAlert[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap(activeAlerts));
  }

  groups(): readonly PrometheusRuleGroup[] {
    return this.#groups.map(({ name, rules }) => ({ name, rules: rules.map(standing) }));
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

function standing({ rule, evaluator, evaluated, error }: KeptRule): PrometheusRule {
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

/** A rule is where the furthest of its alerts is (AlertingRule.State). */
function worst(alerts: readonly ActiveAlert[]): AlertState {
  const states = new Set(alerts.map(({ state }) => state));
  if (states.has('firing')) return 'firing';
  return states.has('pending') ? 'pending' : 'inactive';
}
