import type { Machine } from '../host/machine.js';
import type { Network } from '../network/network.js';
import { checkInteger, checkNumber, InvalidOptionError } from '../option.js';
import { machineFamilies } from './exporter/machine-families.js';
import { probeFamilies } from './exporter/probe-families.js';
import { runProbe } from './exporter/run-probe.js';
import { Scraper } from './exposition/scrape.js';
import type { MonitoredScenario } from './monitored-scenario.js';
import { SeriesStore } from './series/store.js';

/** What {@link monitoringMachine} accepts. */
export interface MonitorMachineOptions {
  /** Whose kernel counters are read, see `openMachine`; a live one. */
  readonly machine: Machine;
  /** What carries the echo, see `open`; a live one. Closing it is left to the caller. */
  readonly network: Network;
  /** Host that is probed, by name or address; 127.0.0.1 by default. */
  readonly target?: string;
  /** How long, 10 seconds by default, an hour at most. */
  readonly seconds?: number;
  /** Milliseconds between two scrapes, 1000 by default, at least 200. */
  readonly stepMs?: number;
  /** Unix time in milliseconds of the first scrape, whole; 0 by default: time is then counted from the start. */
  readonly startMs?: number;
  /** Stops when aborted; what was scraped is kept. */
  readonly signal?: AbortSignal;
}

/** Part of a step for which an echo waits, at most: then comes the next scrape. */
const TIMEOUT_SHARE = 0.8;

/**
 * Monitors this machine as Prometheus would: at each step it scrapes the kernel's counters (`job="node"`, `instance` the
 * machine) and an echo (`job="icmp"`, `instance` the target), under the names that `monitoringScenario` gives, so
 * that one query reads either. A scrape that is late, because the loop around this one was busy, has the time at which it
 * took place.
 *
 * @param options which machine, which target, how long, how often
 * @returns after each scrape, what has been monitored so far; always in the same store
 * @throws {InvalidOptionError} for an option out of its range, and for a machine or a network that is not live: measured
 *   and simulated numbers do not mix in one store; `UnknownHostError`
 * @example
 * ```ts
 * import { open, openMachine } from 'sonde';
 * import { monitoringMachine } from 'sonde/prometheus';
 *
 * const machine = await openMachine({ name: 'serveur-web' });
 * const network = await open({ network: 'simulated' });
 * await monitoringMachine({ machine, network }).next().catch((error) => console.log(error.message));
 * // → machine must be a live one, got recorded
 * network.close();
 * ```
 */
export async function* monitoringMachine(
  options: MonitorMachineOptions,
): AsyncGenerator<MonitoredScenario, void, undefined> {
  const {
    machine,
    network,
    target = '127.0.0.1',
    seconds = 10,
    stepMs = 1000,
    startMs = 0,
    signal,
  } = options;
  if (machine.origin !== 'live') throw new InvalidOptionError('machine', machine.origin, 'a live one');
  if (network.origin !== 'live') throw new InvalidOptionError('network', network.origin, 'a live one');
  checkNumber('seconds', seconds, 0, 3600);
  checkInteger('stepMs', stepMs, 200, 3_600_000);
  checkInteger('startMs', startMs, 0, Number.MAX_SAFE_INTEGER / 2);
  const store = new SeriesStore();
  const scrapers = new MachineScrapers(machine, network, store, target);
  await network.resolve(target);
  const beginMs = machine.now();
  for (let atMs = 0; atMs <= seconds * 1000; atMs += stepMs) {
    const leftMs = beginMs + atMs - machine.now();
    if (leftMs > 0 && !(await machine.wait(leftMs, signal))) return;
    if (signal?.aborted) return;
    const endMs = startMs + Math.round(machine.now() - beginMs);
    await scrapers.scrape(endMs, stepMs * TIMEOUT_SHARE, signal);
    yield { origin: 'live', title: machine.name, target, store, startMs, endMs, stepMs };
  }
}

/** Scrapes one machine, and the echo of one target. */
class MachineScrapers {
  readonly #node: Scraper;
  readonly #echo: Scraper;

  constructor(
    readonly machine: Machine,
    readonly network: Network,
    store: SeriesStore,
    readonly target: string,
  ) {
    this.#node = new Scraper(store, { job: 'node', instance: machine.name });
    this.#echo = new Scraper(store, { job: 'icmp', instance: target });
  }

  async scrape(timestampMs: number, timeoutMs: number, signal = new AbortController().signal): Promise<void> {
    const { machine, network, target } = this;
    this.#node.scrape({ families: await machineFamilies(machine), timestampMs });
    const outcome = await runProbe(network, { module: 'icmp', target, host: target }, { timeoutMs, signal });
    this.#echo.scrape({ families: probeFamilies(outcome), timestampMs, durationMs: outcome.durationMs });
  }
}
