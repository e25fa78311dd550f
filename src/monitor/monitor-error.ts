import { inLine } from '../harmless.js';

/**
 * Why a monitoring stack cannot be started or stopped:
 *
 * - `platform`: the system is not Linux, whose kernel alone ends the stack with us;
 * - `folder`: the folder may not hold the state of a stack, or holds something else;
 * - `running`, `not running`: a stack runs already in the folder, or none does;
 * - `port`: a port that was asked for is not free;
 * - `program`: a program of the stack ended, or was not ready in time; the others have been stopped.
 */
export type MonitoringFault = 'platform' | 'folder' | 'running' | 'not running' | 'port' | 'program';

/** A monitoring stack that cannot be started, or stopped; the message tells what to do. */
export class MonitoringError extends Error {
  override readonly name = 'MonitoringError';

  /**
   * @param fault what kind of failure
   * @param message what happened
   * @param folder the state folder, where a stack runs already or none does
   */
  constructor(
    readonly fault: MonitoringFault,
    message: string,
    readonly folder?: string,
  ) {
    super(message);
  }
}

/** A stack runs already in this folder. */
export function alreadyRunning(folder: string): MonitoringError {
  const remedy = 'stop it first (sonde monitor down), or use another folder';
  return new MonitoringError('running', `a monitoring stack runs already in ${folder}: ${remedy}`, folder);
}

/** A program of the stack failed, or the process that supervises it. */
export function programFailed(
  program: string,
  what: string,
  { lines, file }: { readonly lines: readonly string[]; readonly file: string },
): MonitoringError {
  const log = lines.map((line) => `  ${inLine(line)}`);
  return new MonitoringError('program', [`${program} ${what}; the end of ${file}:`, ...log].join('\n'));
}
