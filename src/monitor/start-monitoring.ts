import { findTool } from '../run/tool-process.js';
import { ToolMissingError } from '../run/tool-run.js';
import { checkInteger } from '../option.js';
import { courseConfiguration, probedTargets, writeConfiguration } from './configuration.js';
import { MonitoringError } from './monitor-error.js';
import { type MonitoringProgress, MonitoringStack } from './monitoring-stack.js';
import {
  type MonitoringService,
  type ProgramService,
  type ServicePorts,
  choosePorts,
  servicePrograms,
} from './service.js';
import { takeStateFolder } from './state-folder.js';

/** What {@link startMonitoring} accepts. */
export interface MonitoringOptions {
  /** Where configuration, logs and series go, and stay afterwards; a temporary one by default, removed at the end. */
  readonly folder?: string;
  /**
   * Folder of the configuration: `prometheus.yml`, `alertmanager.yml`, `blackbox.yml`, `reseau.rules.yml`, `cibles.yml`. That of
   * the course by default.
   */
  readonly configuration?: string;
  /** TCP ports of 127.0.0.1; by default the usual one of each service if it is free, else any free one. */
  readonly ports?: Partial<Readonly<Record<MonitoringService, number>>>;
  /** Hosts that are probed; by default those of `cibles.yml`: 127.0.0.1. */
  readonly targets?: readonly string[];
  /** How long each program may take to be ready, in milliseconds; 30,000 by default. */
  readonly readyTimeoutMs?: number;
  /** Cancels the start. */
  readonly signal?: AbortSignal;
  /** Called when a program has started, and when it is ready. */
  readonly onProgress?: (progress: MonitoringProgress) => void;
}

/** A monitoring stack that runs. */
export interface Monitoring {
  /** Address of each service that runs, as `http://127.0.0.1:9090`. */
  readonly urls: { readonly prometheus: string } & Readonly<Partial<Record<MonitoringService, string>>>;
  /** What is missing and what it changes, French sentences for a student. */
  readonly notices: readonly string[];
  /** Folder of its configuration and its logs. */
  readonly folder: string;
  /** Fulfilled when it is closed; rejected with a {@link MonitoringError} when a program ends by itself, which ends all. */
  readonly ended: Promise<void>;
  /** Stops all of it, and waits for its end. */
  close(): Promise<void>;
}

/**
 * Starts a real monitoring stack on this machine: Prometheus, node_exporter, blackbox_exporter and Alertmanager, as Debian
 * packages them, and our own exporter, with the configuration and the rules of the course. All listen on 127.0.0.1 only,
 * and end with this process at the latest. Without one of them the rest goes on, Prometheus apart. ICMP probes need root,
 * CAP_NET_RAW or a group of `net.ipv4.ping_group_range`; nothing else does.
 *
 * @param options folder, ports, what is probed
 * @returns its addresses, what is missing, and how to stop it
 * @throws {@link ToolMissingError} without Prometheus; {@link MonitoringError} when a program does not start, with the end of
 *   its log, and for the other faults that it lists; `InvalidOptionError`; the reason of the signal when aborted
 * @see https://prometheus.io/docs/prometheus/2.42/configuration/configuration/
 * @example
 * ```ts
 * import { startMonitoring } from 'sonde/monitor';
 * import { ToolMissingError } from 'sonde/tools';
 *
 * try {
 *   const monitoring = await startMonitoring({ ports: { prometheus: 0 } });
 *   const answer = await fetch(`${monitoring.urls.prometheus}/-/ready`);
 *   console.log('status', answer.status);
 *   await monitoring.close();
 * } catch (error) {
 *   if (!(error instanceof ToolMissingError)) throw error;
 *   console.log('apt install', error.debianPackage);
 * }
 * ```
 */
export async function startMonitoring(options: MonitoringOptions = {}): Promise<Monitoring> {
  const { configuration = courseConfiguration, readyTimeoutMs = 30_000, signal, onProgress } = options;
  if (process.platform !== 'linux') {
    const message = 'a monitoring stack needs Linux: use the embedded engine (openPrometheus) elsewhere';
    throw new MonitoringError('platform', message);
  }
  checkInteger('readyTimeoutMs', readyTimeoutMs, 1, 3_600_000);
  for (const [service, port] of Object.entries(options.ports ?? {})) checkInteger(service, port, 0, 65_535);
  const programs = await findPrograms();
  const targets = await probedTargets(configuration, options.targets);
  const folder = await takeStateFolder(options.folder);
  const stack = new MonitoringStack(folder, { readyTimeoutMs, signal, onProgress });
  try {
    const ports = await choosePorts(options.ports ?? {});
    await writeConfiguration(configuration, folder.path, withSubstitutes(ports, programs), targets);
    await stack.start(ports, programs, targets);
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** The program of each service that is installed. @throws ToolMissingError without Prometheus */
async function findPrograms(): Promise<ReadonlyMap<ProgramService, string>> {
  const found = new Map<ProgramService, string>();
  for (const [service, { names }] of Object.entries(servicePrograms)) {
    for (const name of [...names].reverse())
      if ((await findTool(name)) !== undefined) found.set(service as ProgramService, name);
  }
  if (!found.has('prometheus')) throw new ToolMissingError('prometheus');
  return found;
}

/** Our exporter, whose metrics have the same names, takes the place of a node_exporter or blackbox_exporter that is not installed. */
function withSubstitutes(ports: ServicePorts, programs: ReadonlyMap<ProgramService, string>): ServicePorts {
  const { exporter } = ports;
  return {
    ...ports,
    ...(!programs.has('node') && { node: exporter }),
    ...(!programs.has('blackbox') && { blackbox: exporter }),
  };
}
