import type { ScenarioName } from '../scenario/scenario.js';

/** The names of a simulated network, both ways. */
export class NameTable {
  readonly #addresses = new Map<string, string[]>();
  readonly #names = new Map<string, string>();

  constructor(names: readonly ScenarioName[]) {
    for (const { name, address, reverse } of names) {
      const key = name.toLowerCase();
      const addresses = this.#addresses.get(key) ?? [];
      if (!addresses.includes(address)) addresses.push(address);
      this.#addresses.set(key, addresses);
      if (reverse && !this.#names.has(address)) this.#names.set(address, name);
    }
  }

  /** The addresses of a name, in the order of the scenario; none for a name that nobody has. */
  resolve(name: string): readonly string[] {
    return this.#addresses.get(name.toLowerCase().replace(/\.$/, '')) ?? [];
  }

  /** The name of an address, as a PTR record gives it; `undefined` when it has none. */
  reverse(address: string): string | undefined {
    return this.#names.get(address);
  }
}
