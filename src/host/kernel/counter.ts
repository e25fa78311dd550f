import type { Field } from './kernel-line.js';
import { fieldFault } from './kernel-line.js';

/** The kernel's widest counters have 64 bits. */
const MAX_COUNTER = 2n ** 64n - 1n;

/**
 * The digits of the counters above 2^53, by name. A number only comes near to such a counter (to 1024 units at worst), which
 * is what arithmetic wants, and this says which and what it really was; a bigint would not go through JSON.
 */
export type ExactCounters = Readonly<Record<string, string>>;

/** Counters by name, and the digits of those that a number cannot hold. */
export class CounterReader {
  readonly #exact: [string, string][] = [];

  /**
   * A counter of 64 bits at most.
   *
   * @param name under which its digits are kept if it is above 2^53
   * @throws ParseError for a sign, a fraction, anything that is not digits, or more than 64 bits
   */
  read(name: string, field: Field): number {
    if (!/^\d{1,20}$/.test(field.text)) throw fieldFault(field, `a counter (${name})`);
    const value = Number(field.text);
    if (Number.isSafeInteger(value)) return value;
    const exact = BigInt(field.text);
    if (exact > MAX_COUNTER) throw fieldFault(field, `a counter of 64 bits (${name})`);
    this.#exact.push([name, String(exact)]);
    return value;
  }

  /** What results carry: nothing when every number is exact. */
  exact(): { readonly exact?: ExactCounters } {
    return this.#exact.length > 0 ? { exact: Object.fromEntries(this.#exact) } : {};
  }
}

/** A counter without loss, for differences. */
export function exactCounter(name: string, value: number, exact: ExactCounters | undefined): bigint {
  const digits = exact && Object.hasOwn(exact, name) ? exact[name] : undefined;
  return digits === undefined ? BigInt(value) : BigInt(digits);
}
