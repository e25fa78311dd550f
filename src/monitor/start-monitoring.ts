import { findTool } from '../run/tool-process.js';
import { ToolMissingError } from '../run/tool-run.js';
import { checkInteger } from '../option.js';
import { courseConfiguration, probedTargets, writeConfiguration } from './configuration.js';
import { MonitoringPlatformError } from './monitor-error.js';
import { type MonitoringProgress, MonitoringStack } from './monitoring-stack.js';
import { choosePorts, type ServicePorts } from './ports.js';
import { type MonitoringService, type ProgramService, servicePrograms } from './service.js';
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
  /** Gives up the start. */
  readonly signal?: AbortSignal;
  /** Told of each program that starts, and is ready. */
  readonly onProgress?: (progress: MonitoringProgress) => void;
}

/** A stack that runs. */
export interface Monitoring {
  /** Address of each service that runs, as `http://127.0.0.1:9090`. */
  readonly urls: { readonly prometheus: string } & Readonly<Partial<Record<MonitoringService, string>>>;
  /** What is missing and what it changes, French sentences for a student. */
  readonly notices: readonly string[];
  /** Where its configuration and its logs are. */
  readonly folder: string;
  /** Fulfilled when it is closed; rejected with {@link MonitoringProgramError} when a program ends by itself, which ends all. */
  readonly ended: Promise<void>;
  /** Stops all of it, and waits until it has. */
  close(): Promise<void>;
}

/**
 * Starts a real monitoring stack on this machine: Prometheus, node_exporter, blackbox_exporter and Alertmanager, as Debian
 * packages them, and our own exporter, with the configuration and the rules of the course. All listen on 127.0.0.1 only,
 * and end with this process at the latest. Without one of them the rest goes on, Prometheus apart. ICMP probes need root,
 * CAP_NET_RAW or a group of `net.ipv4.ping_group_range`; nothing else does.
 *
 * @param options where, which ports, what is probed
 * @returns addresses, what is missing, and what stops it
 * @throws {@link ToolMissingError} without Prometheus; {@link MonitoringProgramError} when a program does not start, with
 *   the end of its log; {@link MonitoringPortError}; {@link MonitoringRunningError} when a stack has the folder;
 *   {@link MonitoringFolderError}; {@link MonitoringPlatformError} elsewhere than on Linux; InvalidOptionError; the reason of the
 *   signal when aborted
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
  if (process.platform !== 'linux') throw new MonitoringPlatformError();
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

/** Our exporter has the names of node_exporter and of blackbox_exporter, and answers where they are not installed. */
function withSubstitutes(ports: ServicePorts, programs: ReadonlyMap<ProgramService, string>): ServicePorts {
  const { exporter } = ports;
  return {
    ...ports,
    ...(!programs.has('node') && { node: exporter }),
    ...(!programs.has('blackbox') && { blackbox: exporter }),
  };
}
