import { layOut } from '../table/table.js';
import { tableText } from '../table/show-table.js';
import type { Prometheus } from '../prometheus/prometheus.js';
import { formatFloat } from '../prometheus/go-float.js';
import type { MatrixResult, QueryResult, VectorResult } from '../prometheus/promql/result.js';
import { type Labels, LabelSet } from '../prometheus/series/labels.js';

/** Rows of a table, at most: what is longer is for `--json`. */
const maxRows = 10_000;

/** An answer as a table in French; values as Prometheus writes them. */
export function answerText(answer: QueryResult): string {
  switch (answer.resultType) {
    case 'vector':
      return vectorText(answer);
    case 'matrix':
      return matrixText(answer);
    case 'scalar':
      return formatFloat(answer.result.value);
    case 'string':
      return JSON.stringify(answer.result.value);
  }
}

/** An answer for a program, with where it comes from; numbers that JSON lacks are as Prometheus writes them. */
export function answerJson({ origin, reason }: Prometheus, answer: QueryResult): string {
  const exact = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? formatFloat(value) : value;
  return JSON.stringify({ origin, reason, ...answer }, exact);
}

function vectorText({ result }: VectorResult): string {
  const rows = result.map(({ metric, value }) => ({ series: seriesText(metric), value: formatFloat(value) }));
  return tableText(layOut(rows, { columns: { series: 'série', value: 'valeur' }, maxRows }));
}

/** One row a point; the series is written once. */
function matrixText({ result }: MatrixResult): string {
  const rows = result.flatMap(({ metric, timesMs, values }) =>
    timesMs.map((timeMs, i) => ({
      series: i === 0 ? seriesText(metric) : '',
      time: momentText(timeMs),
      value: formatFloat(values[i] as number),
    })),
  );
  return tableText(layOut(rows, { columns: { series: 'série', time: 'heure', value: 'valeur' }, maxRows }));
}

/** A date, or seconds where there is no such date. */
function momentText(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? formatFloat(timeMs / 1000) : date.toISOString();
}

/** As PromQL writes a series. */
function seriesText(metric: Labels): string {
  const labels = LabelSet.from(metric);
  const { nameless } = labels;
  const name = labels.get('__name__');
  return nameless.names.length === 0 && name !== '' ? name : `${name}${String(nameless)}`;
}
