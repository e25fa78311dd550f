import type { Origin } from '../origin.js';
import { InvalidOptionError } from '../option.js';
import type { ServerOptions } from './client/connect.js';
import { PrometheusServerError } from './client/server-error.js';
import type { MonitoredScenario } from './monitored-scenario.js';
import type { Prometheus } from './prometheus.js';
import type { QueryOptions } from './promql/engine.js';
import { canceledQuery } from './promql/query-error.js';
import type { RuleGroup } from './rules/rule.js';
import type { SeriesStore } from './series/store.js';

/** What {@link openPrometheus} accepts. */
export interface OpenPrometheusOptions {
  /**
   * `auto` (default): the server of `url`, or of the environment's `PROMETHEUS_URL`, if there is one and it answers; else
   * the embedded engine. `server` or `embedded` for that one only.
   */
  readonly source?: 'auto' | 'server' | 'embedded';
  /** Address of the server, http or https, as `http://127.0.0.1:9090`; `PROMETHEUS_URL` by default. It may hold `user:password@`. */
  readonly url?: string;
  /** Token for servers that ask for one (`Authorization: Bearer`). */
  readonly bearerToken?: string;
  /**
   * What the embedded engine reads: a store, or what `monitorScenario` gives. By default the scenario `congestion`,
   * monitored for two minutes.
   */
  readonly series?: SeriesStore | MonitoredScenario;
  /** Where the series of a store come from; `recorded` by default. */
  readonly origin?: Origin;
  /**
   * Rules of the embedded engine, evaluated up to the last sample; those of the course by default. As in a server, the series
   * that they record, and `ALERTS`, go to the store.
   */
  readonly rules?: readonly RuleGroup[];
  /** Whose ranges the embedded engine has: those of Prometheus 3 by default, whose start is not within; 2 for those before. */
  readonly prometheus?: 2 | 3;
  /** How long one answer may take, in milliseconds: 30,000 by default for a server, 120,000 for the embedded engine. */
  readonly timeoutMs?: number;
  /** Bytes that one answer of a server may have; 100,000,000 by default. */
  readonly maxAnswerBytes?: number;
  /** Cancels the opening. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a Prometheus: a real server where there is one, else the embedded engine. Its `reason` tells which, and why.
 *
 * @param options which one; `auto` by default
 * @throws {@link PrometheusServerError} when `server` is asked for and none answers
 * @throws {@link QueryError} of type `canceled` when aborted
 * @throws {InvalidOptionError} for an address that is not http or https, or a limit out of range
 * @see https://prometheus.io/docs/prometheus/2.42/querying/api/
 * @example
 * ```ts
 * import { openPrometheus } from 'sonde/prometheus';
 *
 * const prometheus = await openPrometheus({ source: 'embedded' });
 * const { result } = await prometheus.queryRange('probe_success', { startMs: 0, endMs: 60_000, stepMs: 15_000 });
 * console.log(prometheus.origin, result[0]?.values); // → simulated [ 1, 1, 0, 1, 1 ]
 * ```
 */
export async function openPrometheus(options: OpenPrometheusOptions = {}): Promise<Prometheus> {
  const { source = 'auto' } = options;
  switch (source) {
    case 'embedded':
      return openEmbedded('comme demandé', options);
    case 'server':
      return openServer(addressOf(options), options);
    case 'auto':
      return openAuto(options);
    default:
      throw new RangeError(`source must be auto, server or embedded, got ${JSON.stringify(source)}`);
  }
}

/** The address of a server, and whether it comes from the option or from the environment. */
interface GivenAddress {
  readonly url: string;
  readonly source: 'url' | 'PROMETHEUS_URL';
}

function addressOf({ url }: OpenPrometheusOptions): GivenAddress | undefined {
  if (url !== undefined) return { url, source: 'url' };
  const named = environmentUrl();
  return named === undefined ? undefined : { url: named, source: 'PROMETHEUS_URL' };
}

/** The address in `PROMETHEUS_URL`; a page of the book has no environment. */
function environmentUrl(): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const url = process?.env?.PROMETHEUS_URL?.trim();
  return url === '' ? undefined : url;
}

async function openServer(
  address: GivenAddress | undefined,
  options: OpenPrometheusOptions,
): Promise<Prometheus> {
  if (address === undefined)
    throw new PrometheusServerError('unreachable', 'no server is named: give its url, or set PROMETHEUS_URL');
  const { connect } = await import('./client/connect.js');
  const why = address.source === 'url' ? 'comme demandé' : 'celui de PROMETHEUS_URL';
  return connect(address.url, why, serverOptions(options));
}

function serverOptions({
  bearerToken,
  timeoutMs,
  maxAnswerBytes,
  signal,
}: OpenPrometheusOptions): ServerOptions & QueryOptions {
  return {
    ...(bearerToken !== undefined && { bearerToken }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
    ...(signal && { signal }),
  };
}

async function openAuto(options: OpenPrometheusOptions): Promise<Prometheus> {
  const address = addressOf(options);
  if (address === undefined) return openEmbedded('PROMETHEUS_URL n’est pas définie', options);
  try {
    return await openServer(address, options);
  } catch (error) {
    return openEmbedded(fallbackReason(error, address), options);
  }
}

/** Why `auto` falls back: the server, or its address in the environment. A wrong option or a bug is thrown. */
function fallbackReason(error: unknown, { source }: GivenAddress): string {
  if (error instanceof PrometheusServerError) {
    const { address, why } = error;
    const named = source === 'url' ? 'demandé' : `de ${source}`;
    return `le serveur ${named}${address === undefined ? '' : ` (${address})`} ${why}`;
  }
  if (error instanceof InvalidOptionError && error.option === 'url' && source === 'PROMETHEUS_URL')
    return 'PROMETHEUS_URL n’est pas une adresse http ou https';
  throw error;
}

async function openEmbedded(why: string, options: OpenPrometheusOptions): Promise<Prometheus> {
  const { EmbeddedPrometheus } = await import('./embedded.js');
  const { timeoutMs, prometheus, rules } = options;
  const { store, origin, named } = await seriesOf(options);
  return new EmbeddedPrometheus({
    store,
    origin,
    reason: `moteur PromQL embarqué, ${named}\u202f: ${why}`,
    rules: rules ?? (await (await import('./course-configuration.js')).courseRules()),
    engine: { ...(timeoutMs !== undefined && { timeoutMs }), ...(prometheus && { prometheus }) },
  });
}

interface NamedSeries {
  readonly store: SeriesStore;
  readonly origin: Origin;
  /** What they are, in French. */
  readonly named: string;
}

async function seriesOf({
  series,
  origin = 'recorded',
  signal,
}: OpenPrometheusOptions): Promise<NamedSeries> {
  if (series !== undefined && !('store' in series))
    return { store: series, origin, named: 'séries en mémoire' };
  const monitored = series ?? (await monitoredDefault(signal));
  return { ...monitored, named: `scénario «\u00a0${monitored.title}\u00a0»` };
}

/** Loads the simulator only where its series are needed. */
async function monitoredDefault(signal: AbortSignal | undefined): Promise<MonitoredScenario> {
  const { monitorScenario } = await import('./monitored-scenario.js');
  const asked = monitorScenario('congestion', signal ? { signal } : {});
  const monitored = await asked.catch((error: unknown) => {
    throw signal?.aborted === true ? canceledQuery() : error;
  });
  // An aborted scenario is not used: its beginning would be taken for the whole.
  if (signal?.aborted === true) throw canceledQuery();
  return monitored;
}
