import { aggregate, aggregateCountValues, aggregateQuantile } from './aggregation.js';
import { binary } from './binary.js';
import { type Evaluation, type Grid, lookedAtMs, timeAt } from './evaluation.js';
import { extendedFunction } from './extended-ranges.js';
import { formatGeneral } from '../go-float.js';
import { type Bucket, histogramFraction, histogramQuantile } from './quantile.js';
import { aggregateLimited } from './limits.js';
import { withInfo } from './info.js';
import {
  absent,
  fromScalar,
  labelJoin,
  labelReplace,
  mapValues,
  ofHistograms,
  toScalar,
} from './vector-functions.js';
import { calendarFunctions, greater, lesser, numberFunctions } from './number-functions.js';
import { rangeFunctions } from './range-functions.js';
import { aggregateRanked, sorted, sortedByLabel } from './ranking.js';
import { selectRange, selectTimes, selectValues } from './selectors.js';
import {
  type Aggregation,
  type Call,
  type Expression,
  type Selector,
  type Subquery,
  unwrapped,
} from './syntax/ast.js';
import { type Value, type Vector, VectorBuilder, countPresent, united, unnamed } from './vector.js';
import { type RangeVector, overWindows } from './windows.js';

/** The value of an expression at every step of a grid. */
export async function evaluate(evaluation: Evaluation, node: Expression, grid: Grid): Promise<Value> {
  await evaluation.yieldThread();
  const before = evaluation.held;
  const value = await evaluateNode(new Evaluator(evaluation, grid), node);
  settle(evaluation, before, value, grid);
  return value;
}

/**
 * Counts samples in memory as Prometheus does (promql/engine.go, rangeEval): while it computes, the result, its arguments,
 * and one step of these once more; after that, the result alone.
 */
function settle(evaluation: Evaluation, before: number, value: Value, grid: Grid): void {
  const given = evaluation.held - before;
  const made = sampleCount(value, grid);
  evaluation.hold(made + Math.ceil(given / grid.steps || 0));
  evaluation.release(evaluation.held - before - made);
}

function sampleCount(value: Value, grid: Grid): number {
  if (value.type === 'vector') return countPresent(value.vector);
  return value.type === 'scalar' ? grid.steps : 0;
}

async function evaluateNode(evaluator: Evaluator, node: Expression): Promise<Value> {
  const { evaluation, grid } = evaluator;
  switch (node.kind) {
    case 'number':
      return { type: 'scalar', values: new Float64Array(grid.steps).fill(node.value) };
    case 'string':
      return { type: 'string', value: node.value };
    case 'parenthesis':
      return evaluate(evaluation, node.expression, grid);
    case 'selector':
      return { type: 'vector', vector: await selectValues(evaluation, node, grid) };
    case 'unary':
      return negated(await evaluate(evaluation, node.expression, grid), node.operator);
    case 'binary': {
      const left = await evaluate(evaluation, node.left, grid);
      return binary(evaluation, node, left, await evaluate(evaluation, node.right, grid));
    }
    case 'call':
      return evaluator.call(node);
    case 'aggregation':
      return { type: 'vector', vector: await evaluator.aggregation(node) };
    case 'subquery':
      throw new TypeError('a subquery is read by a function');
  }
}

function negated(value: Value, operator: '+' | '-'): Value {
  if (operator === '+' || value.type === 'string') return value;
  if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((each) => -each) };
  const { vector } = value;
  return { type: 'vector', vector: unnamed({ ...vector, values: vector.values.map((each) => -each) }) };
}

/** Evaluates functions and aggregations at one grid. */
class Evaluator {
  constructor(
    readonly evaluation: Evaluation,
    readonly grid: Grid,
  ) {}

  async call(node: Call): Promise<Value> {
    const ofScalars = await this.#scalarCall(node);
    if (ofScalars !== undefined) return { type: 'scalar', values: ofScalars };
    return { type: 'vector', vector: await this.#vectorCall(node) };
  }

  async #scalarCall({ name, arguments: given }: Call): Promise<Float64Array | undefined> {
    const { startMs, endMs, stepMs } = this.evaluation.range;
    const constant = (value: number): Float64Array => new Float64Array(this.grid.steps).fill(value);
    switch (name) {
      case 'time':
        return this.#timesSeconds();
      case 'pi':
        return constant(Math.PI);
      case 'start':
        return constant(startMs / 1000);
      case 'end':
        return constant(endMs / 1000);
      case 'range':
        return constant((endMs - startMs) / 1000);
      case 'step':
        return constant(startMs === endMs ? 0 : stepMs / 1000);
      case 'scalar':
        return toScalar(await this.#vector(given[0]));
      case 'max_of':
      case 'min_of': {
        const [first, second] = await this.#scalars(given);
        const better = name === 'max_of' ? greater : lesser;
        return first?.map((value, step) => better(value, second?.[step] ?? NaN));
      }
      default:
        return undefined;
    }
  }

  async #vectorCall(node: Call): Promise<Vector> {
    const { name, arguments: given } = node;
    const range = rangeFunctions.get(name);
    if (range !== undefined) return this.#rangeCall(node);
    const ofNumber = numberFunctions.get(name);
    if (ofNumber !== undefined) {
      return mapValues(
        this.evaluation,
        await this.#vector(given[0]),
        await this.#scalars(given.slice(1)),
        ofNumber,
      );
    }
    const ofDate = calendarFunctions.get(name);
    if (ofDate !== undefined) {
      const dates = given[0] === undefined ? fromScalar(this.#timesSeconds()) : await this.#vector(given[0]);
      return mapValues(this.evaluation, dates, [], ofDate);
    }
    return this.#otherCall(node);
  }

  async #otherCall({ name, arguments: given }: Call): Promise<Vector> {
    const [first, second] = given;
    switch (name) {
      case 'vector':
        return fromScalar(await this.#scalar(first));
      case 'timestamp':
        return this.#timestamps(first);
      case 'absent':
        return absent(await this.#vector(first), first as Expression);
      case 'absent_over_time':
        return absent(await this.#presence(first as Expression), first as Expression);
      case 'sort':
      case 'sort_desc':
        return sorted(await this.#vector(first), name === 'sort' ? 1 : -1);
      case 'sort_by_label':
      case 'sort_by_label_desc':
        return sortedByLabel(await this.#vector(first), texts(given), name === 'sort_by_label' ? 1 : -1);
      case 'histogram_quantile': {
        const phi = await this.#scalar(first);
        return ofHistograms(this.evaluation, await this.#vector(second), quantileAt(phi));
      }
      case 'histogram_quantiles':
        return this.#quantiles(given);
      case 'histogram_fraction': {
        const [lower, upper] = await this.#scalars(given.slice(0, 2));
        return ofHistograms(this.evaluation, await this.#vector(given[2]), (buckets, step) =>
          histogramFraction(lower?.[step] ?? NaN, upper?.[step] ?? NaN, buckets),
        );
      }
      case 'label_replace':
        return labelReplace(this.evaluation, await this.#vector(first), texts(given));
      case 'label_join':
        return labelJoin(this.evaluation, await this.#vector(first), texts(given));
      case 'info':
        return withInfo(this.evaluation, await this.#vector(first), first as Expression, second, this.grid);
      case 'histogram_avg':
      case 'histogram_count':
      case 'histogram_stddev':
      case 'histogram_stdvar':
      case 'histogram_sum':
      case 'start_timestamp':
        // They read native histograms and times of creation, which a store does not have. Their argument is evaluated for its
        // errors.
        await this.#vector(first);
        return new VectorBuilder(this.grid.steps, 0).build();
      default:
        throw new TypeError(`no such function: ${name}`);
    }
  }

  /** `histogram_quantiles`: several φ, each of which becomes the value of a label. */
  async #quantiles(given: readonly Expression[]): Promise<Vector> {
    const vector = await this.#vector(given[0]);
    const [label = ''] = texts(given);
    let all = new VectorBuilder(this.grid.steps, 0).build();
    for (const phi of await this.#scalars(given.slice(2))) {
      const found = await ofHistograms(this.evaluation, vector, quantileAt(phi));
      const text = quantileText(phi[0] ?? NaN);
      all = united(all, { ...found, labels: found.labels.map((each) => each.with(label, text)) });
    }
    return all;
  }

  async #rangeCall({ name, arguments: given }: Call): Promise<Vector> {
    const plain = rangeFunctions.get(name);
    const at = name === 'quantile_over_time' ? 1 : 0;
    const source = given[at];
    if (plain === undefined || source === undefined) throw new TypeError(`no such function: ${name}`);
    const parameters = await this.#scalars(given.filter((_, i) => i !== at));
    const range = await rangeVector(this.evaluation, source, this.grid);
    return overWindows(this.evaluation, range, this.grid, {
      apply: range.ends === undefined ? plain : extendedFunction(name, range.ends),
      parameters,
      keepName: name === 'last_over_time' || name === 'first_over_time',
    });
  }

  async #presence(source: Expression): Promise<Vector> {
    const seen = { apply: () => 1, parameters: [], keepName: true };
    return overWindows(
      this.evaluation,
      await rangeVector(this.evaluation, source, this.grid),
      this.grid,
      seen,
    );
  }

  /** `timestamp`: for a selector the times of its samples, for any other expression that of the step. */
  async #timestamps(argument: Expression | undefined): Promise<Vector> {
    const inner = argument === undefined ? undefined : unwrapped(argument);
    if (inner?.kind === 'selector') return unnamed(await selectTimes(this.evaluation, inner, this.grid));
    const vector = await this.#vector(argument);
    const times = this.#timesSeconds();
    const values = vector.values.map((_, at) => times[at % vector.steps] as number);
    return unnamed({ ...vector, values });
  }

  async aggregation(node: Aggregation): Promise<Vector> {
    const { operator, parameter } = node;
    if (operator === 'count_values' && parameter !== undefined) {
      const [label = ''] = texts([node.expression, parameter]);
      return aggregateCountValues(this.evaluation, node, await this.#vector(node.expression), label);
    }
    if (parameter === undefined) return aggregate(this.evaluation, node, await this.#vector(node.expression));
    const numbers = await this.#scalar(parameter);
    const vector = await this.#vector(node.expression);
    if (operator === 'limitk' || operator === 'limit_ratio')
      return aggregateLimited(this.evaluation, node, vector, numbers);
    return operator === 'quantile'
      ? aggregateQuantile(this.evaluation, node, vector, numbers)
      : aggregateRanked(this.evaluation, node, vector, numbers);
  }

  async #vector(node: Expression | undefined): Promise<Vector> {
    const value = node === undefined ? undefined : await evaluate(this.evaluation, node, this.grid);
    if (value?.type !== 'vector') throw new TypeError('expected an instant vector');
    return value.vector;
  }

  async #scalar(node: Expression | undefined): Promise<Float64Array> {
    const value = node === undefined ? undefined : await evaluate(this.evaluation, node, this.grid);
    if (value?.type !== 'scalar') throw new TypeError('expected a scalar');
    return value.values;
  }

  async #scalars(nodes: readonly Expression[]): Promise<readonly Float64Array[]> {
    const found: Float64Array[] = [];
    for (const node of nodes) found.push(await this.#scalar(node));
    return found;
  }

  #timesSeconds(): Float64Array {
    return Float64Array.from({ length: this.grid.steps }, (_, step) => timeAt(this.grid, step) / 1000);
  }
}

function quantileAt(phi: Float64Array): (buckets: readonly Bucket[], step: number) => number {
  return (buckets, step) => histogramQuantile(phi[step] as number, buckets);
}

/** As OpenMetrics writes a quantile: `0.5`, `1.0`. */
function quantileText(phi: number): string {
  const text = formatGeneral(phi);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The texts after a function's first argument. */
function texts(given: readonly Expression[]): readonly string[] {
  return given.slice(1).map((each) => {
    const inner = unwrapped(each);
    return inner.kind === 'string' ? inner.value : '';
  });
}

/** The value of an expression of type range vector: what a selector finds, or the samples that a subquery makes. */
export async function rangeVector(
  evaluation: Evaluation,
  node: Expression,
  grid: Grid,
): Promise<RangeVector> {
  const inner = unwrapped(node) as Selector | Subquery;
  return inner.kind === 'subquery' ? subqueryRange(evaluation, inner, grid) : selectRange(evaluation, inner);
}

/** The expression of a subquery at times that are multiples of its step, wherever the outer query starts. */
async function subqueryRange(evaluation: Evaluation, node: Subquery, outer: Grid): Promise<RangeVector> {
  const stepMs =
    node.step === undefined ? evaluation.limits.subqueryStepMs : evaluation.durationMs(node.step);
  const look = evaluation.lookOf(node);
  const rangeMs = evaluation.durationMs(node.range);
  const beforeMs = evaluation.beforeRangeMs(lookedAtMs(look, outer.startMs), rangeMs);
  const lastMs = lookedAtMs(look, timeAt(outer, outer.steps - 1));
  let startMs = Math.trunc(beforeMs / stepMs) * stepMs;
  if (startMs <= beforeMs) startMs += stepMs;
  const steps = Math.max(0, Math.floor((lastMs - startMs) / stepMs) + 1);
  evaluation.refuseCells(steps);
  const grid = { startMs, stepMs, steps };
  const value = await evaluate(evaluation, node.expression, grid);
  if (value.type !== 'vector') throw new TypeError('a subquery is made of an instant vector');
  return { rows: rowsOf(value.vector, grid), rangeMs, look, ends: undefined };
}

function rowsOf(vector: Vector, grid: Grid): RangeVector['rows'] {
  return vector.labels.map((labels, row) => {
    const times = new Float64Array(grid.steps);
    const values = new Float64Array(grid.steps);
    let length = 0;
    for (let step = 0; step < grid.steps; step++) {
      if (vector.present[row * grid.steps + step] === 0) continue;
      times[length] = timeAt(grid, step);
      values[length] = vector.values[row * grid.steps + step] as number;
      length++;
    }
    return { labels, columns: { times, values, length } };
  });
}
