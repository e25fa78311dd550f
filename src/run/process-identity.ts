import { readFileSync } from 'node:fs';

/** Identifies one process: its number alone may be given to another once it has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the start of the machine to that of the process (proc(5), `starttime`). */
  readonly startTicks: number;
  /** Tells this start of the machine from others. */
  readonly bootId: string;
}

/** @returns nothing when there is no such process */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = contentOf(`/proc/${pid}/stat`);
  const bootId = contentOf('/proc/sys/kernel/random/boot_id')?.trim();
  if (stat === undefined || bootId === undefined) return undefined;
  // The name of the program, in parentheses, may hold anything: what follows the last one is fields, the first the state.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Z, X: it has ended, and its parent has not waited for it yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  // starttime is field 22 of proc(5), the state field 3.
  return { pid, startTicks: Number(fields[19]), bootId };
}

/** This process; where the system has no /proc, its number alone. */
export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, startTicks: 0, bootId: '' };
}

/** Whether a process that was seen once is still there. */
export function isAlive({ pid, startTicks, bootId }: ProcessIdentity): boolean {
  return isRunning(pid, startTicks) && (identityOf(pid)?.bootId ?? '') === bootId;
}

/** The same of a process that was seen since the machine was started. */
export function isRunning(pid: number, startTicks: number): boolean {
  if (identityOf(process.pid) !== undefined) return identityOf(pid)?.startTicks === startTicks;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal to a process, unless it has ended and another has its number. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    // ESRCH: it has ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // ESRCH: it ended while it was read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
