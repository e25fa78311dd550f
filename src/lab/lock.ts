import { takeKernelLock } from '../run/kernel-lock.js';
import { LabBusyError } from './lab-error.js';

/**
 * Does something to a lab while no other process does.
 *
 * @throws LabBusyError when another process holds it
 */
export async function withLabLock<T>(lab: string, task: () => Promise<T>): Promise<T> {
  const release = await takeKernelLock(`lab-${lab}`);
  if (release === undefined) throw new LabBusyError(lab);
  try {
    return await task();
  } finally {
    release();
  }
}
