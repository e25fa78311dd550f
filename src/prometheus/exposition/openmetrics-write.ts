import type { Exemplar, MetricFamily, MetricSample } from './family.js';
import { writeValue } from '../go-float.js';
import { checkMetricName, InvalidMetricError } from '../series/labels.js';
import { escapeLabel, familyNameText, labelsText, seriesText } from './text-format-write.js';
import { familyFault, sampleSuffixes } from './openmetrics-rules.js';

/**
 * Writes metrics in OpenMetrics 1.0. A counter named as text format 0.0.4 does, `probes_total`, becomes the counter
 * `probes` of samples `probes_total`.
 *
 * @param families in the order to be written
 * @returns the text up to `# EOF`; its content type is `application/openmetrics-text; version=1.0.0; charset=utf-8`
 * @throws {@link InvalidMetricError} for what breaks a rule of OpenMetrics
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @example
 * ```ts
 * import { writeOpenMetrics } from 'sonde/prometheus';
 *
 * const samples = [{ name: 'probes_total', labels: {}, value: 3 }];
 * console.log(writeOpenMetrics([{ name: 'probes_total', type: 'counter', samples }]));
 * // → # TYPE probes counter
 * // → probes_total 3
 * // → # EOF
 * ```
 */
export function writeOpenMetrics(families: readonly MetricFamily[]): string {
  const taken = new Map<string, string>();
  const texts = families.map(asOpenMetrics).map((family) => {
    take(family, taken);
    return familyText(family);
  });
  return `${texts.join('')}# EOF\n`;
}

/** No family may have the name of another one, nor of another one's samples. */
function take({ name, type }: MetricFamily, taken: Map<string, string>): void {
  for (const each of new Set([name, ...sampleSuffixes[type].map((suffix) => `${name}${suffix}`)])) {
    const owner = taken.get(each);
    if (owner !== undefined)
      throw new InvalidMetricError(
        'family',
        owner === name
          ? `two families are named ${name}`
          : `the names of ${name} and ${owner} clash in ${each}`,
      );
    taken.set(each, name);
  }
}

/** The family with the names that OpenMetrics asks of a counter. */
function asOpenMetrics(family: MetricFamily): MetricFamily {
  if (family.type !== 'counter') return family;
  const name = family.name.replace(/_total$/, '');
  const samples = family.samples.map((sample) =>
    sample.name === name ? { ...sample, name: `${name}_total` } : sample,
  );
  return { ...family, name, samples };
}

function familyText(family: MetricFamily): string {
  const { name, type, help, unit, samples } = family;
  checkMetricName(name);
  const fault = familyFault(family);
  if (fault !== undefined) throw new InvalidMetricError('family', `${name}: ${fault.message}`);
  const written = familyNameText(name);
  return [
    `# TYPE ${written} ${type}\n`,
    unit === undefined ? '' : `# UNIT ${written} ${unit}\n`,
    help === undefined ? '' : `# HELP ${written} ${escapeLabel(help)}\n`,
    ...samples.map(sampleText),
  ].join('');
}

function sampleText({ name, labels, value, timestampMs, exemplar }: MetricSample): string {
  const start = `${seriesText(name, labels)} ${writeValue(value)}`;
  return `${start}${timeText(timestampMs)}${exemplar === undefined ? '' : exemplarText(exemplar)}\n`;
}

function exemplarText({ labels, value, timestampMs }: Exemplar): string {
  return ` # {${labelsText(labels)}} ${writeValue(value)}${timeText(timestampMs)}`;
}

function timeText(timestampMs: number | undefined): string {
  if (timestampMs === undefined) return '';
  if (!Number.isFinite(timestampMs))
    throw new InvalidMetricError('timestamp', `not a timestamp: ${timestampMs}`);
  return ` ${Number((timestampMs / 1000).toFixed(9))}`;
}
