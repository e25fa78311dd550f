import { courseHosts } from '../simulator/course-hosts.js';
import type { SimulatedHost } from '../simulator/hosts.js';
import type { Network } from './network.js';
import { NoPrivilegeError, NoRawSocketError } from './network.js';
import { openSimulated } from './simulated.js';

/** What {@link open} accepts. */
export interface OpenOptions {
  /** `auto` (default) takes the real network where this machine allows it, and the simulated one elsewhere. */
  readonly network?: 'auto' | 'raw' | 'simulated';
  /** Who is on the simulated network; the hosts of the course by default. */
  readonly hosts?: readonly SimulatedHost[];
  /** Seed of the simulated network's chance, 1 by default. */
  readonly seed?: number;
}

/**
 * Opens a network for one probe: the real one or the simulated one, and says why.
 *
 * @param options which network; `auto` by default
 * @returns the network; call `close()` when done
 * @throws NoPrivilegeError or NoRawSocketError when `raw` is asked for and the machine does not allow it
 * @see raw(7), capabilities(7)
 * @example
 * ```ts
 * import { open } from 'sonde';
 *
 * const network = await open({ network: 'simulated', seed: 7 });
 * console.log(network.origin, '—', network.reason); // → simulated — réseau simulé, demandé par l’appelant
 * network.close();
 * ```
 */
export async function open(options: OpenOptions = {}): Promise<Network> {
  const { network = 'auto', hosts = courseHosts, seed = 1 } = options;
  switch (network) {
    case 'simulated':
      return openSimulated('réseau simulé, demandé par l’appelant', hosts, seed);
    case 'raw':
      return openReal('réseau réel, demandé par l’appelant');
    case 'auto':
      try {
        return await openReal('cette machine autorise les sockets brutes : les paquets sont réels');
      } catch (error) {
        return openSimulated(fallbackReason(error), hosts, seed);
      }
    default:
      throw new RangeError(`network must be auto, raw or simulated, got ${String(network)}`);
  }
}

/** Loaded only here: a page, or a student without privilege, never needs it. */
async function openReal(reason: string): Promise<Network> {
  const { openRaw } = await import('./raw.js');
  return openRaw(reason);
}

/** Only what a machine may lack makes `auto` fall back; anything else is a bug and is thrown. */
function fallbackReason(error: unknown): string {
  if (error instanceof NoPrivilegeError) {
    return 'réseau simulé : les sockets brutes demandent d’être root (ou la capacité CAP_NET_RAW)';
  }
  if (error instanceof NoRawSocketError) {
    return 'réseau simulé : le paquet raw-socket n’est pas compilé ici (il faut un compilateur C++)';
  }
  throw error;
}
