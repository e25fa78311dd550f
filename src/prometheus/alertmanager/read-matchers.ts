import * as v from 'valibot';
import { type DocumentPath, FieldFault } from '../../document/document.js';
import { list, mapping, text } from '../config-yaml.js';
import type { RegexCompiler } from '../series/series-regex.js';
import { type AlertMatcher, makeMatcher, MatcherFault, parseMatchers, sortedMatchers } from './matcher.js';

/** The name of a label. */
export const labelName = v.pipe(
  text,
  v.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, ({ input }) => `invalid label name "${input}"`),
);

/** The three ways to write matchers. */
export const matcherFields = {
  match: mapping(labelName, text),
  match_re: mapping(labelName, text),
  matchers: list(text),
};

type WrittenMatchers = v.InferOutput<v.ObjectSchema<typeof matcherFields, undefined>>;

/**
 * Matchers written in the three ways, put together in Alertmanager's order.
 *
 * @param where they are written: the path of what has them, what their fields are called
 * @throws {@link FieldFault} for one that is wrong
 */
export function readMatchers(
  { match, match_re: expressions, matchers }: WrittenMatchers,
  {
    path,
    prefix,
    compile,
  }: { readonly path: DocumentPath; readonly prefix: string; readonly compile: RegexCompiler },
): readonly AlertMatcher[] {
  const at = <Made>(field: string, part: string | number, make: () => Made): Made => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof MatcherFault)) throw error;
      throw new FieldFault([...path, `${prefix}${field}`, part], error.message);
    }
  };
  return sortedMatchers([
    ...Object.entries(match).map(([name, value]) =>
      at('match', name, () => makeMatcher(name, '=', value, compile)),
    ),
    // It is anchored once here, and shows so in the tree.
    ...Object.entries(expressions).map(([name, value]) =>
      at('match_re', name, () => makeMatcher(name, '=~', `^(?:${value})$`, compile)),
    ),
    ...matchers.flatMap((written, i) => at('matchers', i, () => parseMatchers(written, compile))),
  ]);
}
