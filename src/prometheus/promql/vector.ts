import type { LabelSet } from '../series/labels.js';
import { QueryError } from './query-error.js';

/**
 * An instant vector at every step of a query, in columns: the value of row `r` at step `s` is at `r * steps + s`, and
 * there is one only where `present` says so, since NaN is a value.
 */
export interface Vector {
  readonly steps: number;
  readonly labels: readonly LabelSet[];
  readonly values: Float64Array;
  readonly present: Uint8Array;
}

/** The value of an expression. Range vectors are none: only the functions that take them see them. */
export type Value =
  | { readonly type: 'scalar'; readonly values: Float64Array }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly vector: Vector };

/** A vector being filled, row after row. */
export class VectorBuilder {
  readonly labels: LabelSet[] = [];
  readonly values: Float64Array;
  readonly present: Uint8Array;
  /** Where the row being filled starts. */
  at = 0;

  constructor(
    readonly steps: number,
    maxRows: number,
  ) {
    this.values = new Float64Array(maxRows * steps);
    this.present = new Uint8Array(maxRows * steps);
  }

  set(step: number, value: number): void {
    this.values[this.at + step] = value;
    this.present[this.at + step] = 1;
  }

  /** Ends the row; one without values is dropped. */
  endRow(labels: LabelSet): void {
    for (let step = 0; step < this.steps; step++) {
      if (this.present[this.at + step] === 0) continue;
      this.labels.push(labels);
      this.at += this.steps;
      return;
    }
  }

  build(): Vector {
    return {
      steps: this.steps,
      labels: this.labels,
      values: this.values.subarray(0, this.at),
      present: this.present.subarray(0, this.at),
    };
  }
}

/** How many values there are. */
export function countPresent({ present }: Vector): number {
  let count = 0;
  for (const each of present) count += each;
  return count;
}

/** The error of two series that have become equal, without the label that told them apart. */
function sameLabelset(): QueryError {
  return new QueryError('execution', 'vector cannot contain metrics with the same labelset');
}

/**
 * The same values under other labels. Rows whose labels become equal are one series, which may not have two values at
 * one step.
 */
export function relabelled(vector: Vector, labels: readonly LabelSet[]): Vector {
  const rowOf = new Map<string, number>();
  const target = labels.map((each) => {
    const known = rowOf.get(each.key);
    if (known !== undefined) return known;
    rowOf.set(each.key, rowOf.size);
    return rowOf.size - 1;
  });
  if (rowOf.size === labels.length) return { ...vector, labels };
  const { steps } = vector;
  const values = new Float64Array(rowOf.size * steps);
  const present = new Uint8Array(rowOf.size * steps);
  const merged: LabelSet[] = [];
  target.forEach((row, source) => {
    merged[row] ??= labels[source] as LabelSet;
    for (let step = 0; step < steps; step++) {
      if (vector.present[source * steps + step] === 0) continue;
      const at = row * steps + step;
      if (present[at] === 1) throw sameLabelset();
      present[at] = 1;
      values[at] = vector.values[source * steps + step] as number;
    }
  });
  return { steps, labels: merged, values, present };
}

/** Without the metric names in the answer, as almost every function gives its result, which measures something else. */
export function unnamed(vector: Vector): Vector {
  return { ...vector, labels: vector.labels.map((each) => each.unnamed) };
}

/** As the answer shows it: series that have lost their names may have become one. */
export function shown(vector: Vector): Vector {
  return relabelled(
    vector,
    vector.labels.map((each) => each.shown),
  );
}

/** Only some rows, in the order given. */
export function pickRows(vector: Vector, rows: readonly number[]): Vector {
  const { steps } = vector;
  const builder = new VectorBuilder(steps, rows.length);
  for (const row of rows) {
    const from = row * steps;
    builder.values.set(vector.values.subarray(from, from + steps), builder.at);
    builder.present.set(vector.present.subarray(from, from + steps), builder.at);
    builder.endRow(vector.labels[row] as LabelSet);
  }
  return builder.build();
}

/** The rows of two vectors, one after the other. */
export function joined(left: Vector, right: Vector): Vector {
  const values = new Float64Array(left.values.length + right.values.length);
  const present = new Uint8Array(values.length);
  values.set(left.values);
  values.set(right.values, left.values.length);
  present.set(left.present);
  present.set(right.present, left.present.length);
  return { steps: left.steps, labels: [...left.labels, ...right.labels], values, present };
}

/** The same; equal labels are one series, which may not have two values at one step. */
export function united(left: Vector, right: Vector): Vector {
  const all = joined(left, right);
  return relabelled(all, all.labels);
}
