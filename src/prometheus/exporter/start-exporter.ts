import type { Machine } from '../../host/machine.js';
import { openMachine } from '../../host/open-machine.js';
import { open } from '../../network/open.js';
import type { Origin } from '../../origin.js';
import { loadScenario } from '../../scenario/load.js';
import { Exporter, type ExporterOptions } from './exporter.js';
import { serveExporter } from './exporter-server.js';

/** What {@link startExporter} accepts. */
export interface StartExporterOptions {
  /** Address to listen on; 127.0.0.1 by default: no other machine reaches it. */
  readonly listen?: string;
  /** Port to listen on; 9797 by default, 0 for a free one. */
  readonly port?: number;
  /** What `/probe` may be asked for: `host`, or `host:port`; nothing by default. */
  readonly targets?: readonly string[];
  /** Names by which the exporter may be reached, beside addresses and `localhost`. */
  readonly names?: readonly string[];
  /** Recorded machine whose counters are shown, see `machineNames`; this one by default, where it has /proc/net. */
  readonly machine?: string;
  /** `auto` (default) probes the real network where this machine allows it. */
  readonly network?: 'auto' | 'simulated';
  /** A scenario of the course: its network is the one that is probed. */
  readonly scenario?: string;
  /** Seed of the simulated chance, 1 by default. */
  readonly seed?: number;
}

/** An exporter that listens. */
export interface StartedExporter {
  /** Such as `http://127.0.0.1:9797`. */
  readonly url: string;
  /** Takes no more requests, and waits for the answers under way, two seconds at most. */
  readonly close: () => Promise<void>;
  /** Name of the machine whose counters it shows. */
  readonly machine: string;
  /** Where these counters come from. */
  readonly origin: Origin;
}

/**
 * Starts an exporter: `/metrics` shows what this machine's kernel counts under node_exporter's names, and
 * `/probe?target=…&module=icmp|tcp|traceroute` probes on demand, as blackbox_exporter does. It listens on 127.0.0.1, and
 * probes nobody who is not in `targets`, unless told otherwise.
 *
 * @param options where to listen, whom it may probe, on which network
 * @returns its address; call `close()` when done
 * @throws {UnknownNameError} for a machine or a scenario that does not exist
 * @throws {Error} with the system's code, such as EADDRINUSE, where it cannot listen
 * @example
 * ```ts
 * import { parseExposition, startExporter } from 'sonde/prometheus';
 *
 * const exporter = await startExporter({ port: 0 });
 * const families = parseExposition(await (await fetch(`${exporter.url}/metrics`)).text());
 * console.log(families.some(({ name }) => name === 'node_network_receive_bytes_total')); // → true
 * await exporter.close();
 * ```
 */
export async function startExporter(options: StartExporterOptions = {}): Promise<StartedExporter> {
  const { machine: name, targets = [], names = [] } = options;
  const machine: Machine = await openMachine(name === undefined ? {} : { name });
  const openNetwork = await networkOpener(options);
  const exporter = await Exporter.create({ machine, openNetwork, targets, names });
  const running = await serveExporter(exporter, options);
  return { ...running, machine: machine.name, origin: machine.origin };
}

/** Loads the scenario now, so that a wrong name is an error at once and not at the first probe. */
async function networkOpener(options: StartExporterOptions): Promise<ExporterOptions['openNetwork']> {
  const { scenario: name, seed = 1 } = options;
  const scenario = name === undefined ? undefined : await loadScenario(name);
  const network = scenario === undefined ? (options.network ?? 'auto') : 'simulated';
  return (module) =>
    open({
      ...{ network, seed, needs: module === 'tcp' ? 'connections' : 'packets' },
      ...(scenario !== undefined && { scenario }),
    });
}
