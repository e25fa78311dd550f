import type { Scenario } from './scenario.js';

/**
 * The name of each address of a network, as a reverse look-up would give it; addresses without one are left out.
 *
 * @param scenario the network
 * @example
 * ```ts
 * import { addressNames, loadScenario } from 'sonde';
 *
 * const names = addressNames(await loadScenario('paris-wikimedia'));
 * console.log(names.get('80.67.168.16')); // → giga.gitoyen.net
 * ```
 */
export function addressNames({ names }: Pick<Scenario, 'names'>): ReadonlyMap<string, string> {
  const reverse = names.filter((name) => name.reverse);
  // The first name that a scenario gives to an address is its reverse name: in a map, the last one set wins.
  return new Map(reverse.reverse().map(({ address, name }) => [address, name]));
}
