/**
 * A sum that keeps what rounding would lose (Kahan's, with Neumaier's improvement). Used where Prometheus uses one, so that
 * results are equal to the last digit.
 */
export class KahanSum {
  sum = 0;
  lost = 0;

  add(term: number): void {
    const next = this.sum + term;
    if (isInfinite(next)) this.lost = 0;
    else if (Math.abs(this.sum) >= Math.abs(term)) this.lost += this.sum - next + term;
    else this.lost += term - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.lost;
  }
}

/** A mean: that of the sum, or where the sum would overflow, one that is corrected by each value. */
export class KahanMean {
  readonly #sum = new KahanSum();
  #count = 0;
  #corrected = false;

  add(value: number): void {
    const sum = this.#sum;
    const count = ++this.#count;
    if (!this.#corrected) {
      if (count === 1 || !isInfinite(sum.sum + value)) {
        sum.add(value);
        return;
      }
      this.#corrected = true;
      sum.sum /= count - 1;
      sum.lost /= count - 1;
    }
    const kept = (count - 1) / count;
    sum.sum *= kept;
    sum.lost *= kept;
    sum.add(value / count);
  }

  get total(): number {
    const { sum, lost } = this.#sum;
    return this.#corrected ? sum + lost : sum / this.#count + lost / this.#count;
  }
}

export function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}
