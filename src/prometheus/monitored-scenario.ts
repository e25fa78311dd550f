import { type SimulatedNetwork, waitUntil } from '../network/network.js';
import { open } from '../network/open.js';
import type { Origin } from '../origin.js';
import { checkInteger, checkNumber } from '../option.js';
import type { Scenario } from '../scenario/scenario.js';
import { partSeed } from '../simulator/random.js';
import { Scraper } from './exposition/scrape.js';
import { probeFamilies } from './exporter/probe-families.js';
import type { ProbeModule } from './exporter/probe-request.js';
import { runProbe } from './exporter/run-probe.js';
import { InterfaceMeters, VisitorConnections } from './simulated-counters.js';
import { SeriesStore } from './series/store.js';

/** What {@link monitorScenario} accepts. */
export interface MonitorScenarioOptions {
  /** How long the network is monitored, on its own clock; 2 by default. */
  readonly minutes?: number;
  /** Seconds between two scrapes, 5 by default, at least 2: the probes end before the next scrape. */
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

/** A network that has been monitored, and its series. */
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
 * Monitors a simulated network as Prometheus would: at each step it scrapes the interface counters of every node
 * (`job="node"`, `instance` the node), an echo (`job="icmp"`) and the path, hop by hop (`job="path"`, `instance` the
 * target). Time is virtual: minutes of traffic take as long as their packets take to compute. The target, when it is a
 * node, has TCP connections as well: those of visitors who stay for twenty round trips of the echo.
 *
 * @param scenario one of the course, by its name, or one of your own
 * @param options how long, how often
 * @returns after each scrape, what has been monitored so far; always in the same store
 * @throws {UnknownNameError} for a scenario that does not exist; `UnknownHostError`; `InvalidOptionError`
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
    const scrapers = new ScenarioScrapers(network, { store, startMs, stepMs, target, seed });
    const { origin } = network;
    for (let atMs = 0; atMs <= minutes * 60_000 && !signal?.aborted; atMs += stepMs) {
      await waitUntil(network, atMs, signal);
      await scrapers.scrape(startMs + atMs, signal);
      yield { origin, title: opened.title, target, store, startMs, endMs: startMs + atMs, stepMs };
    }
  } finally {
    network.close();
  }
}

/**
 * Monitors a simulated network to the end, see {@link monitoringScenario}.
 *
 * @param scenario one of the course, by its name, or one of your own
 * @param options how long, how often
 * @returns the store, ready for `PromEngine`, and the bounds of its time
 * @throws {UnknownNameError} for a scenario that does not exist; `UnknownHostError`; `InvalidOptionError`; the
 *   reason of the signal when it is aborted before the first scrape
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

/** The host that a scenario names last: names go from the student's machine to the end of the path. */
function lastNamed({ names, nodes, machine }: Scenario): string {
  const name =
    names.at(-1)?.name ?? [...nodes].reverse().find((node) => node.name !== machine)?.addresses[0]?.address;
  return name ?? machine;
}

interface ScrapeSettings {
  readonly store: SeriesStore;
  readonly startMs: number;
  readonly stepMs: number;
  readonly target: string;
  readonly seed: number;
}

/** Scrapes the nodes of one scenario, and the probes of its target. */
class ScenarioScrapers {
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
    readonly settings: ScrapeSettings,
  ) {
    const { store, stepMs, target: instance } = settings;
    const { simulation } = network;
    this.#visitors = new VisitorConnections(partSeed(settings.seed, 'visitors'));
    this.#nodes = simulation.scenario.nodes.map(({ name }) => ({
      name,
      meters: new InterfaceMeters(simulation, name),
      scraper: new Scraper(store, { job: 'node', instance: name }),
    }));
    // Together they take less than a step.
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
      scraper.scrape({ families: [...meters.families(), ...visited], timestampMs });
    }
    for (const { module, timeoutMs, scraper } of this.#probes) {
      const outcome = await runProbe(this.network, { module, target, host: target }, { timeoutMs, signal });
      const families = probeFamilies(outcome);
      // Of an echo that is lost the round trip is not known: the last known one is kept.
      if (module === 'icmp') this.#rttMs = outcome.rttMs ?? this.#rttMs;
      scraper.scrape({ families, timestampMs, durationMs: outcome.durationMs });
    }
  }
}
