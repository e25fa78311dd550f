import { setTimeout } from 'node:timers/promises';
import { takeKernelLock } from '../run/kernel-lock.js';

const pauseMs = 100;

/**
 * Waits until no other process of this machine holds a turn. Where the kernel has no such lock (anywhere but on Linux) nothing
 * is waited for.
 *
 * @param name of what is done in turn
 * @param signal gives the waiting up
 * @returns what gives the turn to the next
 *
 * @example
 * ```ts
 * const release = await turn('myst');
 * ```
 */
export async function turn(name: string, signal?: AbortSignal): Promise<() => void> {
  if (process.platform !== 'linux') return () => undefined;
  for (;;) {
    const release = await takeKernelLock(name);
    if (release) return release;
    await setTimeout(pauseMs, undefined, { signal });
  }
}
