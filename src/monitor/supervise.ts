import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLeftovers } from './control.js';
import { alreadyRunning, programFailed } from './monitor-error.js';
import type { MonitoringProgress } from './monitoring-stack.js';
import { identityOf, isAlive, type ProcessIdentity } from '../run/process-identity.js';
import { type Monitoring, type MonitoringOptions, startMonitoring } from './start-monitoring.js';
import { type MonitoringState, makeStateFolder, readState, removeState, writeState } from './state-folder.js';

/**
 * Starts a stack as {@link startMonitoring} does, and writes its state in its folder, by which other processes see it and
 * stop this one.
 */
export async function superviseMonitoring(
  options: MonitoringOptions & { readonly folder: string },
): Promise<Monitoring> {
  const { folder, onProgress } = options;
  const services = new Map<string, MonitoringState['services'][number]>();
  const write = (complete: boolean, notices: readonly string[] = []): void => {
    writeState(folder, { ...ourselves, complete, services: [...services.values()], notices: [...notices] });
  };
  const ourselves = { supervisor: existing(process.pid), startedMs: Date.now() };
  const noted = (progress: MonitoringProgress): void => {
    const { kind, service, url, readyUrl, pid } = progress;
    const identity = identityOf(pid);
    // A process that has ended already is reported as a failure soon after.
    if (identity)
      services.set(service, { service, url, readyUrl, process: identity, ready: kind === 'ready' });
    write(false);
    onProgress?.(progress);
  };
  await endLeftovers(folder);
  try {
    const monitoring = await startMonitoring({ ...options, onProgress: noted });
    write(true, monitoring.notices);
    return removingItsState(monitoring);
  } catch (error) {
    removeOwnState(folder);
    throw error;
  }
}

/** The same stack, whose state file is removed when it ends. */
function removingItsState(monitoring: Monitoring): Monitoring {
  const { urls, notices, folder } = monitoring;
  return {
    ...{ urls, notices, folder },
    ended: monitoring.ended.finally(() => {
      removeOwnState(folder);
    }),
    close: () => {
      removeOwnState(folder);
      return monitoring.close();
    },
  };
}

/** Removes our state file. Once a stack is closed, the next one may have written its own already. */
function removeOwnState(folder: string): void {
  if (readState(folder)?.supervisor.pid === process.pid) removeState(folder);
}

function existing(pid: number): ProcessIdentity {
  const identity = identityOf(pid);
  if (identity === undefined) throw new Error(`no process ${pid} in /proc`);
  return identity;
}

const LOOK_EVERY_MS = 100;
const TAIL_LINES = 12;

/** How a stack is left running. */
interface DetachOptions {
  /** Its state folder. */
  readonly folder: string;
  /** A program of Node and its arguments, which calls {@link superviseMonitoring} for that folder. */
  readonly argv: readonly string[];
  /** Cancels the start. */
  readonly signal?: AbortSignal;
  /** Called with the state of the stack each time that a service has started or become ready. */
  readonly onState?: (state: MonitoringState) => void;
}

/**
 * Starts a supervisor that outlives this process, and waits until its stack is ready. What it prints goes to `sonde.log`.
 *
 * @throws {@link MonitoringError} `program` with the end of its log when it ends before that; `running` when a stack has the
 *   folder; `folder`; the reason of the signal when aborted
 */
export async function detachMonitoring(options: DetachOptions): Promise<MonitoringState> {
  const { folder } = options;
  await makeStateFolder(folder);
  const before = readState(folder);
  if (before !== undefined && isAlive(before.supervisor)) throw alreadyRunning(folder);
  const logFile = path.join(folder, 'sonde.log');
  const supervisor = spawnSupervisor(logFile, options.argv);
  try {
    return await untilComplete(supervisor, logFile, options);
  } catch (error) {
    if (!hasEnded(supervisor)) {
      supervisor.kill('SIGTERM');
      await new Promise((resolve) => supervisor.once('exit', resolve));
    }
    throw error;
  } finally {
    supervisor.unref();
  }
}

/** Without ToolProcess, whose tools end with this process: the supervisor goes on. */
function spawnSupervisor(logFile: string, argv: readonly string[]): ChildProcess {
  const log = openSync(logFile, 'w', 0o600);
  try {
    return spawn(process.execPath, argv, { detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

async function untilComplete(
  supervisor: ChildProcess,
  logFile: string,
  { folder, signal, onState }: DetachOptions,
): Promise<MonitoringState> {
  let reported = '';
  for (;;) {
    signal?.throwIfAborted();
    if (hasEnded(supervisor)) {
      const what = `ended with ${supervisor.signalCode ?? `code ${String(supervisor.exitCode)}`}`;
      const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
      throw programFailed('the supervisor', what, { lines, file: logFile });
    }
    const state = readState(folder);
    // The file may still be that of a stack which was killed.
    if (state !== undefined && state.supervisor.pid === supervisor.pid) {
      const news = JSON.stringify(state.services);
      if (news !== reported) onState?.(state);
      reported = news;
      if (state.complete) return state;
    }
    await sleep(LOOK_EVERY_MS, undefined, signal && { signal });
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
