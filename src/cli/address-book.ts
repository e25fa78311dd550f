import { reverse } from 'node:dns/promises';
import type { AddressNames } from '../tools/traceroute/traceroute-report.js';
import { type Scenario, addressNames } from '../scenario/scenario.js';

/** How long a name may be waited for: a report must not hang on a name server. */
const PATIENCE_MS = 2000;

/** The names of the addresses that a probe met: from the scenario, or from the system's name servers. */
export class AddressBook {
  readonly #known: Map<string, string>;
  readonly #asked = new Set<string>();

  /**
   * @param scenario the simulated network; `undefined` on the real one
   * @param numeric nobody wants names
   */
  constructor(
    readonly scenario: Scenario | undefined,
    readonly numeric: boolean,
  ) {
    this.#known = new Map(scenario && !numeric ? addressNames(scenario) : []);
  }

  /** Looks for the names of addresses that were not asked for before. */
  async look(addresses: readonly string[]): Promise<AddressNames> {
    if (this.numeric || this.scenario) return this.#known;
    const unknown = addresses.filter((address) => !this.#asked.has(address));
    for (const address of unknown) this.#asked.add(address);
    await Promise.all(unknown.map((address) => this.#ask(address)));
    return this.#known;
  }

  async #ask(address: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string[]>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, []);
    });
    try {
      const [name] = await Promise.race([reverse(address), tooLate]);
      if (name !== undefined) this.#known.set(address, name);
    } catch {
      // No name is no fault: the address is written alone.
    } finally {
      clearTimeout(timer);
    }
  }
}
