import { faultAt } from './iperf3-document.js';

/** A JSON object of iperf3, whose fields are read once they are what they should be. */
export class Iperf3Fields {
  readonly #fields: Readonly<Record<string, unknown>>;

  /**
   * @param path where it is in the document, for errors
   * @throws ParseError when it is not an object
   */
  constructor(
    value: unknown,
    readonly path: string,
    readonly text: string,
    readonly offset: number,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw faultAt(text, offset, `expected an object as ${path || 'the document'}`);
    }
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  /** A number that must be there. */
  number(name: string): number {
    return this.optionalNumber(name) ?? this.#fail(name, 'a number');
  }

  /** cJSON writes null for what is not a number (0/0): it is absent then. */
  optionalNumber(name: string): number | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    // A literal such as 1e999 is Infinity.
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.#fail(name, 'a number');
    return value;
  }

  requiredText(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value : this.#fail(name, 'a text');
  }

  /** iperf3 writes true and false here, 1 and 0 there. */
  optionalFlag(name: string): boolean | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (typeof value === 'boolean') return value;
    return value === 0 || value === 1 ? value === 1 : this.#fail(name, 'true or false');
  }

  object(name: string): Iperf3Fields {
    return this.optionalObject(name) ?? this.#fail(name, 'an object');
  }

  optionalObject(name: string): Iperf3Fields | undefined {
    const value = this.#fields[name];
    return value === undefined ? undefined : this.#inner(value, this.#pathOf(name));
  }

  /** The objects of an array; none when it is absent. */
  objects(name: string): readonly Iperf3Fields[] {
    const value = this.#fields[name] ?? [];
    if (!Array.isArray(value)) return this.#fail(name, 'an array');
    return value.map((each: unknown, i) => this.#inner(each, `${this.#pathOf(name)}[${i}]`));
  }

  #inner(value: unknown, path: string): Iperf3Fields {
    return new Iperf3Fields(value, path, this.text, this.offset);
  }

  #pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #fail(name: string, expected: string): never {
    const found = (JSON.stringify(this.#fields[name]) as string | undefined) ?? 'nothing';
    throw faultAt(
      this.text,
      this.offset,
      `expected ${expected} as ${this.#pathOf(name)}, found ${found.slice(0, 60)}`,
    );
  }
}

/** The fields that are there, under their names of ours. */
export function present<Name extends string>(
  values: Readonly<Record<Name, number | undefined>>,
): Partial<Record<Name, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<Name, number>
  >;
}
