import { checkInteger } from '../../option.js';
import type { Labels } from '../series/labels.js';

/** What a reader of the dashboard chooses. */
export interface DashboardVariables {
  /** Machines, as their `instance` label names them; all by default. */
  readonly instance?: string | readonly string[];
  /** Targets of probes, as their `instance` label names them; all by default. */
  readonly target?: string | readonly string[];
  /** Seconds over which rates are computed, at least four scrapes; 60 by default. */
  readonly rateIntervalS?: number;
}

/** What « All » stands for in Grafana, unless told otherwise. */
export const everyValue = '.*';

/**
 * A query of the dashboard as Grafana would send it: its variables replaced by what the reader chose. Any other `$` is
 * left as it is.
 *
 * @param expression of `dashboardQueries`
 * @param variables the choice
 * @returns PromQL; a chosen value stands for itself only, whatever characters it has
 * @throws InvalidOptionError for an interval that is not 1 to 86,400 whole seconds
 * @see Grafana, packages/grafana-prometheus/src/datasource.ts, prometheusSpecialRegexEscape
 * @example
 * ```ts
 * import { dashboardExpression } from 'sonde/prometheus';
 *
 * console.log(dashboardExpression('up{instance=~"$instance"}', { instance: ['pc', 'box'] }));
 * // → up{instance=~"(pc|box)"}
 * ```
 */
export function dashboardExpression(expression: string, variables: DashboardVariables = {}): string {
  const { instance, target, rateIntervalS = 60 } = variables;
  checkInteger('rateIntervalS', rateIntervalS, 1, 86_400);
  const values = new Map([
    ['instance', chosen(instance)],
    ['target', chosen(target)],
    ['__rate_interval', `${rateIntervalS}s`],
  ]);
  return expression.replace(/\$(\w+)/g, (written, name: string) => values.get(name) ?? written);
}

function chosen(value: string | readonly string[] | undefined): string {
  if (value === undefined) return everyValue;
  const values = typeof value === 'string' ? [value] : value;
  const [first = ''] = values;
  return values.length === 1 ? literal(first) : `(${values.map(literal).join('|')})`;
}

/** A text inside a regular expression inside a string of PromQL. */
function literal(text: string): string {
  const pattern = text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
  return JSON.stringify(pattern).slice(1, -1);
}

/**
 * The name of a curve, as Grafana writes it from a legend and the labels of a series.
 *
 * @param legend of `dashboardQueries`, in which `{{label}}` stands for a value
 * @param labels of the series; one that it has not is left blank
 * @example
 * ```ts
 * import { dashboardLegend } from 'sonde/prometheus';
 *
 * console.log(dashboardLegend('{{instance}} {{device}} reçus', { instance: 'box', device: 'eth0' }));
 * // → box eth0 reçus
 * ```
 */
export function dashboardLegend(legend: string, labels: Labels): string {
  return legend.replace(/\{\{([a-zA-Z0-9_ ]*)\}\}/g, (_, name: string) => {
    const label = name.trim();
    return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
  });
}
