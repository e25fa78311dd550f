import { type LabelSet, groupKeyOf, groupLabelsOf } from '../series/labels.js';
import type { Evaluation } from './evaluation.js';
import { QueryError } from './query-error.js';
import { type Binary, type SetOperator, type VectorMatching, isSetOperator } from './syntax/ast.js';
import { type Vector, VectorBuilder, joined, relabelled, united } from './vector.js';

/** An operator on two numbers: what it gives, or nothing where a comparison drops the value. */
export type Combine = (left: number, right: number) => number | undefined;

/** What an operator does with two series that match. */
interface Operation {
  readonly combine: Combine;
  /** Whether the result has lost the name of its metric. */
  readonly renames: boolean;
  /** Whether it is 0 or 1 instead, which the name does not tell either. */
  readonly bool: boolean;
}

/** Rows of equal matching labels: those of the "one" side, of which each step may have one, and those of the other. */
interface Group {
  readonly one: number[];
  readonly many: number[];
}

/** Arithmetic and comparisons between two vectors: pairs of series with equal labels (promql/engine.go, VectorBinop). */
export function matchVectors(
  evaluation: Evaluation,
  matching: VectorMatching,
  left: Vector,
  right: Vector,
  operation: Operation,
): Promise<Vector> {
  return new Matcher(evaluation, matching, left, right, operation).run();
}

class Matcher {
  readonly #names: ReadonlySet<string>;
  readonly #one: Vector;
  readonly #many: Vector;
  readonly #combine: Combine;
  readonly #builder: VectorBuilder;

  constructor(
    readonly evaluation: Evaluation,
    readonly matching: VectorMatching,
    left: Vector,
    right: Vector,
    readonly operation: Operation,
  ) {
    this.#names = new Set(matching.labels);
    const swapped = matching.many === 'right';
    const { left: fillLeft, right: fillRight } = matching.fill ?? {};
    const filledLeft = this.#filled(left, right, fillLeft);
    const filledRight = this.#filled(right, left, fillRight);
    this.#one = swapped ? filledLeft : filledRight;
    this.#many = swapped ? filledRight : filledLeft;
    const { combine } = operation;
    this.#combine = swapped ? (many, one) => combine(one, many) : combine;
    this.#builder = new VectorBuilder(left.steps, this.#pairs());
  }

  #groups: ReadonlyMap<string, Group> = new Map();
  /** The group of each row of the "many" side, if it matches anything. */
  #groupOf: readonly (Group | undefined)[] = [];

  /** A vector with a value for each group of which only the other one has one, at each step. */
  #filled(vector: Vector, other: Vector, value: number | undefined): Vector {
    if (value === undefined) return vector;
    const { on } = this.matching;
    const keysOf = ({ labels }: Vector): readonly string[] =>
      labels.map((each) => groupKeyOf(each, on, this.#names));
    const own = presence(vector, keysOf(vector));
    const otherKeys = keysOf(other);
    const missing = presence(other, otherKeys);
    const builder = new VectorBuilder(vector.steps, missing.size);
    for (const [key, steps] of missing) {
      const known = own.get(key);
      for (let step = 0; step < vector.steps; step++)
        if (steps[step] === 1 && (known?.[step] ?? 0) === 0) builder.set(step, value);
      const labels = other.labels[otherKeys.indexOf(key)] as LabelSet;
      builder.endRow(groupLabelsOf(labels, on, this.#names));
    }
    return joined(vector, builder.build());
  }

  /** Fills the groups; each pair of rows of a group may become a row. */
  #pairs(): number {
    const groups = new Map<string, Group>();
    const keyOf = (labels: LabelSet): string => groupKeyOf(labels, this.matching.on, this.#names);
    this.#one.labels.forEach((labels, row) => {
      const key = keyOf(labels);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { one: [row], many: [] });
      else group.one.push(row);
    });
    this.#groupOf = this.#many.labels.map((labels, row) => {
      const group = groups.get(keyOf(labels));
      group?.many.push(row);
      return group;
    });
    this.#groups = groups;
    let pairs = 0;
    for (const { one, many } of groups.values()) pairs += one.length * many.length;
    this.evaluation.refuseCells(pairs * this.#one.steps);
    return pairs;
  }

  async run(): Promise<Vector> {
    for (const group of this.#groups.values()) {
      if (group.one.length > 1) this.#refuseTwoOnOneSide(group);
    }
    for (const [many, group] of this.#groupOf.entries()) {
      for (const one of group?.one ?? []) {
        this.#pair(one, many);
        if (this.evaluation.timeToYield(this.#one.steps)) await this.evaluation.yieldThread();
      }
    }
    for (const group of this.#groups.values()) {
      if (this.matching.many === undefined && group.many.length > 1) this.#refuseTwoMatches(group);
    }
    const built = this.#builder.build();
    if (this.matching.many === undefined) return relabelled(built, built.labels);
    try {
      return relabelled(built, built.labels);
    } catch {
      throw manyToMany('multiple matches for labels: grouping labels must ensure unique matches');
    }
  }

  #pair(one: number, many: number): void {
    const { steps } = this.#one;
    for (let step = 0; step < steps; step++) {
      const oneAt = one * steps + step;
      const manyAt = many * steps + step;
      if (this.#one.present[oneAt] === 0 || this.#many.present[manyAt] === 0) continue;
      const value = this.#combine(this.#many.values[manyAt] as number, this.#one.values[oneAt] as number);
      if (value !== undefined) this.#builder.set(step, value);
    }
    this.#builder.endRow(
      this.#resultLabels(this.#many.labels[many] as LabelSet, this.#one.labels[one] as LabelSet),
    );
  }

  #resultLabels(many: LabelSet, one: LabelSet): LabelSet {
    const { on, many: grouped, include } = this.matching;
    let labels = this.operation.renames ? many.nameless : many;
    if (grouped === undefined) {
      if (on) labels = labels.filter((name) => this.#names.has(name));
      else if (this.#names.size > 0) labels = labels.filter((name) => !this.#names.has(name));
    }
    for (const name of include) labels = labels.with(name, one.get(name));
    return this.operation.bool ? labels.unnamed : labels;
  }

  #refuseTwoOnOneSide({ one }: Group): void {
    const twice = this.#twiceAtOneStep(this.#one, one, () => true);
    if (twice === undefined || this.#many.labels.length === 0) return;
    const [first, second] = twice.map((row) => (this.#one.labels[row] as LabelSet).toString()).sort();
    const group = groupLabelsOf(
      this.#one.labels[twice[0]] as LabelSet,
      this.matching.on,
      this.#names,
    ).toString();
    const side = this.matching.many === 'right' ? 'left' : 'right';
    throw manyToMany(
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
        `[${first}, ${second}]` +
        ';many-to-many matching not allowed: matching labels must be unique on one side',
    );
  }

  /** Also where a comparison drops them. */
  #refuseTwoMatches({ one, many }: Group): void {
    const { steps, present } = this.#one;
    const isMet = (_: number, step: number): boolean =>
      one.some((each) => present[each * steps + step] === 1);
    if (this.#twiceAtOneStep(this.#many, many, isMet) === undefined) return;
    throw manyToMany(
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    );
  }

  /** Two rows with a value at the same step. */
  #twiceAtOneStep(
    { steps, present }: Vector,
    rows: readonly number[],
    counts: (row: number, step: number) => boolean,
  ): readonly [number, number] | undefined {
    for (let step = 0; step < steps; step++) {
      const here = rows.filter((row) => present[row * steps + step] === 1 && counts(row, step));
      if (here[0] !== undefined && here[1] !== undefined) return [here[0], here[1]];
    }
    return undefined;
  }
}

function manyToMany(message: string): QueryError {
  return new QueryError('execution', message);
}

type SetOperation = Binary & { readonly operator: SetOperator };

export function isSets(node: Binary): node is SetOperation {
  return isSetOperator(node.operator);
}

/** `and`, `or` and `unless`: which series there are, whatever their values. */
export async function combineSets(
  evaluation: Evaluation,
  { operator, matching }: SetOperation,
  left: Vector,
  right: Vector,
): Promise<Vector> {
  const names = new Set(matching.labels);
  const keysOf = ({ labels }: Vector): readonly string[] =>
    labels.map((each) => groupKeyOf(each, matching.on, names));
  const leftKeys = keysOf(left);
  const rightKeys = keysOf(right);
  if (operator !== 'or') {
    const seen = presence(right, rightKeys);
    return filtered(evaluation, left, leftKeys, { seen, wanted: operator === 'and' ? 1 : 0 });
  }
  const seen = presence(left, leftKeys);
  return united(left, await filtered(evaluation, right, rightKeys, { seen, wanted: 0 }));
}

/** For each key, the steps at which some row of it has a value. */
function presence(vector: Vector, keys: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const { steps } = vector;
  const seen = new Map<string, Uint8Array>();
  keys.forEach((key, row) => {
    const any = seen.get(key) ?? new Uint8Array(steps);
    for (let step = 0; step < steps; step++) {
      if (vector.present[row * steps + step] === 1) any[step] = 1;
    }
    seen.set(key, any);
  });
  return seen;
}

async function filtered(
  evaluation: Evaluation,
  vector: Vector,
  keys: readonly string[],
  { seen, wanted }: { readonly seen: ReadonlyMap<string, Uint8Array>; readonly wanted: 0 | 1 },
): Promise<Vector> {
  const { steps } = vector;
  const builder = new VectorBuilder(steps, vector.labels.length);
  for (const [row, labels] of vector.labels.entries()) {
    const other = seen.get(keys[row] as string);
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0 || (other?.[step] ?? 0) !== wanted) continue;
      builder.set(step, vector.values[at] as number);
    }
    builder.endRow(labels);
    if (evaluation.timeToYield(steps)) await evaluation.yieldThread();
  }
  return builder.build();
}
