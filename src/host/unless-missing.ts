import { NoKernelFileError } from './machine.js';

/** What a kernel file says; `undefined` where the machine has none: a kernel without IPv6 has no tcp6, nothing is wrong. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof NoKernelFileError) return undefined;
    throw error;
  }
}
