import { setTimeout as sleep } from 'node:timers/promises';
import { MonitoringNotRunningError } from './monitor-error.js';
import { answers } from './monitored-program.js';
import { isAlive, type ProcessIdentity, signalProcess } from './process-identity.js';
import type { MonitoringService } from './service.js';
import { type MonitoringState, readState, removeState } from './state-folder.js';

/** A service as it is found from another process. */
export interface ServiceStatus {
  readonly service: MonitoringService;
  readonly url: string;
  readonly pid: number;
  /** `silent`: its process is there and does not answer; `gone`: there is no such process any more. */
  readonly health: 'ready' | 'silent' | 'gone';
}

/** A stack as it is found from another process. */
export interface MonitoringStatus {
  readonly folder: string;
  /** `starting`: not ready yet; `orphaned`: whoever started it was killed, and some of it is left. */
  readonly state: 'running' | 'starting' | 'orphaned' | 'stopped';
  readonly startedMs?: number;
  readonly services: readonly ServiceStatus[];
  /** What is missing and what it changes, in French. */
  readonly notices: readonly string[];
}

/** Stopping takes Prometheus ten seconds at most (MonitoredProgram). */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 50;

/**
 * Looks at the stack that `sonde monitor up` started.
 *
 * @param folder its state folder
 * @throws MonitoringFolderError when what the folder says cannot be read
 */
export async function monitoringStatus(folder: string): Promise<MonitoringStatus> {
  const state = readState(folder);
  if (state === undefined) return { folder, state: 'stopped', services: [], notices: [] };
  const { startedMs, notices } = state;
  const services = await Promise.all(state.services.map(statusOf));
  return { folder, state: wholeState(state), startedMs, services, notices };
}

/**
 * Stops the stack that `sonde monitor up` started, or what is left of it when whoever started it was killed.
 *
 * @param folder its state folder
 * @throws MonitoringNotRunningError when there is nothing to stop; MonitoringFolderError
 */
export async function stopMonitoring(folder: string): Promise<void> {
  const state = readState(folder);
  const found = state === undefined ? 'stopped' : wholeState(state);
  if (state !== undefined) await endStack(folder, state);
  if (found === 'stopped') throw new MonitoringNotRunningError(folder);
}

/**
 * Ends what a supervisor that was killed has left: the kernel does not tell programs with file capabilities, such as a
 * blackbox_exporter that may ping, that their parent is gone (PR_SET_PDEATHSIG(2const)).
 *
 * @param folder the state folder, where nothing happens when its supervisor is there, or was stopped
 */
export async function endLeftovers(folder: string): Promise<void> {
  const state = readState(folder);
  if (state !== undefined && !isAlive(state.supervisor)) await endStack(folder, state);
}

async function endStack(folder: string, state: MonitoringState): Promise<void> {
  await endProcess(state.supervisor);
  // It has ended its own; those of one that was killed are left to us.
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

/** Asks a process to end, waits, and insists. */
async function endProcess(identity: ProcessIdentity): Promise<void> {
  signalProcess(identity, 'SIGTERM');
  const deadline = performance.now() + PATIENCE_MS;
  while (isAlive(identity)) {
    if (performance.now() > deadline) signalProcess(identity, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}
