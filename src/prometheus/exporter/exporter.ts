import type { Machine } from '../../host/machine.js';
import type { Network } from '../../network/network.js';
import type { MetricFamily } from '../exposition/family.js';
import { writeAccepted } from '../exposition/scrape-protocol.js';
import { type ExporterMetrics, exporterMetrics } from './exporter-metrics.js';
import { machineFamilies } from './machine-families.js';
import { probeFamilies } from './probe-families.js';
import { type ProbeModule, ProbeRefusedError, probeRequest, requireAllowed } from './probe-request.js';
import { runProbe } from './run-probe.js';

/** What an {@link Exporter} works with. */
export interface ExporterOptions {
  /** Whose counters `/metrics` shows. */
  readonly machine: Machine;
  /** Opens a network for one probe; the exporter closes it. */
  readonly openNetwork: (module: ProbeModule) => Promise<Network>;
  /** What `/probe` may be asked for: `host`, or `host:port`; nothing by default. */
  readonly targets?: readonly string[];
  /** Names under which the exporter may be asked, other than addresses and `localhost`. */
  readonly names?: readonly string[];
  /** Probes run at once, 8 by default; the others are answered 503. */
  readonly concurrency?: number;
}

/** A request as HTTP brings it. */
interface ExporterRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** An answer for HTTP to send. */
export interface ExporterAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' } as const;

/** Time for a probe when the scraper does not say, as Prometheus' own default for a scrape. */
const DEFAULT_TIMEOUT_S = 10;
const MAX_TIMEOUT_S = 120;
/** Time left for the answer itself: blackbox_exporter's --timeout-offset. */
const OFFSET_S = 0.5;

/** Readings of the machine at once: each takes milliseconds. */
const MAX_SCRAPES = 16;

/** Answers Prometheus, behind any HTTP server: `/metrics`, `/probe` and `/-/healthy`. */
export class Exporter {
  /** Counted apart: a probe waits for a network that fails, which is when the machine's own counters are looked for. */
  #running = { probe: 0, metrics: 0 };

  private constructor(
    readonly options: ExporterOptions,
    readonly metrics: ExporterMetrics,
  ) {}

  /** @param options see {@link ExporterOptions} */
  static async create(options: ExporterOptions): Promise<Exporter> {
    return new Exporter(options, await exporterMetrics(options.machine));
  }

  /** Answers any request, however wrong; it throws for a fault of ours alone. */
  async answer(request: ExporterRequest): Promise<ExporterAnswer> {
    const { method, headers, url } = request;
    // A page of the Web may have its own name lead to 127.0.0.1, and read what it finds there (DNS rebinding).
    if (!hostIsOurs(headers.host, this.options.names ?? []))
      return refusal(
        421,
        'this exporter is not reached by that name: use its address, or start it with --name',
      );
    if (method !== 'GET' && method !== 'HEAD')
      return { ...refusal(405, 'only GET and HEAD'), headers: { ...plain, allow: 'GET, HEAD' } };
    // Without the class URL, which refuses a path such as `//`.
    const [pathname = '', query = ''] = url.split('?', 2);
    switch (pathname) {
      case '/-/healthy':
        return refusal(200, 'healthy');
      case '/metrics':
        return this.#limited('metrics', MAX_SCRAPES, async () =>
          this.#written(request, await this.#machineMetrics()),
        );
      case '/probe':
        return this.#limited('probe', this.options.concurrency ?? 8, () =>
          this.#probe(request, new URLSearchParams(query)),
        );
      default:
        return refusal(
          404,
          'there are /metrics, /probe?target=HOST&module=icmp|tcp|traceroute and /-/healthy',
        );
    }
  }

  async #machineMetrics(): Promise<readonly MetricFamily[]> {
    return [...(await machineFamilies(this.options.machine)), ...(await this.metrics.families())];
  }

  async #probe(request: ExporterRequest, parameters: URLSearchParams): Promise<ExporterAnswer> {
    try {
      const asked = probeRequest(parameters);
      requireAllowed(asked, this.options.targets ?? []);
      const timeoutMs = timeoutOf(request) * 1000;
      const network = await this.options.openNetwork(asked.module);
      try {
        const { signal } = request;
        const outcome = await runProbe(network, asked, { timeoutMs, signal });
        this.metrics.probed(outcome);
        return this.#written(request, probeFamilies(outcome));
      } finally {
        network.close();
      }
    } catch (error) {
      if (!(error instanceof ProbeRefusedError)) throw error;
      this.metrics.refused(error.reason);
      return refusal(error.reason === 'target' ? 403 : 400, error.message);
    }
  }

  async #limited(
    kind: 'probe' | 'metrics',
    most: number,
    work: () => Promise<ExporterAnswer>,
  ): Promise<ExporterAnswer> {
    if (this.#running[kind] >= most) {
      this.metrics.refused('busy');
      return {
        ...refusal(503, `too many requests of /${kind} at once: ask again in a second`),
        headers: { ...plain, 'retry-after': '1' },
      };
    }
    this.#running[kind]++;
    try {
      return await work();
    } finally {
      this.#running[kind]--;
    }
  }

  #written({ headers }: ExporterRequest, families: readonly MetricFamily[]): ExporterAnswer {
    const { accept } = headers;
    const { contentType, body } = writeAccepted(families, typeof accept === 'string' ? accept : undefined);
    return { status: 200, headers: { ...plain, 'content-type': contentType, vary: 'Accept' }, body };
  }
}

function timeoutOf({ headers }: ExporterRequest): number {
  const text = headers['x-prometheus-scrape-timeout-seconds'];
  if (text === undefined) return DEFAULT_TIMEOUT_S - OFFSET_S;
  const seconds = typeof text === 'string' && /^\d{1,9}(?:\.\d{1,20})?$/.test(text) ? Number(text) : 0;
  if (seconds <= 0)
    throw new ProbeRefusedError('request', 'X-Prometheus-Scrape-Timeout-Seconds is not a time');
  // Where the offset would leave nothing, the whole time is taken, as blackbox_exporter does.
  const left = seconds > OFFSET_S ? seconds - OFFSET_S : seconds;
  return Math.min(left, MAX_TIMEOUT_S);
}

function refusal(status: number, message: string): ExporterAnswer {
  return { status, headers: plain, body: `${message}\n` };
}

/**
 * Whether a Host header names this exporter: by any address, since no page of the Web can have an address for its own
 * name, by `localhost`, or by one of the names that the exporter was given.
 *
 * @see RFC 9110, section 7.2
 */
function hostIsOurs(header: string | readonly string[] | undefined, names: readonly string[]): boolean {
  if (typeof header !== 'string') return false;
  const host = /^(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/i.exec(header)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  const isAddress = host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return isAddress || host === 'localhost' || names.some((name) => name.toLowerCase() === host);
}
