/**
 * A sum that keeps what rounding would lose (Kahan's, with Neumaier's improvement), where Prometheus has one: it makes
 * results equal to the last digits.
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

  /** What was lost on the way to infinity is NaN. */
  get totalOrInfinity(): number {
    return isInfinite(this.sum) ? this.sum : this.total;
  }
}

export function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

/** Whether a mean that is infinite stays so whatever comes: finite values and its own infinity change nothing. */
export function staysInfinite(mean: number, value: number): boolean {
  return isInfinite(mean) && !Number.isNaN(value) && (!isInfinite(value) || value === mean);
}
