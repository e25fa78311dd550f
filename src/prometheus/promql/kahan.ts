/**
 * A sum that keeps what rounding would lose (Kahan's, with Neumaier's improvement). Used where Prometheus uses one, so that
 * results are equal to the last digit.
 */
export class KahanSum {
  sum = 0;
  lost = 0;

  add(term: number): void {
    const next = this.sum + term;
    if (Math.abs(this.sum) >= Math.abs(term)) this.lost += this.sum - next + term;
    else this.lost += term - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.lost;
  }

  /** The total, or infinity where it is: the lost part of an infinite sum is NaN. */
  get totalOrInfinity(): number {
    return isInfinite(this.sum) ? this.sum : this.total;
  }
}

export function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

/** Whether an infinite mean stays as it is with one more value: a finite one, or the same infinity. */
export function staysInfinite(mean: number, value: number): boolean {
  return isInfinite(mean) && !Number.isNaN(value) && (!isInfinite(value) || value === mean);
}
