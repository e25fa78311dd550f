import { inLine } from '../harmless.js';
import { NotInPageError } from '../not-in-page.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Network, NoPrivilegeError, NoRawSocketError } from './network.js';

/** What {@link open} accepts. */
export interface OpenOptions {
  /** `auto` (default) takes the real network where this machine allows it, and the simulated one elsewhere. */
  readonly network?: 'auto' | 'raw' | 'simulated';
  /**
   * What the probe needs: `packets` (default), or only `connections`, which every user may open: with `auto`, `tcping`
   * and `scan` are then real even where raw sockets are not allowed.
   */
  readonly needs?: 'packets' | 'connections';
  /**
   * The simulated network: a scenario, or the name of one of the course; `reference` by default. The real network has none:
   * where it is taken, `reason` says that the scenario does not serve.
   */
  readonly scenario?: Scenario | string;
  /** Seed of the simulated network's chance, 1 by default. */
  readonly seed?: number;
}

/**
 * Opens a network for one probe: the real one or the simulated one, and says why.
 *
 * @param options which network; `auto` by default
 * @returns the network; call `close()` when done
 * @throws UnknownNameError when the course has no scenario of that name
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
  const { network = 'auto', needs = 'packets', seed = 1 } = options;
  // Read in every case: on the real network too a wrong one is told.
  const scenario = typeof options.scenario === 'string' ? await named(options.scenario) : options.scenario;
  const title = scenario && `«\u00a0${inLine(scenario.title)}\u00a0»`;
  const unused = title === undefined ? '' : `\u202f; le scénario ${title} ne sert pas`;
  switch (network) {
    case 'simulated':
      return openScenario('réseau simulé, demandé par l’appelant', scenario, seed);
    case 'raw':
      return openReal(`réseau réel, demandé par l’appelant${unused}`);
    case 'auto':
      try {
        return await (needs === 'connections' ? openConnections(unused) : openPackets(unused));
      } catch (error) {
        const used = title === undefined ? '' : `\u202f; scénario ${title}`;
        return openScenario(`${fallbackReason(error)}${used}`, scenario, seed);
      }
    default:
      throw new RangeError(`network must be auto, raw or simulated, got ${String(network)}`);
  }
}

/** The simulator and its scenarios wait until one is asked for. */
async function openScenario(reason: string, scenario: Scenario | undefined, seed: number): Promise<Network> {
  const { openSimulated } = await import('./simulated.js');
  return openSimulated(reason, scenario ?? (await named('reference')), seed);
}

async function named(scenario: string): Promise<Scenario> {
  const { loadScenario } = await import('../scenario/load.js');
  return loadScenario(scenario);
}

/** Loaded only here: a page, or a student without privilege, never needs it. */
async function openReal(reason: string): Promise<Network> {
  const { openRaw } = await import('./raw.js');
  return openRaw(reason);
}

/** @param unused what there is to say of a scenario that was given */
function openPackets(unused: string): Promise<Network> {
  return openReal(`cette machine autorise les sockets brutes : les paquets sont réels${unused}`);
}

async function openConnections(unused: string): Promise<Network> {
  const { openKernel } = await import('./kernel.js');
  return openKernel(`une connexion TCP ne demande aucun privilège : elle est réelle${unused}`);
}

/** Only what a machine may lack makes `auto` fall back; anything else is a bug and is thrown. */
function fallbackReason(error: unknown): string {
  if (error instanceof NoPrivilegeError) {
    return 'réseau simulé : les sockets brutes demandent d’être root (ou la capacité CAP_NET_RAW)';
  }
  if (error instanceof NoRawSocketError) {
    if (error.builtFor !== undefined)
      return 'réseau simulé : le paquet raw-socket est compilé pour un autre Node (npm rebuild raw-socket)';
    return 'réseau simulé : le paquet raw-socket n’est pas compilé ici (il faut un compilateur C++)';
  }
  if (error instanceof NotInPageError) return `réseau simulé : ${error.message}`;
  throw error;
}
