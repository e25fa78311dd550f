import type { RegexCompiler } from './regex.js';

/** How a matcher compares: equal, not equal, and the same with a regular expression. */
export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on the value of one label; that of a label which a series does not have is empty. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** A matcher ready to be tested, with the only values that can pass where they are known. */
export interface CompiledMatcher {
  readonly name: string;
  readonly test: (value: string) => boolean;
  /** The only values that pass; absent where others may, and where the empty value passes. */
  readonly values?: readonly string[];
}

/**
 * @param matcher the condition
 * @param compile for regular expressions that are more than a list of words
 */
export function compileMatcher(matcher: LabelMatcher, compile: RegexCompiler): CompiledMatcher {
  const { name, operator, value } = matcher;
  if (operator === '=') return oneOf(name, [value]);
  if (operator === '!=') return { name, test: (text) => text !== value };
  const words = alternatives(value);
  if (operator === '=~') {
    return words === undefined ? { name, test: memoised(regexTest(value, compile)) } : oneOf(name, words);
  }
  if (words !== undefined) return { name, test: (text) => !words.includes(text) };
  const test = memoised(regexTest(value, compile));
  return { name, test: (text) => !test(text) };
}

function oneOf(name: string, values: readonly string[]): CompiledMatcher {
  const allowed = new Set(values);
  const test = (text: string): boolean => allowed.has(text);
  return allowed.has('') ? { name, test } : { name, test, values: [...allowed] };
}

/** `a|b|c` is a list of words, found in the index without running any expression. */
function alternatives(source: string): readonly string[] | undefined {
  return /[\\.+*?()[\]{}^$]/.test(source) ? undefined : source.split('|');
}

/** A dot matches an end of line too, since Prometheus 3. */
function regexTest(source: string, compile: RegexCompiler): (text: string) => boolean {
  if (source === '.*') return () => true;
  if (source === '.+') return (text) => text !== '';
  const regex = compile(source);
  return (text) => regex.test(text);
}

/** Keeps the verdicts: thousands of series have the same few values. */
function memoised(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let verdict = known.get(text);
    if (verdict === undefined) {
      verdict = test(text);
      known.set(text, verdict);
    }
    return verdict;
  };
}

/** Whether a matcher accepts an empty value: Prometheus refuses a selector of such matchers alone, which would read the whole store. */
export function matchesEmpty(matcher: LabelMatcher, compile: RegexCompiler): boolean {
  return compileMatcher(matcher, compile).test('');
}
