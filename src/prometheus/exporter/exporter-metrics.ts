import type { Registry } from 'prom-client';
import type { Origin } from '../../origin.js';
import type { MetricFamily, MetricSample, MetricType } from '../exposition/family.js';
import type { ProbeOutcome } from './run-probe.js';

/**
 * What the exporter counts of itself, with prom-client: its probes, those that it refused, its process. It gives families
 * instead of prom-client's own text, which has no `untyped` and renames counters for good once it has written OpenMetrics.
 */
export interface ExporterMetrics {
  probed(outcome: Pick<ProbeOutcome, 'module' | 'success' | 'durationMs'>): void;
  refused(reason: RefusalReason): void;
  families(): Promise<readonly MetricFamily[]>;
}

/** Why a probe was not run. */
type RefusalReason = 'target' | 'request' | 'busy';

/**
 * @param machine whose counters are exported; a metric tells whether they are live
 */
export async function exporterMetrics(machine: {
  readonly name: string;
  readonly origin: Origin;
}): Promise<ExporterMetrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const probes = new Counter({
    ...{ name: 'sonde_exporter_probes_total', help: 'Probes run on demand.', registers },
    labelNames: ['module', 'outcome'],
  });
  const durations = new Histogram({
    ...{
      name: 'sonde_exporter_probe_duration_seconds',
      help: 'Duration of the probes on demand.',
      registers,
    },
    ...{ labelNames: ['module'], buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  const refused = new Counter({
    ...{ name: 'sonde_exporter_refused_total', help: 'Probes that were asked for but not run.', registers },
    labelNames: ['reason'],
  });
  new Gauge({
    ...{ name: 'sonde_machine_info', help: 'The machine whose counters these are.', registers },
    labelNames: ['machine', 'origin'],
  }).set({ machine: machine.name, origin: machine.origin }, 1);
  return {
    probed: ({ module, success, durationMs }) => {
      probes.inc({ module, outcome: success ? 'success' : 'failure' });
      durations.observe({ module }, durationMs / 1000);
    },
    refused: (reason) => {
      refused.inc({ reason });
    },
    families: () => familiesOf(registry),
  };
}

/** A value of prom-client. Its declared type lacks what histograms and counters have. */
interface CollectedValue {
  readonly value: number | string;
  readonly labels?: Readonly<Record<string, string | number | undefined>>;
  readonly metricName?: string;
}

async function familiesOf(registry: Registry): Promise<readonly MetricFamily[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map(({ name, help, type, values }) => ({
    ...{ name, help, type: String(type) as MetricType },
    samples: (values as readonly CollectedValue[]).map((each) => sampleOf(name, each)),
  }));
}

function sampleOf(family: string, { metricName = family, labels = {}, value }: CollectedValue): MetricSample {
  const texts = Object.entries(labels).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text === Infinity ? '+Inf' : String(text)]],
  );
  return {
    name: metricName,
    labels: Object.fromEntries(texts) as Record<string, string>,
    value: Number(value),
  };
}
