import { LabelSet, metricName, metadataLabels } from '../series/labels.js';
import { type CompiledMatcher, compileMatcher, type LabelMatcher } from '../series/matcher.js';
import type { Evaluation, Grid, Look } from './evaluation.js';
import { QueryError } from './query-error.js';
import { selectTimes, selectValues } from './selectors.js';
import type { Expression, Selector, Subquery } from './syntax/ast.js';
import { functionTable } from './syntax/function-table.js';
import { type Vector, relabelled, VectorBuilder } from './vector.js';

/** The labels by which a series finds what is known of its target. */
const identifying = ['instance', 'job'];

const targetInfo: LabelMatcher = { name: metricName, operator: '=', value: 'target_info' };

/**
 * `info`: each series with the labels of the info metrics of its target, `target_info` by default (promql/info.go).
 *
 * @param source the expression of the vector, whose modifiers `@` and `offset` say when
 * @param wanted a selector of the info metrics and of the labels to be added
 */
export async function withInfo(
  evaluation: Evaluation,
  vector: Vector,
  source: Expression,
  wanted: Expression | undefined,
  grid: Grid,
): Promise<Vector> {
  const asked = wanted?.kind === 'selector' ? wanted.matchers : undefined;
  const names = infoNames(asked);
  const data = (asked ?? []).filter(({ name }) => name !== metricName);
  const isInfo = names.map((each) => compileMatcher(each, evaluation.compile));
  const selector = { kind: 'selector', matchers: [...names, ...data], start: 0, end: 0 } as const;
  const look = lookOfAll(evaluation, source);
  const infos = await selectValues(evaluation, selector, grid, look);
  const times = await selectTimes(evaluation, selector, grid, look);
  const choice = new InfoChoice(
    infos,
    times,
    data.map((each) => compileMatcher(each, evaluation.compile)),
  );
  const builder = new VectorBuilder(grid.steps, vector.labels.length * grid.steps);
  const labels: LabelSet[] = [];
  for (const [row, own] of vector.labels.entries()) {
    const enriched = !isInfo.every(({ test }) => test(own.get(metricName)));
    for (const [key, steps] of choice.variants(vector, row, enriched)) {
      for (const step of steps) builder.set(step, vector.values[row * grid.steps + step] as number);
      labels.push(key);
      builder.endRow(key);
    }
    if (evaluation.timeToYield(grid.steps)) await evaluation.yieldThread();
  }
  const built = builder.build();
  return relabelled(built, built.labels);
}

/** Which metrics are info metrics: without a name that they must have, all whose name ends so. */
function infoNames(asked: readonly LabelMatcher[] | undefined): readonly LabelMatcher[] {
  const names = (asked ?? []).filter(({ name }) => name === metricName);
  if (names.some(({ operator }) => operator === '=' || operator === '=~')) return names;
  return names.length === 0
    ? [targetInfo]
    : [{ name: metricName, operator: '=~', value: '.+_info' }, ...names];
}

/** Where all selectors of an expression look, if it is one and the same moment; else that of each step. */
function lookOfAll(evaluation: Evaluation, source: Expression): Look | undefined {
  const [first, ...others] = looksIn(evaluation, source, []);
  if (first === undefined) return undefined;
  const isSame = (look: Look | undefined): boolean => {
    if (look === undefined) return false;
    if (first.atMs === undefined || look.atMs === undefined)
      return first.atMs === look.atMs && first.offsetMs === look.offsetMs;
    return first.atMs - first.offsetMs === look.atMs - look.offsetMs;
  };
  return others.every(isSame) ? first : undefined;
}

/** Of each selector; `undefined` for a vector that is made of none. */
function looksIn(
  evaluation: Evaluation,
  node: Expression,
  around: readonly Subquery[],
): readonly (Look | undefined)[] {
  if (node.kind === 'selector') return [lookThrough(evaluation, node, around)];
  const inner = around.concat(node.kind === 'subquery' ? [node] : []);
  const found = partsOf(node).flatMap((part) => looksIn(evaluation, part, inner));
  const isVector = node.kind !== 'number' && node.kind !== 'string';
  const isScalar = node.kind === 'call' && functionTable.get(node.name)?.gives === 'scalar';
  if (isScalar) return [];
  return found.length === 0 && isVector && node.kind !== 'binary' ? [undefined] : found;
}

/** A subquery moves the selectors inside by its own offset, unless they look at one moment. */
function lookThrough(evaluation: Evaluation, node: Selector, around: readonly Subquery[]): Look {
  let { atMs, offsetMs } = evaluation.lookOf(node);
  for (const subquery of [...around].reverse()) {
    if (atMs !== undefined) break;
    const outer = evaluation.lookOf(subquery);
    offsetMs += outer.offsetMs;
    atMs = outer.atMs;
  }
  return { atMs, offsetMs };
}

function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'parenthesis':
    case 'unary':
    case 'subquery':
    case 'aggregation':
      return [node.expression];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      // The second argument of `info` is no vector of its own.
      return node.name === 'info' ? node.arguments.slice(0, 1) : node.arguments;
    default:
      return [];
  }
}

/** The info series of each target, the newest of each metric at each step. */
class InfoChoice {
  readonly #rowsOf = new Map<string, number[]>();

  constructor(
    readonly infos: Vector,
    readonly times: Vector,
    readonly data: readonly CompiledMatcher[],
  ) {
    infos.labels.forEach((labels, row) => {
      const key = targetOf(labels);
      this.#rowsOf.set(key, [...(this.#rowsOf.get(key) ?? []), row]);
    });
  }

  /** The steps at which a series has each of the label sets that it gets. */
  variants(vector: Vector, row: number, enriched: boolean): ReadonlyMap<LabelSet, readonly number[]> {
    const own = vector.labels[row] as LabelSet;
    const found = new Map<string, { readonly labels: LabelSet; readonly steps: number[] }>();
    const isTarget = identifying.some((name) => own.get(name) !== '');
    const rows = isTarget ? (this.#rowsOf.get(targetOf(own)) ?? []) : [];
    for (let step = 0; step < vector.steps; step++) {
      if (vector.present[row * vector.steps + step] === 0) continue;
      const labels = enriched ? this.#labelsAt(own, rows, step) : own;
      if (labels === undefined) continue;
      const variant = found.get(labels.key) ?? { labels, steps: [] };
      variant.steps.push(step);
      found.set(labels.key, variant);
    }
    return new Map([...found.values()].map(({ labels, steps }) => [labels, steps]));
  }

  #labelsAt(own: LabelSet, rows: readonly number[], step: number): LabelSet | undefined {
    const infos = this.#newest(rows, step);
    if (infos.length === 0) return this.data.every(({ test }) => test('')) ? own : undefined;
    const added: Record<string, string> = {};
    for (const info of infos) {
      for (const name of info.names) {
        const isWanted = this.data.length === 0 || this.data.some((each) => each.name === name);
        if (metadataLabels.has(name) || !isWanted) continue;
        const value = info.get(name);
        if (added[name] !== undefined && added[name] !== value)
          throw new QueryError('execution', `conflicting label: ${name}`);
        if (own.get(name) === '') added[name] = value;
      }
    }
    const labels = LabelSet.from({ ...added, ...own.plain });
    return own.namedUntilEnd ? labels.unnamed : labels;
  }

  /** Of each info metric the series with the last sample. */
  #newest(rows: readonly number[], step: number): readonly LabelSet[] {
    const { steps, labels, present } = this.infos;
    const newest = new Map<string, { readonly labels: LabelSet; readonly seconds: number }>();
    for (const row of rows) {
      const at = row * steps + step;
      if (present[at] === 0) continue;
      const own = labels[row] as LabelSet;
      const name = own.get(metricName);
      const seconds = this.times.values[at] as number;
      const known = newest.get(name);
      if (known !== undefined && known.seconds === seconds) throw twice(known.labels, own, seconds * 1000);
      if (known === undefined || known.seconds < seconds) newest.set(name, { labels: own, seconds });
    }
    return [...newest.values()].map((each) => each.labels);
  }
}

function twice(known: LabelSet, own: LabelSet, timeMs: number): QueryError {
  const text = `found duplicate series for info metric: existing ${known.toString()} @ ${timeMs}, new ${own.toString()} @ ${timeMs}`;
  return new QueryError('execution', text);
}

function targetOf(labels: LabelSet): string {
  return JSON.stringify(identifying.map((name) => labels.get(name)));
}
