import type { RegexCompiler } from './regex.js';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on one label. A label that a series lacks counts as empty. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** A matcher ready to run: its test, and the only values that can pass where they are few. */
export interface CompiledMatcher {
  readonly name: string;
  readonly test: (value: string) => boolean;
  /** The values that pass, where they are a list; not given where the empty value passes. */
  readonly values?: readonly string[];
}

/**
 * @param matcher what to look for
 * @param compile for what is a regular expression beyond a list of words
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

/** In RE2 a dot does not match an end of line. */
function regexTest(source: string, compile: RegexCompiler): (text: string) => boolean {
  if (source === '.*') return (text) => !text.includes('\n');
  if (source === '.+') return (text) => text !== '' && !text.includes('\n');
  const regex = compile(source);
  return (text) => regex.test(text);
}

/** The same few values come back for thousands of series. */
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

/** A selector made only of matchers that pass on nothing would read the whole store; Prometheus refuses it. */
export function matchesEmpty(matcher: LabelMatcher, compile: RegexCompiler): boolean {
  return compileMatcher(matcher, compile).test('');
}
