import type { MetricFamily, MetricSample } from './family.js';
import { writeValue } from '../go-float.js';
import {
  checkLabelName,
  checkMetricName,
  InvalidMetricError,
  isLabelName,
  isMetricName,
  type Labels,
  metricName,
} from '../series/labels.js';

/**
 * Writes metrics in Prometheus' text format: 0.0.4, or 1.0.0 where a name needs quotes. What only OpenMetrics has is written as Prometheus' own libraries do:
 * `info` and `stateset` become gauges, `_created`, `_gcount` and `_gsum` gauges of their own; units and exemplars are left
 * out.
 *
 * @param families in the order to be written
 * @returns the text; its content type is `text/plain; version=0.0.4; charset=utf-8`
 * @throws {@link InvalidMetricError} for an empty name, or a timestamp that is not in whole milliseconds
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @example
 * ```ts
 * import { writeExposition } from 'sonde/prometheus';
 *
 * const samples = [{ name: 'up', labels: { job: 'a "b"' }, value: 1 }];
 * console.log(writeExposition([{ name: 'up', type: 'gauge', samples }]));
 * // → # TYPE up gauge
 * // → up{job="a \"b\""} 1
 * ```
 */
export function writeExposition(families: readonly MetricFamily[]): string {
  return families.flatMap(split).map(familyText).join('');
}

/** A family of OpenMetrics as families of text format 0.0.4. */
function split(family: MetricFamily): readonly MetricFamily[] {
  const strays = strayOf[family.type];
  if (strays === undefined) return [{ ...family, name: headerName(family) }];
  const [own, others] = partition(family.samples, ({ name }) => !strays.test(name));
  const names = [...new Set(others.map(({ name }) => name))];
  return [
    { ...family, name: headerName({ ...family, samples: own }), samples: own },
    ...names.map((name): MetricFamily => {
      const samples = others.filter((sample) => sample.name === name);
      return { name, type: 'gauge', samples, ...(family.help !== undefined && { help: family.help }) };
    }),
  ];
}

const strayOf: Readonly<Partial<Record<MetricFamily['type'], RegExp>>> = {
  counter: /_created$/,
  histogram: /_created$/,
  summary: /_created$/,
  gaugehistogram: /_g(?:count|sum)$/,
};

/** In text format 0.0.4 the name after TYPE is that of the samples. */
function headerName({ name, type, samples }: MetricFamily): string {
  const own = samples[0]?.name;
  if (type === 'counter' && own === `${name}_total`) return own;
  return type === 'info' && own === `${name}_info` ? own : name;
}

const typeNames = {
  info: 'gauge',
  stateset: 'gauge',
  gaugehistogram: 'histogram',
  unknown: 'untyped',
} as const;

function familyText({ name, type, help, samples }: MetricFamily): string {
  checkMetricName(name);
  const typeName = type in typeNames ? typeNames[type as keyof typeof typeNames] : type;
  const written = familyNameText(name);
  const head = help === undefined ? '' : `# HELP ${written} ${escapeHelp(help)}\n`;
  return `${head}# TYPE ${written} ${typeName}\n${samples.map(sampleText).join('')}`;
}

function sampleText({ name, labels, value, timestampMs }: MetricSample): string {
  checkMetricName(name);
  if (timestampMs !== undefined && !(Number.isSafeInteger(timestampMs) && timestampMs >= 0))
    throw new InvalidMetricError(
      'timestamp',
      `not a timestamp in whole milliseconds since 1970: ${timestampMs}`,
    );
  const time = timestampMs === undefined ? '' : ` ${timestampMs}`;
  return `${seriesText(name, labels)} ${writeValue(value)}${time}\n`;
}

/** The name and the labels of a sample, as both formats write them: a name that needs quotes stands between the braces. */
export function seriesText(name: string, labels: Labels): string {
  const inBraces = labelsText(labels);
  if (isMetricName(name)) return inBraces === '' ? name : `${name}{${inBraces}}`;
  return `{${[quotedName(name), ...(inBraces === '' ? [] : [inBraces])].join(',')}}`;
}

/** The name of a family as both formats write it after TYPE and HELP. */
export function familyNameText(name: string): string {
  return isMetricName(name) ? name : quotedName(name);
}

function quotedName(name: string): string {
  return `"${escapeLabel(name)}"`;
}

/** Labels as both formats write them between braces. */
export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => {
      checkLabelName(name);
      // The name of a metric stands before the braces.
      if (name === metricName)
        throw new InvalidMetricError('label name', `not a label name: ${JSON.stringify(name)}`);
      return `${isLabelName(name) ? name : quotedName(name)}="${escapeLabel(value)}"`;
    })
    .join(',');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** Escapes the value of a label, or a HELP of OpenMetrics. */
export function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function partition<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
