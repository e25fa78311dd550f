import { type Labels, metricNamePattern } from '../series/labels.js';
import { compileMatcher, type LabelMatcher, type MatchOperator } from '../series/matcher.js';
import type { RegexCompiler } from '../series/regex.js';

/** What is wrong with a matcher; callers that know its place in a file add it. */
export class MatcherFault extends Error {
  override readonly name = 'MatcherFault';
}

/** A condition on one label of an alert, ready to be tested. */
export interface AlertMatcher extends LabelMatcher {
  readonly test: (value: string) => boolean;
}

/** Alertmanager lets the names of labels have colons, as those of metrics do. */
const shape = new RegExp(`^\\s*(${metricNamePattern})\\s*(=~|=|!=|!~)\\s*([^]*)$`);

/** Cuts `{a="b", c=~"d"}` at its commas and reads each matcher (pkg/labels/parse.go, ParseMatchers). */
export function parseMatchers(text: string, compile: RegexCompiler): readonly AlertMatcher[] {
  const inside = text.replace(/^\{/, '').replace(/\}$/, '');
  return tokens(inside).map((token) => parseMatcher(token, compile));
}

function tokens(text: string): readonly string[] {
  const found: string[] = [];
  let token = '';
  let quoted = false;
  let escaped = false;
  for (const character of text) {
    if (character === ',' && !quoted) {
      found.push(token);
      token = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = character === '\\' && !escaped;
    token += character;
  }
  return token === '' ? found : [...found, token];
}

/** One matcher, with or without quotes around its value. */
function parseMatcher(text: string, compile: RegexCompiler): AlertMatcher {
  const [, name, operator, value] = shape.exec(text) ?? [];
  if (name === undefined || operator === undefined || value === undefined) {
    throw new MatcherFault(`bad matcher format: ${text}`);
  }
  return makeMatcher(name, operator as MatchOperator, unescaped(value.trimEnd()), compile);
}

function unescaped(raw: string): string {
  const quoted = raw.startsWith('"');
  const body = Array.from(quoted ? raw.slice(1) : raw);
  const fault = (): MatcherFault => new MatcherFault(`matcher value contains unescaped double quote: ${raw}`);
  let value = '';
  let closed = !quoted;
  for (let i = 0; i < body.length; i++) {
    const character = body[i] as string;
    const last = i === body.length - 1;
    if (character === '\\' && !last) {
      const next = body[++i] as string;
      value += next === 'n' ? '\n' : '"\\'.includes(next) ? next : `\\${next}`;
    } else if (character === '"') {
      if (closed || !last) throw fault();
      closed = true;
    } else value += character;
  }
  if (!closed) throw fault();
  return value;
}

/** @throws {MatcherFault} where the expression is wrong */
export function makeMatcher(
  name: string,
  operator: MatchOperator,
  value: string,
  compile: RegexCompiler,
): AlertMatcher {
  try {
    // Alertmanager refuses a wrong expression when it reads the file, before there is any alert.
    if (operator.endsWith('~')) compile(value);
    return { name, operator, value, test: compileMatcher({ name, operator, value }, compile).test };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MatcherFault(`error parsing regexp: ${why.replace(/^error parsing regexp: /, '')}`);
  }
}

/** Whether labels pass all matchers; a label that is missing is empty. */
export function passes(matchers: readonly AlertMatcher[], labels: Labels): boolean {
  return matchers.every(({ name, test }) => test(Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
}

/** As amtool writes them: `{severity="page",team=~"net|sys"}`. */
export function matchersText(matchers: readonly LabelMatcher[]): string {
  const written = matchers.map(({ name, operator, value }) => `${name}${operator}"${escaped(value)}"`);
  return `{${written.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** By name, then value, then operator, as Alertmanager sorts those of a route. */
export function sortedMatchers(matchers: readonly AlertMatcher[]): readonly AlertMatcher[] {
  const order = ['=', '!=', '=~', '!~'];
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...matchers].sort(
    (a, b) =>
      compare(a.name, b.name) ||
      compare(a.value, b.value) ||
      order.indexOf(a.operator) - order.indexOf(b.operator),
  );
}
