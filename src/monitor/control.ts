import { setTimeout as sleep } from 'node:timers/promises';
import { MonitoringError } from './monitor-error.js';
import { answers } from './monitored-program.js';
import { isAlive, type ProcessIdentity, signalProcess } from '../run/process-identity.js';
import type { MonitoringService } from './service.js';
import { type MonitoringState, readState, removeState } from './state-folder.js';

/** A service, as another process finds it. */
interface ServiceStatus {
  readonly service: MonitoringService;
  readonly url: string;
  readonly pid: number;
  /** `silent`: its process is there and does not answer; `gone`: there is no such process any more. */
  readonly health: 'ready' | 'silent' | 'gone';
}

/** A stack, as another process finds it. */
export interface MonitoringStatus {
  readonly folder: string;
  /** `starting`: not ready yet; `orphaned`: its supervisor was killed, and some of its services are left. */
  readonly state: 'running' | 'starting' | 'orphaned' | 'stopped';
  readonly startedMs?: number;
  readonly services: readonly ServiceStatus[];
  /** What is missing and what it changes, in French. */
  readonly notices: readonly string[];
}

/** How long a process may take to end: Prometheus is given ten seconds (MonitoredProgram). */
const GRACE_MS = 15_000;
const LOOK_EVERY_MS = 50;

/**
 * Looks at the stack that `sonde monitor up` started.
 *
 * @param folder its state folder
 * @throws {@link MonitoringError} `folder` when its state cannot be read
 */
export async function monitoringStatus(folder: string): Promise<MonitoringStatus> {
  const state = readState(folder);
  if (state === undefined) return { folder, state: 'stopped', services: [], notices: [] };
  const { startedMs, notices } = state;
  const services = await Promise.all(state.services.map(statusOf));
  return { folder, state: wholeState(state), startedMs, services, notices };
}

/**
 * Stops the stack that `sonde monitor up` started, or what is left of it when its supervisor was killed.
 *
 * @param folder its state folder
 * @throws {@link MonitoringError} `not running` when there is nothing to stop; `folder`
 */
export async function stopMonitoring(folder: string): Promise<void> {
  const state = readState(folder);
  const found = state === undefined ? 'stopped' : wholeState(state);
  if (state !== undefined) await endStack(folder, state);
  if (found === 'stopped') {
    const message = `no monitoring stack runs in ${folder} (sonde monitor up starts one)`;
    throw new MonitoringError('not running', message, folder);
  }
}

/**
 * Ends what a supervisor that was killed has left. The kernel ends programs with their parent, except those with file
 * capabilities, such as a blackbox_exporter that may ping (PR_SET_PDEATHSIG(2const)). Nothing happens while the supervisor
 * runs.
 *
 * @param folder the state folder
 */
export async function endLeftovers(folder: string): Promise<void> {
  const state = readState(folder);
  if (state !== undefined && !isAlive(state.supervisor)) await endStack(folder, state);
}

async function endStack(folder: string, state: MonitoringState): Promise<void> {
  await endProcess(state.supervisor);
  // A supervisor ends its services; those of one that was killed are ended here.
  await Promise.all(state.services.map((service) => endProcess(service.process)));
  if (readState(folder)?.startedMs === state.startedMs) removeState(folder);
}

function wholeState({ supervisor, services, complete }: MonitoringState): MonitoringStatus['state'] {
  if (isAlive(supervisor)) return complete ? 'running' : 'starting';
  return services.some((service) => isAlive(service.process)) ? 'orphaned' : 'stopped';
}

async function statusOf(entry: MonitoringState['services'][number]): Promise<ServiceStatus> {
  const { service, url, readyUrl, process } = entry;
  const { pid } = process;
  if (!isAlive(process)) return { service, url, pid, health: 'gone' };
  return { service, url, pid, health: (await answers(readyUrl)) ? 'ready' : 'silent' };
}

/** Asks a process to end, waits, and kills it when it takes too long. */
async function endProcess(identity: ProcessIdentity): Promise<void> {
  signalProcess(identity, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (isAlive(identity)) {
    if (performance.now() > deadline) signalProcess(identity, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}
