import { dataBytes, dataNames, dataText } from './data-file.js';
import { UnknownNameError } from './unknown-name.js';

/** Files of the course that people ask for by a name: the scenarios, the captures, the recorded machines … */
export class Catalogue {
  readonly #listed: (() => readonly string[] | Promise<readonly string[]>) | undefined;

  /**
   * @param kind what a name is of, in English, for the errors: `scenario`
   * @param folder in `data/`
   * @param ending what follows the name in the path of its file: `.yaml`, or `/machine.yaml` for folders with a card each
   * @param listed the names, where the course has an order for them; those of the files without it, sorted
   */
  constructor(
    readonly kind: string,
    readonly folder: string,
    readonly ending: string,
    listed?: () => readonly string[] | Promise<readonly string[]>,
  ) {
    this.#listed = listed;
  }

  /** The names that exist. */
  async names(): Promise<readonly string[]> {
    if (this.#listed) return this.#listed();
    const files = (await dataNames(this.folder)).filter((file) => file.endsWith(this.ending));
    return files.map((file) => file.slice(0, -this.ending.length)).sort();
  }

  /** @throws UnknownNameError */
  async text(name: string): Promise<string> {
    return dataText(await this.#file(name));
  }

  /** @throws UnknownNameError */
  async bytes(name: string): Promise<Uint8Array> {
    return dataBytes(await this.#file(name));
  }

  /** A path is made of known names only, never of what a person wrote. */
  async #file(name: string): Promise<string> {
    const known = await this.names();
    if (!known.includes(name)) throw new UnknownNameError(this.kind, name, known);
    return `${this.folder}/${name}${this.ending}`;
  }
}
