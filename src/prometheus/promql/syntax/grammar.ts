import { isUtf8Name, metricName } from '../../series/labels.js';
import type { LabelMatcher, MatchOperator } from '../../series/matcher.js';
import type { RegexCompiler } from '../../series/regex.js';
import { ExpressionError } from '../query-error.js';
import type {
  Aggregation,
  Binary,
  BinaryOperator,
  Call,
  Expression,
  NumberLiteral,
  Selector,
  Subquery,
  Unary,
  VectorMatching,
} from './ast.js';
import { DurationGrammar } from './duration-grammar.js';
import { aggregationTable, functionTable } from './function-table.js';
import { goQuoted } from './string-literal.js';
import type { Token } from './tokens.js';
import { TokenReader } from './token-reader.js';

/** Operators by precedence, the loosest first; `^` alone is right-associative. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<', '<=', '>', '>=', '</', '>/'],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];
const powerLevel = levels.length - 1;

/** The most that an expression may nest: deeper than anyone writes, less than what would exhaust the stack. */
const maxDepth = 800;

/** Words that may not be the name of a metric, though they are made of letters. */
const notMetrics = new Set(['on', 'ignoring', 'group_left', 'group_right', 'bool', 'inf', 'nan']);

/**
 * Reads the words of an expression by recursive descent, as the grammar of Prometheus 3 (promql/parser/generated_parser.y)
 * understands them, with its errors.
 */
export class Grammar {
  readonly #tokens: TokenReader;
  readonly #durations: DurationGrammar;
  #depth = 0;
  /** Where an operator, a grouping or an aggregation is being read, errors name it. */
  #aggregations = 0;

  constructor(
    readonly text: string,
    readonly compile: RegexCompiler,
  ) {
    this.#tokens = new TokenReader(text);
    this.#durations = new DurationGrammar(this.#tokens);
  }

  /** A whole expression. */
  whole(): Expression {
    if (this.#tokens.peek().type === 'end')
      throw new ExpressionError('no expression found in input', this.text, 0);
    const expression = this.#expression(0);
    if (this.#tokens.peek().type !== 'end') throw this.#unexpected();
    return expression;
  }

  /** A selector of an instant vector and nothing more. */
  wholeSelector(): Selector {
    const token = this.#tokens.peek();
    const isName = isMetricWord(token);
    if (!isName && token.text !== '{') throw this.#unexpected();
    const selector = this.#selector();
    if (this.#tokens.peek().type !== 'end') throw this.#unexpected();
    return selector;
  }

  #expression(loosest: number): Expression {
    const depth = this.#depth;
    let left = this.#signed();
    for (;;) {
      const operator = this.#operatorLevel();
      if (operator < loosest) break;
      this.#deepen();
      left = this.#binary(left, operator === powerLevel ? operator : operator + 1);
    }
    this.#depth = depth;
    return left;
  }

  #deepen(): void {
    if (++this.#depth > maxDepth) throw this.#tokens.fault('expression is nested too deeply');
  }

  /** -1 where no operator follows. */
  #operatorLevel(): number {
    const { type, text } = this.#tokens.peek();
    if (type !== 'operator') return -1;
    return levels.findIndex((names) => names.includes(text.toLowerCase()));
  }

  #binary(left: Expression, rightLevel: number): Binary {
    const { text, start } = this.#tokens.next();
    if (text === '</' || text === '>/')
      throw this.#tokens.faultAt(`native histograms are not supported, nor is the operator "${text}"`, start);
    const bool = this.#tokens.skipWord('bool');
    const matching = this.#matching();
    const right = this.#expression(rightLevel);
    const operator = text.toLowerCase() as BinaryOperator;
    return { kind: 'binary', start: left.start, end: right.end, operator, left, right, bool, matching };
  }

  #matching(): VectorMatching {
    const on = this.#tokens.skipWord('on');
    const explicit = on || this.#tokens.skipWord('ignoring');
    const labels = explicit ? this.#labels() : [];
    const base = { on, labels, include: [] };
    if (!explicit) return { ...base, ...this.#fill() };
    const left = this.#tokens.skipWord('group_left');
    if (!left && !this.#tokens.skipWord('group_right')) return { ...base, ...this.#fill() };
    const include = this.#tokens.peek().text === '(' ? this.#labels() : [];
    return { on, labels, include, many: left ? 'left' : 'right', ...this.#fill() };
  }

  /** `fill(0)`, or `fill_left(0)` and `fill_right(0)` in either order. */
  #fill(): Pick<VectorMatching, 'fill'> {
    if (this.#tokens.skipWord('fill')) {
      const value = this.#fillValue();
      return { fill: { left: value, right: value } };
    }
    let left: number | undefined;
    let right: number | undefined;
    for (;;) {
      if (left === undefined && this.#tokens.skipWord('fill_left')) left = this.#fillValue();
      else if (right === undefined && this.#tokens.skipWord('fill_right')) right = this.#fillValue();
      else break;
    }
    if (left === undefined && right === undefined) return {};
    return { fill: { ...(left !== undefined && { left }), ...(right !== undefined && { right }) } };
  }

  #fillValue(): number {
    this.#take('(');
    const sign = this.#sign();
    const value = this.#durations.number() ?? this.#raise();
    this.#take(')');
    return sign === '-' ? -value : value;
  }

  #sign(): '+' | '-' | undefined {
    const { type, text } = this.#tokens.peek();
    if (type !== 'operator' || (text !== '+' && text !== '-')) return undefined;
    this.#tokens.next();
    return text;
  }

  /** A sign binds looser than `^`, tighter than `*`. */
  #signed(): Expression {
    this.#deepen();
    const { start } = this.#tokens.peek();
    const operator = this.#sign();
    if (operator === undefined) return this.#postfixed(this.#primary());
    const expression = this.#expression(powerLevel);
    if (expression.kind === 'number')
      return { ...expression, start, value: operator === '-' ? -expression.value : expression.value };
    return { kind: 'unary', operator, expression, start, end: expression.end } satisfies Unary;
  }

  #postfixed(atom: Expression): Expression {
    let found = atom;
    for (;;) {
      const { text, type } = this.#tokens.peek();
      if (text === '[' && type === 'sign') found = this.#bracketed(found);
      else if (this.#tokens.skipWord('offset')) found = this.#offset(found);
      else if (text === '@') found = this.#at(found);
      else if (this.#tokens.skipWord('anchored')) found = this.#extended(found, 'anchored');
      else if (this.#tokens.skipWord('smoothed')) found = this.#extended(found, 'smoothed');
      else return found;
      this.#deepen();
    }
  }

  #bracketed(selector: Expression): Expression {
    const bracket = this.#tokens.next();
    const range = this.#durations.positive('subquery or range selector', durationWanted);
    if (this.#tokens.peek().text === ']') {
      this.#tokens.next();
      const fail = (reason: string): ExpressionError => this.#tokens.faultAt(reason, bracket.start);
      if (selector.kind !== 'selector' || selector.range !== undefined)
        throw fail('ranges only allowed for vector selectors');
      if (selector.offset !== undefined) throw fail('no offset modifiers allowed before range');
      if (selector.at !== undefined) throw fail('no @ modifiers allowed before range');
      return { ...selector, range, end: this.#tokens.lastEnd };
    }
    if (this.#tokens.peek().text !== ':') throw this.#unexpected('subquery or range', '":" or "]"');
    this.#tokens.next();
    const base = { kind: 'subquery', start: selector.start, expression: selector, range } as const;
    if (this.#tokens.peek().text === ']') {
      this.#tokens.next();
      return { ...base, end: this.#tokens.lastEnd } satisfies Subquery;
    }
    const step = this.#durations.positive(
      'subquery selector',
      `${durationWanted.replace(', or', ',')}, or "]"`,
    );
    if (this.#tokens.peek().text !== ']') throw this.#unexpected('subquery selector', '"]"');
    this.#tokens.next();
    return { ...base, step, end: this.#tokens.lastEnd } satisfies Subquery;
  }

  #offset(expression: Expression): Expression {
    const offset = this.#durations.offset();
    if (expression.kind !== 'selector' && expression.kind !== 'subquery')
      throw this.#tokens.faultAt(`offset modifier ${placeOfModifier}`, expression.start);
    if (expression.offset !== undefined)
      throw this.#tokens.faultAt('offset may not be set multiple times', expression.start);
    // As in Prometheus, an offset of nothing may be set again.
    if (offset.kind === 'number' && offset.value === 0) return { ...expression, end: this.#tokens.lastEnd };
    return { ...expression, offset, end: this.#tokens.lastEnd };
  }

  #at(expression: Expression): Expression {
    this.#tokens.next();
    const at = this.#moment(expression.start);
    if (expression.kind !== 'selector' && expression.kind !== 'subquery')
      throw this.#tokens.faultAt(`@ modifier ${placeOfModifier}`, expression.start);
    if (expression.at !== undefined)
      throw this.#tokens.faultAt('@ <timestamp> may not be set multiple times', expression.start);
    return { ...expression, at, end: this.#tokens.lastEnd };
  }

  #moment(start: number): { readonly timeMs: number } | 'start' | 'end' {
    const word = this.#tokens.peek().text.toLowerCase();
    if (word === 'start' || word === 'end') {
      this.#tokens.next();
      for (const bracket of ['(', ')']) {
        if (this.#tokens.next().text !== bracket) throw this.#tokens.unexpectedLast('@', 'timestamp');
      }
      return word;
    }
    const sign = this.#sign();
    const number = this.#durations.number();
    if (number === undefined) throw this.#unexpected('@', 'timestamp');
    const seconds = sign === '-' ? -number : number;
    if (!Number.isFinite(seconds) || Math.abs(seconds) > Number.MAX_SAFE_INTEGER / 1000) {
      const shown = Number.isFinite(seconds) ? seconds.toFixed(6) : goNumber(seconds);
      throw this.#tokens.faultAt(`timestamp out of bounds for @ modifier: ${shown}`, start);
    }
    return { timeMs: Math.round(seconds * 1000) };
  }

  /** How the ends of a range are found: at its very ends, or between the samples around them. */
  #extended(expression: Expression, how: 'anchored' | 'smoothed'): Expression {
    const fail = (reason: string): ExpressionError => this.#tokens.faultAt(reason, expression.start);
    if (expression.kind === 'subquery') throw fail(`${how} modifier is not supported for subqueries`);
    if (expression.kind !== 'selector') throw fail(`${how} modifier not implemented`);
    if (expression.ends !== undefined && expression.ends !== how)
      throw fail('anchored and smoothed modifiers cannot be used together');
    return { ...expression, ends: how };
  }

  #primary(): Expression {
    const token = this.#tokens.peek();
    const { type, text, start } = token;
    if (type === 'number' || type === 'duration') {
      const value = this.#durations.number() ?? NaN;
      return { kind: 'number', value, start, end: this.#tokens.lastEnd } satisfies NumberLiteral;
    }
    if (type === 'string') {
      this.#tokens.next();
      return { kind: 'string', value: this.#tokens.unquote(token), start, end: this.#tokens.lastEnd };
    }
    if (text === '(' && type === 'sign') {
      this.#tokens.next();
      const expression = this.#expression(0);
      this.#take(')');
      return { kind: 'parenthesis', expression, start, end: this.#tokens.lastEnd };
    }
    if (type === 'keyword' && aggregationTable.has(text.toLowerCase()) && this.#opensAggregation())
      return this.#aggregation();
    if ((type === 'identifier' || type === 'preprocessor') && this.#tokens.peek(1).text === '(')
      return this.#call();
    if (isMetricWord(token) || (text === '{' && type === 'sign')) return this.#selector();
    throw this.#unexpected();
  }

  /** The name of an aggregation may also be that of a metric: `sum` before an operator, or braces. */
  #opensAggregation(): boolean {
    const next = this.#tokens.peek(1);
    const ends = next.type === 'end' || next.type === 'operator' || '{)],['.includes(next.text);
    return !ends && !['offset', 'anchored', 'smoothed', 'bool'].includes(next.text.toLowerCase());
  }

  #call(): Call {
    const name = this.#tokens.next();
    const given = this.#arguments();
    const known = name.type === 'preprocessor' ? name.text.toLowerCase() : name.text;
    if (!functionTable.has(known))
      throw this.#tokens.faultAt(`unknown function with name ${JSON.stringify(name.text)}`, name.start);
    return { kind: 'call', name: known, arguments: given, start: name.start, end: this.#tokens.lastEnd };
  }

  #arguments(): readonly Expression[] {
    this.#take('(');
    const given: Expression[] = [];
    if (this.#tokens.peek().text === ')') {
      this.#tokens.next();
      return given;
    }
    for (;;) {
      given.push(this.#expression(0));
      const { text, start } = this.#tokens.peek();
      if (text !== ',') break;
      this.#tokens.next();
      if (this.#tokens.peek().text === ')')
        throw this.#tokens.faultAt('trailing commas not allowed in function call args', start);
    }
    this.#take(')');
    return given;
  }

  #aggregation(): Aggregation {
    const { text, start } = this.#tokens.next();
    this.#aggregations++;
    const before = this.#grouping();
    if (this.#tokens.peek().text !== '(') throw this.#unexpected();
    const given = this.#arguments();
    const grouping = before ?? this.#grouping() ?? { by: true, labels: [] };
    this.#aggregations--;
    const operator = text.toLowerCase();
    const wanted = aggregationTable.get(operator) === undefined ? 1 : 2;
    const fail = (reason: string): ExpressionError =>
      this.#tokens.faultAt(`${reason} for aggregate expression provided`, start);
    if (given.length === 0) throw fail('no arguments');
    if (given.length !== wanted) {
      const { message, start: at } = { message: `expected ${wanted}, got ${given.length}`, start };
      throw this.#tokens.faultAt(
        `wrong number of arguments for aggregate expression provided, ${message}`,
        at,
      );
    }
    const expression = given[wanted - 1] as Expression;
    const base = {
      kind: 'aggregation',
      operator,
      grouping,
      expression,
      start,
      end: this.#tokens.lastEnd,
    } as const;
    return wanted === 1 ? base : { ...base, parameter: given[0] as Expression };
  }

  #grouping(): Aggregation['grouping'] | undefined {
    if (this.#tokens.skipWord('by')) return { by: true, labels: this.#labels() };
    return this.#tokens.skipWord('without') ? { by: false, labels: this.#labels() } : undefined;
  }

  /** Names in parentheses, after `by`, `on`, … */
  #labels(): readonly string[] {
    const labels: string[] = [];
    if (this.#tokens.peek().text !== '(') throw this.#unexpected('grouping opts', '"("');
    this.#tokens.next();
    while (this.#tokens.peek().text !== ')' || labels.length === 0) {
      if (this.#tokens.peek().text === ')') break;
      labels.push(this.#label());
      const { text } = this.#tokens.peek();
      if (text === ',') this.#tokens.next();
      else if (text !== ')') throw this.#unexpected('grouping opts', '"," or ")"');
    }
    this.#tokens.next();
    return labels;
  }

  #label(): string {
    const token = this.#tokens.peek();
    if (token.type === 'string') {
      this.#tokens.next();
      const name = this.#tokens.unquote(token);
      if (!isUtf8Name(name))
        throw this.#tokens.faultAt(`invalid label name for grouping: ${goQuoted(name)}`, token.start);
      return name;
    }
    const isWord = /^[a-zA-Z_]/.test(token.text) && token.type !== 'number' && token.type !== 'duration';
    if (!isWord || token.text.toLowerCase() === 'without') throw this.#unexpected('grouping opts', 'label');
    return this.#tokens.next().text;
  }

  #selector(): Selector {
    const first = this.#tokens.peek();
    const { start } = first;
    const metric = first.text === '{' ? undefined : this.#tokens.next().text;
    const matchers = this.#tokens.peek().text === '{' ? this.#matchers() : [];
    const end = this.#tokens.lastEnd;
    if (metric === undefined) return { kind: 'selector', matchers, start, end };
    const named = { name: metricName, operator: '=', value: metric } as const;
    return { kind: 'selector', metric, matchers: [...matchers, named], start, end };
  }

  #matchers(): readonly LabelMatcher[] {
    this.#tokens.next();
    const matchers: LabelMatcher[] = [];
    for (;;) {
      if (this.#tokens.peek().text === '}') break;
      matchers.push(this.#matcher());
      const { text } = this.#tokens.peek();
      if (text === ',') this.#tokens.next();
      else if (text !== '}') throw this.#unexpected('label matching', '"," or "}"');
    }
    this.#tokens.next();
    return matchers;
  }

  #matcher(): LabelMatcher {
    const token = this.#tokens.peek();
    if (token.type !== 'identifier' && token.type !== 'string')
      throw this.#unexpected('label matching', 'identifier or "}"');
    this.#tokens.next();
    const quoted = token.type === 'string';
    const name = quoted ? this.#tokens.unquote(token) : token.text;
    const sign = this.#tokens.peek();
    if (sign.type !== 'operator') {
      // A text alone is the name of the metric.
      if (quoted) {
        if (sign.text !== ',' && sign.text !== '}') throw this.#unexpected('label matching', '"," or "}"');
        return { name: metricName, operator: '=', value: name };
      }
      throw this.#unexpected('label matching', 'label matching operator');
    }
    this.#tokens.next();
    const text = this.#tokens.peek();
    if (text.type !== 'string') throw this.#unexpected('label matching', 'string');
    this.#tokens.next();
    const operator = sign.text as MatchOperator;
    const value = this.#tokens.unquote(text);
    if (operator === '=~' || operator === '!~') this.#checkRegex(value, token.start);
    return { name, operator, value };
  }

  #checkRegex(source: string, start: number): void {
    try {
      this.compile(source);
    } catch (error) {
      throw this.#tokens.faultAt(error instanceof Error ? error.message : String(error), start);
    }
  }

  #take(sign: string): void {
    if (this.#tokens.peek().text !== sign) throw this.#unexpected();
    this.#tokens.next();
  }

  #raise(): never {
    throw this.#unexpected();
  }

  /** @param context by default that of the aggregation being read, if there is one */
  #unexpected(context = this.#aggregations > 0 ? 'aggregation' : '', expected = ''): ExpressionError {
    return this.#tokens.unexpected(context, expected);
  }
}

const durationWanted = 'number, duration, step(), or range()';

const placeOfModifier =
  'must be preceded by an instant vector selector or range vector selector or a subquery';

function isMetricWord({ type, text }: Token): boolean {
  const isWord = type === 'identifier' || type === 'keyword' || type === 'preprocessor';
  return (isWord || /^(?:and|or|unless)$/i.test(text)) && !notMetrics.has(text.toLowerCase());
}

function goNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
