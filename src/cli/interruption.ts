import { printError } from './terminal.js';

/**
 * Runs a task that Ctrl-C, or the end asked by the system, aborts. The task cleans up after itself, then the
 * process ends by its own means, with the exit code that shells give to an interruption.
 *
 * @param task what to do; its signal is aborted by the interruption
 *
 * @example
 * ```ts
 * await interruptible(async (signal) => { await makeBook({ execute: true, baseUrl: '', signal }); });
 * ```
 */
export async function interruptible(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  // SIGHUP is a terminal that is closed.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    await task(interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    printError('Interrompu.');
    process.exitCode = 130;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/**
 * Runs a task until it ends, Ctrl-C is pressed, or the reader of a pipe has left (`sonde ping … | head -3`): then its
 * signal is aborted, and it says in its own way what it has done so far.
 *
 * @param task what to do
 */
export async function untilInterrupted<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  process.once('SIGINT', abort).once('SIGTERM', abort);
  process.stdout.once('error', abort);
  try {
    return await task(stop.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
    process.stdout.off('error', abort);
  }
}
