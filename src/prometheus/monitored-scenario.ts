import { type SimulatedNetwork, waitUntil } from '../network/network.js';
import { open } from '../network/open.js';
import type { Origin } from '../origin.js';
import { checkInteger, checkNumber } from '../option.js';
import type { Scenario } from '../scenario/scenario.js';
import { partSeed } from '../simulator/random.js';
import type { MetricFamily } from './exposition/exposition-family.js';
import { Scraper } from './exposition/exposition-scrape.js';
import { networkFamilies } from './exporter/machine-families.js';
import { probeFamilies } from './exporter/probe-families.js';
import type { ProbeModule } from './exporter/probe-request.js';
import { runProbe } from './exporter/run-probe.js';
import { InterfaceMeters } from './interface-meters.js';
import { SeriesStore } from './series/series-store.js';
import { VisitorConnections } from './visitor-connections.js';

/** What {@link monitorScenario} accepts. */
export interface MonitorScenarioOptions {
  /** How long the network is watched, on its own clock; 2 by default. */
  readonly minutes?: number;
  /** Seconds between two scrapes, 5 by default, at least 2: a probe has to end before the next one. */
  readonly stepS?: number;
  /** Seed of the simulated chance, 1 by default. */
  readonly seed?: number;
  /** Host that is probed, by name or address; by default the last one that the scenario names. */
  readonly target?: string;
  /** Unix time in milliseconds at which the network starts, whole; 0 by default. */
  readonly startMs?: number;
  /** Where the series go; a new store by default. */
  readonly store?: SeriesStore;
  /** Stops when aborted; what was scraped is kept. */
  readonly signal?: AbortSignal;
}

/** A scenario that was watched. */
export interface MonitoredScenario {
  readonly origin: Origin;
  /** Title of the scenario, in French. */
  readonly title: string;
  readonly target: string;
  readonly store: SeriesStore;
  /** Unix time in milliseconds of the first scrape. */
  readonly startMs: number;
  /** And of the last one. */
  readonly endMs: number;
  readonly stepMs: number;
}

const MAX_SCRAPES = 100_000;

/**
 * Watches a simulated network as Prometheus would: at each step it scrapes the interface counters of every node
 * (`job="node"`, `instance` the node), an echo (`job="icmp"`) and the path, hop by hop (`job="path"`, `instance` the
 * target). Time is virtual: minutes of traffic take as long as their packets take to compute. The target, when it is a
 * node, has TCP connections as well: visitors who stay for twenty of the round trips that the echo measures.
 *
 * @param scenario one of the course, by its name, or one of your own
 * @param options how long, how often
 * @returns what was watched so far, after each scrape; always the same store
 * @throws UnknownNameError, UnknownHostError, InvalidOptionError
 * @example
 * ```ts
 * import { monitoringScenario } from 'sonde/prometheus';
 *
 * for await (const { endMs, store } of monitoringScenario('congestion', { minutes: 0.1 })) {
 *   console.log(endMs, store.size.series > 100);
 * }
 * // → 0 true
 * // → 5000 true
 * ```
 */
export async function* monitoringScenario(
  scenario: Scenario | string,
  options: MonitorScenarioOptions = {},
): AsyncGenerator<MonitoredScenario, void, undefined> {
  const { minutes = 2, stepS = 5, seed = 1, startMs = 0, store = new SeriesStore(), signal } = options;
  checkNumber('stepS', stepS, 2, 86_400);
  checkNumber('minutes', minutes, 0, (MAX_SCRAPES * stepS) / 60);
  checkInteger('startMs', startMs, 0, Number.MAX_SAFE_INTEGER / 2);
  const stepMs = Math.round(stepS * 1000);
  // A network opened as simulated always has one.
  const network = (await open({ network: 'simulated', scenario, seed })) as SimulatedNetwork;
  try {
    const { scenario: opened } = network.simulation;
    const target = options.target ?? lastNamed(opened);
    await network.resolve(target);
    const watch = new Watch(network, { store, startMs, stepMs, target, seed });
    const { origin } = network;
    for (let atMs = 0; atMs <= minutes * 60_000 && !signal?.aborted; atMs += stepMs) {
      await waitUntil(network, atMs, signal);
      await watch.scrape(startMs + atMs, signal);
      yield { origin, title: opened.title, target, store, startMs, endMs: startMs + atMs, stepMs };
    }
  } finally {
    network.close();
  }
}

/**
 * Watches a simulated network to the end, see {@link monitoringScenario}.
 *
 * @param scenario one of the course, by its name, or one of your own
 * @param options how long, how often
 * @returns the store, ready for `PromEngine`, and the bounds of its time
 * @throws UnknownNameError, UnknownHostError, InvalidOptionError; the signal's reason, aborted before the first scrape
 * @example
 * ```ts
 * import { monitorScenario, PromEngine } from 'sonde/prometheus';
 *
 * const { store, endMs } = await monitorScenario('congestion', { minutes: 1 });
 * const peak = 'max_over_time(probe_icmp_duration_seconds{phase="rtt"}[1m]) > bool 0.2';
 * const { result } = await new PromEngine(store).query(peak, endMs);
 * console.log(JSON.stringify(result));
 * // → [{"metric":{"instance":"serveur","job":"icmp","phase":"rtt"},"timeMs":60000,"value":1}]
 * ```
 */
export async function monitorScenario(
  scenario: Scenario | string,
  options: MonitorScenarioOptions = {},
): Promise<MonitoredScenario> {
  options.signal?.throwIfAborted();
  let watched: MonitoredScenario | undefined;
  for await (const soFar of monitoringScenario(scenario, options)) watched = soFar;
  if (watched !== undefined) return watched;
  throw options.signal?.reason;
}

/** A scenario names its hosts from the student's machine on: the last one is what the path leads to. */
function lastNamed({ names, nodes, machine }: Scenario): string {
  const name =
    names.at(-1)?.name ?? [...nodes].reverse().find((node) => node.name !== machine)?.addresses[0]?.address;
  return name ?? machine;
}

interface WatchSettings {
  readonly store: SeriesStore;
  readonly startMs: number;
  readonly stepMs: number;
  readonly target: string;
  readonly seed: number;
}

/** Scrapers of one scenario. */
class Watch {
  readonly #nodes: readonly {
    readonly name: string;
    readonly meters: InterfaceMeters;
    readonly scraper: Scraper;
  }[];
  readonly #probes: readonly {
    readonly module: ProbeModule;
    readonly timeoutMs: number;
    readonly scraper: Scraper;
  }[];

  readonly #visitors: VisitorConnections;
  #rttMs = 0;

  constructor(
    readonly network: SimulatedNetwork,
    readonly settings: WatchSettings,
  ) {
    const { store, stepMs, target: instance } = settings;
    const { simulation } = network;
    this.#visitors = new VisitorConnections(partSeed(settings.seed, 'visitors'));
    this.#nodes = simulation.scenario.nodes.map(({ name }) => ({
      name,
      meters: new InterfaceMeters(simulation, name),
      scraper: new Scraper(store, { job: 'node', instance: name }),
    }));
    // Together they end before the next step.
    this.#probes = [
      {
        module: 'icmp',
        timeoutMs: Math.min(1000, stepMs * 0.4),
        scraper: new Scraper(store, { job: 'icmp', instance }),
      },
      {
        module: 'traceroute',
        timeoutMs: stepMs * 0.55,
        scraper: new Scraper(store, { job: 'path', instance }),
      },
    ];
  }

  async scrape(timestampMs: number, signal = new AbortController().signal): Promise<void> {
    const { target, startMs } = this.settings;
    this.#visitors.advance(timestampMs - startMs, this.#rttMs);
    for (const { name, meters, scraper } of this.#nodes) {
      const visited = name === target ? this.#visitors.families() : [];
      scraper.scrape({ families: [...counterFamilies(meters), ...visited], timestampMs });
    }
    for (const { module, timeoutMs, scraper } of this.#probes) {
      const outcome = await runProbe(this.network, { module, target, host: target }, { timeoutMs, signal });
      const families = probeFamilies(outcome);
      // A visitor whose echo is lost is not quicker for it: the last round trip counts.
      if (module === 'icmp') this.#rttMs = outcome.rttMs ?? this.#rttMs;
      scraper.scrape({ families, timestampMs, durationMs: outcome.durationMs });
    }
  }
}

function counterFamilies(meters: InterfaceMeters): readonly MetricFamily[] {
  const name = 'node_network_speed_bytes';
  const samples = meters
    .speeds()
    .map(({ device, bytesPerSecond }) => ({ name, labels: { device }, value: bytesPerSecond }));
  const help = `${name} value of /sys/class/net/<iface>.`;
  return [...networkFamilies(meters.counters()), { name, type: 'gauge', help, samples }];
}
