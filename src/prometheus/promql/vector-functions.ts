import { readValue } from '../go-float.js';
import { LabelSet, isUtf8Name, metadataLabels } from '../series/labels.js';
import type { AnchoredRegex, RegexCompiler } from '../series/regex.js';
import type { Evaluation } from './evaluation.js';
import type { Bucket } from './quantile.js';
import { QueryError } from './query-error.js';
import type { Expression } from './syntax/ast.js';
import { wellFormed } from './syntax/string-literal.js';
import { type Vector, VectorBuilder, relabelled, unnamed } from './vector.js';

/** Applies a function to each value alone. */
export async function mapValues(
  evaluation: Evaluation,
  vector: Vector,
  parameters: readonly Float64Array[],
  apply: (value: number, first?: number, second?: number) => number | undefined,
): Promise<Vector> {
  const { steps } = vector;
  const [first, second] = parameters;
  const builder = new VectorBuilder(steps, vector.labels.length);
  for (const [row, labels] of vector.labels.entries()) {
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0) continue;
      const value = apply(vector.values[at] as number, first?.[step], second?.[step]);
      if (value !== undefined) builder.set(step, value);
    }
    builder.endRow(labels);
    if (evaluation.timeToYield(steps)) await evaluation.yieldThread();
  }
  return unnamed(builder.build());
}

/** `scalar`: the value of the only series, or NaN. */
export function toScalar({ steps, labels, present, values }: Vector): Float64Array {
  const found = new Float64Array(steps).fill(NaN);
  const seen = new Int32Array(steps);
  for (let row = 0; row < labels.length; row++) {
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] === 0) continue;
      seen[step] = (seen[step] as number) + 1;
      found[step] = seen[step] === 1 ? (values[row * steps + step] as number) : NaN;
    }
  }
  return found;
}

/** `vector`: one series without labels. */
export function fromScalar(values: Float64Array): Vector {
  const present = new Uint8Array(values.length).fill(1);
  return { steps: values.length, labels: [LabelSet.empty], values, present };
}

/** `absent`: 1 at the steps where there is no value, with the labels that the selector asks for. */
export function absent(vector: Vector, argument: Expression): Vector {
  const { steps, labels, present } = vector;
  const builder = new VectorBuilder(steps, 1);
  for (let step = 0; step < steps; step++) {
    if (!labels.some((_, row) => present[row * steps + step] === 1)) builder.set(step, 1);
  }
  builder.endRow(expectedLabels(argument));
  return builder.build();
}

function expectedLabels(argument: Expression): LabelSet {
  if (argument.kind !== 'selector') return LabelSet.empty;
  const found: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { name, operator, value } of argument.matchers) {
    if (metadataLabels.has(name)) continue;
    const certain = operator === '=' && !seen.has(name);
    if (certain) seen.add(name);
    found[name] = certain ? value : '';
  }
  return LabelSet.from(found);
}

/** `histogram_quantile` and `histogram_fraction`: of each group of series that differ in `le`, one number. */
export async function ofHistograms(
  evaluation: Evaluation,
  vector: Vector,
  apply: (buckets: readonly Bucket[], step: number) => number,
): Promise<Vector> {
  const histograms = histogramsOf(vector);
  const { steps, present, values } = vector;
  const builder = new VectorBuilder(steps, histograms.length);
  for (const { labels, rows } of histograms) {
    for (let step = 0; step < steps; step++) {
      const buckets: Bucket[] = [];
      for (const { row, bound } of rows) {
        const at = row * steps + step;
        if (present[at] === 1) buckets.push({ bound, count: values[at] as number });
      }
      if (buckets.length > 0) builder.set(step, apply(buckets, step));
    }
    builder.endRow(labels);
    if (evaluation.timeToYield(steps * rows.length)) await evaluation.yieldThread();
  }
  return builder.build();
}

interface Histogram {
  readonly labels: LabelSet;
  readonly rows: { readonly row: number; readonly bound: number }[];
}

function histogramsOf({ labels }: Vector): readonly Histogram[] {
  const found = new Map<string, Histogram>();
  labels.forEach((each, row) => {
    const bound = readValue(each.get('le'));
    // A series without a bound is no bucket.
    if (bound === undefined || Number.isNaN(bound)) return;
    const own = each.filter((name) => name !== 'le');
    const histogram = found.get(own.key) ?? { labels: own.unnamed, rows: [] };
    histogram.rows.push({ row, bound });
    found.set(own.key, histogram);
  });
  for (const { rows } of found.values()) rows.sort((a, b) => a.bound - b.bound);
  return [...found.values()];
}

/** `label_replace(v, destination, replacement, source, regex)`. */
export function labelReplace(evaluation: Evaluation, vector: Vector, texts: readonly string[]): Vector {
  const [destination = '', replacement = '', source = '', expression = ''] = texts;
  const regex = compiled(expression, evaluation.compile);
  checkName('destination', destination, 'label_replace');
  const changed = (labels: LabelSet): LabelSet => {
    const groups = regex.groups(labels.get(source));
    if (groups === undefined) return labels;
    const text = expand(replacement, groups, regex, evaluation);
    return labels.with(destination, wellFormed(text));
  };
  return relabelled(vector, vector.labels.map(changed));
}

function checkName(role: 'source' | 'destination', name: string, caller: string): void {
  if (!isUtf8Name(name))
    throw new QueryError('execution', `invalid ${role} label name in ${caller}(): ${wellFormed(name)}`);
}

function compiled(expression: string, compile: RegexCompiler): AnchoredRegex {
  try {
    return compile(expression);
  } catch {
    throw new QueryError('execution', `invalid regular expression in label_replace(): ${expression}`);
  }
}

/** Go's Regexp.Expand: `$1`, `${1}`, `$name`; the longest name counts, and an unknown one is empty. */
function expand(
  template: string,
  groups: readonly string[],
  { names }: AnchoredRegex,
  evaluation: Evaluation,
): string {
  return template.replace(
    /\$(?:\$|(\w+)|\{(\w+)\})/g,
    (whole: string, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      const text = index === undefined ? '' : (groups[index] ?? '');
      evaluation.holdText(text.length);
      return text;
    },
  );
}

/** `label_join(v, destination, separator, source…)`. */
export function labelJoin(evaluation: Evaluation, vector: Vector, texts: readonly string[]): Vector {
  const [destination = '', separator = '', ...sources] = texts;
  for (const source of sources) checkName('source', source, 'label_join');
  checkName('destination', destination, 'label_join');
  const joined = (labels: LabelSet): LabelSet => {
    const parts = sources.map((source) => labels.get(source));
    evaluation.holdText(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
    return labels.with(destination, parts.join(wellFormed(separator)));
  };
  return relabelled(vector, vector.labels.map(joined));
}
