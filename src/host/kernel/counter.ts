import { type Field, fieldFault } from './kernel-line.js';

/** The kernel's widest counters have 64 bits. */
const MAX_COUNTER = 2n ** 64n - 1n;

/**
 * The digits of the counters above 2^53, by name. The number of such a counter is the nearest one that exists, up to 1024
 * units away, which is enough to show it and not to compare two readings of it. Digits are text because a bigint does not
 * go through JSON.
 */
export type ExactCounters = Readonly<Record<string, string>>;

/** Reads counters, and keeps the digits of those that a number cannot hold. */
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

/** A counter without loss, to compare two readings of it. */
export function exactCounter(name: string, value: number, exact: ExactCounters | undefined): bigint {
  const digits = exact && Object.hasOwn(exact, name) ? exact[name] : undefined;
  return digits === undefined ? BigInt(value) : BigInt(digits);
}

/** How far a counter went between two readings. */
type CounterChange =
  | { readonly kind: 'steady' | 'wrapped'; readonly increase: number }
  /** It started again from zero: how far it had gone before is not known. */
  | { readonly kind: 'reset' };

const WIDTHS = [2n ** 32n, 2n ** 64n] as const;

/**
 * How far a counter went. One that falls went through the end of its 32 or 64 bits, if that makes less than half of its
 * range; otherwise it started again: the interface was removed and made again, the driver reloaded, the machine rebooted.
 */
export function counterChange(before: bigint, after: bigint): CounterChange {
  if (after >= before) return { kind: 'steady', increase: Number(after - before) };
  const width = WIDTHS.find((each) => before < each);
  const increase = width === undefined ? undefined : after + width - before;
  if (width === undefined || increase === undefined || increase >= width / 2n) return { kind: 'reset' };
  return { kind: 'wrapped', increase: Number(increase) };
}
