import type { Machine } from '../../host/machine.js';

const known = new WeakMap<Machine, number | undefined>();

/**
 * Bytes of a page of memory, which /proc/net/sockstat counts in; a recording does not tell.
 *
 * @see proc(5), /proc/pid/smaps
 */
export async function pageBytes(machine: Machine): Promise<number | undefined> {
  // The file is long and the answer never changes.
  if (!known.has(machine)) {
    const kibibytes = /^KernelPageSize:\s+(\d+) kB$/m.exec((await machine.read('self/smaps')) ?? '')?.[1];
    known.set(machine, kibibytes === undefined ? undefined : Number(kibibytes) * 1024);
  }
  return known.get(machine);
}
