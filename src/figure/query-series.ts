import { dashboardLegend } from '../prometheus/grafana/dashboard-variables.js';
import type { QueryRange } from '../prometheus/promql/query-range.js';
import type { MatrixResult } from '../prometheus/promql/result.js';
import type { ChartSeries } from './line-chart.js';

/** How the series of an answer become curves. */
export interface QuerySeriesOptions {
  /** Name of each curve, in French, in which `{{label}}` stands for the value of a label, as in Grafana. */
  readonly name: string;
  /** What values are multiplied by: 1000 from seconds to milliseconds. 1 by default. */
  readonly factor?: number;
}

/**
 * The answer to a range query as curves: time in seconds from the start of the range. A curve has a gap where its
 * series had no value, or one that cannot be drawn (NaN, infinite).
 *
 * @param answer of `queryRange`
 * @param range that was asked for
 * @param options names and unit
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const series = { metric: { instance: 'box' }, timesMs: [1000, 2000, 4000], values: [0.02, 0.3, NaN] };
 * const answer = { resultType: 'matrix', result: [series] } as const;
 * const range = { startMs: 1000, endMs: 4000, stepMs: 1000 };
 * console.log(figure.querySeries(answer, range, { name: 'vers {{instance}}', factor: 1000 }));
 * // → [ { name: 'vers box', x: [ 0, 1, 2, 3 ], y: [ 20, 300, null, null ] } ]
 * ```
 */
export function querySeries(
  { result }: MatrixResult,
  { startMs, endMs, stepMs }: QueryRange,
  { name, factor = 1 }: QuerySeriesOptions,
): readonly ChartSeries[] {
  const steps = Math.floor((endMs - startMs) / stepMs) + 1;
  const x = Array.from({ length: steps }, (_, i) => (i * stepMs) / 1000);
  return result.map(({ metric, timesMs, values }) => {
    const y = x.map((): number | null => null);
    timesMs.forEach((timeMs, i) => {
      const value = (values[i] ?? NaN) * factor;
      y[Math.round((timeMs - startMs) / stepMs)] = Number.isFinite(value) ? value : null;
    });
    return { name: dashboardLegend(name, metric), x, y };
  });
}
