import { LabelSet, type Labels, metricName } from '../series/labels.js';
import type { VectorSample } from '../promql/result.js';
import { expandAlertTemplate, type AlertTemplateData } from '../template/expand.js';
import { TemplateError } from '../template/syntax.js';
import type { AlertingRule } from './rule.js';
import { QueryError } from '../promql/query-error.js';

/** The state of an alert. */
export type AlertState = 'inactive' | 'pending' | 'firing';

/** An alert of a rule, at the last evaluation. */
export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: AlertState;
  readonly value: number;
  /** Since when the expression gives its series. */
  readonly activeAtMs: number;
  /** When it fired, once it has. */
  readonly firedAtMs?: number;
  /** When it ended. It is kept for 15 minutes more, so that Alertmanager is told that it is resolved. */
  readonly resolvedAtMs?: number;
  /** Since when it fires because of `keep_firing_for` alone. */
  readonly keptSinceMs?: number;
}

/** How long a resolved alert is kept (resolvedRetention). */
const retentionMs = 15 * 60_000;

/** What templates may ask for beside the labels and the value of their alert. */
export type AlertSurroundings = Omit<AlertTemplateData, 'labels' | 'value'>;

/** The alerts of one rule over time (rules/alerting.go, AlertingRule.Eval). */
export class AlertingState {
  #active = new Map<string, ActiveAlert>();

  constructor(readonly rule: AlertingRule) {}

  get alerts(): readonly ActiveAlert[] {
    return [...this.#active.values()];
  }

  /**
   * One evaluation.
   *
   * @param samples what the expression gives
   * @returns the samples of `ALERTS` and `ALERTS_FOR_STATE`
   * @throws {QueryError} for two alerts of the same labels, or too many
   */
  async evaluate(
    samples: readonly VectorSample[],
    timeMs: number,
    limit: number,
    surroundings: AlertSurroundings,
  ): Promise<readonly VectorSample[]> {
    const current = await this.#current(samples, timeMs, surroundings);
    for (const [key, alert] of current) {
      const known = this.#active.get(key);
      const continued = known !== undefined && known.state !== 'inactive';
      this.#active.set(
        key,
        continued ? { ...known, value: alert.value, annotations: alert.annotations } : alert,
      );
    }
    const active = [...this.#active].flatMap(([key, alert]) => {
      const next = current.has(key) ? givenAgain(alert) : notGiven(alert, timeMs, this.rule.keepFiringForMs);
      const aged = next?.state === 'pending' ? firedWhenDue(next, timeMs, this.rule.forMs) : next;
      if (aged === undefined) this.#active.delete(key);
      else this.#active.set(key, aged);
      return aged === undefined || aged.state === 'inactive' ? [] : [aged];
    });
    if (limit > 0 && active.length > limit) {
      this.#active = new Map();
      throw new QueryError('execution', `exceeded limit of ${limit} with ${active.length} alerts`);
    }
    return active.flatMap((alert) => [stateSample(alert, timeMs), forStateSample(alert, timeMs)]);
  }

  async #current(
    samples: readonly VectorSample[],
    timeMs: number,
    surroundings: AlertSurroundings,
  ): Promise<ReadonlyMap<string, ActiveAlert>> {
    const current = new Map<string, ActiveAlert>();
    for (const { metric, value } of samples) {
      const expand = (source: string): Promise<string> =>
        this.#expand(source, { ...surroundings, labels: metric, value });
      const labels = LabelSet.from({
        ...metric,
        [metricName]: '',
        ...(await mapped(this.rule.labels, expand)),
        alertname: this.rule.name,
      });
      const annotations = await mapped(this.rule.annotations, expand);
      if (current.has(labels.key)) {
        throw new QueryError(
          'execution',
          'vector contains metrics with the same labelset after applying alert labels',
        );
      }
      current.set(labels.key, {
        labels: labels.plain,
        annotations,
        state: 'pending',
        value,
        activeAtMs: timeMs,
      });
    }
    return current;
  }

  /** A template that fails does not lose the alert: its text tells the error. */
  async #expand(source: string, data: AlertTemplateData): Promise<string> {
    try {
      return await expandAlertTemplate(source, data, this.rule.name);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { name } = this.rule;
      return `<error expanding template: error executing template __alert_${name}: ${error.message}>`;
    }
  }
}

async function mapped(labels: Labels, expand: (source: string) => Promise<string>): Promise<Labels> {
  const expanded: Record<string, string> = {};
  for (const [name, source] of Object.entries(labels)) expanded[name] = await expand(source);
  return expanded;
}

/** An alert that the expression gives again no longer fires because of `keep_firing_for`. */
function givenAgain(alert: ActiveAlert): ActiveAlert {
  const again: { -readonly [Field in keyof ActiveAlert]: ActiveAlert[Field] } = { ...alert };
  delete again.keptSinceMs;
  return again;
}

/** An alert that the expression no longer gives: kept firing for a while, then resolved, then forgotten. */
function notGiven(alert: ActiveAlert, timeMs: number, keepFiringForMs: number): ActiveAlert | undefined {
  if (alert.state === 'pending') return undefined;
  if (alert.state === 'inactive') {
    return alert.resolvedAtMs !== undefined && timeMs - alert.resolvedAtMs > retentionMs ? undefined : alert;
  }
  if (keepFiringForMs > 0) {
    const keptSinceMs = alert.keptSinceMs ?? timeMs;
    if (timeMs - keptSinceMs < keepFiringForMs) return { ...alert, keptSinceMs };
  }
  return { ...alert, state: 'inactive', resolvedAtMs: timeMs };
}

function firedWhenDue(alert: ActiveAlert, timeMs: number, forMs: number): ActiveAlert {
  return timeMs - alert.activeAtMs >= forMs ? { ...alert, state: 'firing', firedAtMs: timeMs } : alert;
}

function stateSample({ labels, state }: ActiveAlert, timeMs: number): VectorSample {
  return { metric: { ...labels, [metricName]: 'ALERTS', alertstate: state }, timeMs, value: 1 };
}

function forStateSample({ labels, activeAtMs }: ActiveAlert, timeMs: number): VectorSample {
  const value = Math.floor(activeAtMs / 1000);
  return { metric: { ...labels, [metricName]: 'ALERTS_FOR_STATE' }, timeMs, value };
}
