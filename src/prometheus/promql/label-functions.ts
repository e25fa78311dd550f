import type { LabelSet } from '../series/labels.js';
import type { AnchoredRegex, RegexCompiler } from '../series/regex.js';
import { QueryError } from './query-error.js';
import { relabelled, type Vector } from './vector.js';

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `label_replace(v, destination, replacement, source, regex)`. */
export function labelReplace(vector: Vector, texts: readonly string[], compile: RegexCompiler): Vector {
  const [destination = '', replacement = '', source = '', expression = ''] = texts;
  const regex = compiled(expression, compile);
  if (!labelName.test(destination)) {
    throw new QueryError('execution', `invalid destination label name in label_replace(): ${destination}`);
  }
  const changed = (labels: LabelSet): LabelSet => {
    const groups = regex.groups(labels.get(source));
    return groups === undefined ? labels : labels.with(destination, expand(replacement, groups, regex));
  };
  return relabelled(vector, vector.labels.map(changed));
}

function compiled(expression: string, compile: RegexCompiler): AnchoredRegex {
  try {
    return compile(expression);
  } catch {
    throw new QueryError('execution', `invalid regular expression in label_replace(): ${expression}`);
  }
}

/** Go's Regexp.Expand: `$1`, `${1}`, `$name`; the longest name counts, and an unknown one is empty. */
function expand(template: string, groups: readonly string[], { names }: AnchoredRegex): string {
  return template.replace(
    /\$(?:\$|(\w+)|\{(\w+)\})/g,
    (whole: string, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      return index === undefined ? '' : (groups[index] ?? '');
    },
  );
}

/** `label_join(v, destination, separator, source…)`. */
export function labelJoin(vector: Vector, texts: readonly string[]): Vector {
  const [destination = '', separator = '', ...sources] = texts;
  for (const source of sources) {
    if (labelName.test(source)) continue;
    throw new QueryError('execution', `invalid source label name in label_join(): ${source}`);
  }
  if (!labelName.test(destination)) {
    throw new QueryError('execution', `invalid destination label name in label_join(): ${destination}`);
  }
  const joined = (labels: LabelSet): LabelSet =>
    labels.with(destination, sources.map((source) => labels.get(source)).join(separator));
  return relabelled(vector, vector.labels.map(joined));
}
