import { access } from 'node:fs/promises';
import { kernelMain } from '../../notebook/kernel-process.js';

/**
 * Whether tslab can run on this machine: it is installed, and so is what speaks to it, whose binary some systems lack.
 *
 * @example
 * ```ts
 * if (await canRunTslab()) console.log('real probes');
 * ```
 */
export async function canRunTslab(): Promise<boolean> {
  try {
    await access(kernelMain);
    require.resolve('tslab/dist/main.js');
    await import('zeromq');
    return true;
  } catch {
    return false;
  }
}
