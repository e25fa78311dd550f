import { endLeftovers } from './control.js';
import type { MonitoringProgress } from './monitoring-stack.js';
import { identityOf } from './process-identity.js';
import { type Monitoring, type MonitoringOptions, startMonitoring } from './start-monitoring.js';
import { type MonitoringState, readState, removeState, writeState } from './state-file.js';

/**
 * Starts a stack as {@link startMonitoring} does, and writes in its folder what other processes need to see it, and to
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
    // One that has ended already is about to be told as a failure.
    if (identity)
      services.set(service, { service, url, readyUrl, process: identity, ready: kind === 'ready' });
    write(false);
    onProgress?.(progress);
  };
  await endLeftovers(folder);
  try {
    const monitoring = await startMonitoring({ ...options, onProgress: noted });
    write(true, monitoring.notices);
    return whoseStateGoes(monitoring);
  } catch (error) {
    removeOwnState(folder);
    throw error;
  }
}

/** The file goes with the stack. */
function whoseStateGoes(monitoring: Monitoring): Monitoring {
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

/** Once a stack is closed, the next one may have written its own already. */
function removeOwnState(folder: string): void {
  if (readState(folder)?.supervisor.pid === process.pid) removeState(folder);
}

function existing(pid: number): NonNullable<ReturnType<typeof identityOf>> {
  const identity = identityOf(pid);
  if (identity === undefined) throw new Error(`no process ${pid} in /proc`);
  return identity;
}
