import type { ExitReport } from './kernel-process.js';

/** A cell did not end in the time it was given. */
export class CellTimeoutError extends Error {
  override readonly name = 'CellTimeoutError';

  /** @param timeoutMs the limit that was passed, in milliseconds */
  constructor(readonly timeoutMs: number) {
    super(`the cell did not end within ${timeoutMs / 1000} s`);
  }
}

/** The kernel's process ended before its time, or never became ready. */
export class KernelDiedError extends Error {
  override readonly name = 'KernelDiedError';

  /** @param report how the process ended */
  constructor(readonly report: ExitReport) {
    const how = report.signal === null ? `exit code ${String(report.exitCode)}` : `signal ${report.signal}`;
    super(`the kernel died (${how})${report.lastWords && `: ${report.lastWords}`}`);
  }
}
