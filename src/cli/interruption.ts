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
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await task(interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error('Interrompu.');
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
