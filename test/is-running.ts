import { readFileSync } from 'node:fs';

/** Whether a process exists and is more than a zombie that nobody has waited for yet. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
