/** How far a counter went between two readings. */
export type CounterChange =
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
