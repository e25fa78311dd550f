import type { SyntaxNode } from '@lezer/common';
import { metricName } from '../../series/labels.js';
import type { RegexCompiler } from '../../series/regex.js';
import type { LabelMatcher, MatchOperator } from '../../series/matcher.js';
import type {
  Aggregation,
  AtModifier,
  Binary,
  BinaryOperator,
  Expression,
  Selector,
  VectorMatching,
} from './ast.js';
import { parseDuration } from './duration.js';
import { ExpressionError } from '../query-error.js';
import { aggregationTable } from './function-table.js';
import { children, maxDepth, numberOf, type Phrase, phrases } from './phrases.js';
import { unquote } from './string-literal.js';

/** Operators by precedence, the loosest first; `^` alone is right-associative. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];
const powerLevel = levels.length - 1;

/** The tree of an expression without syntax errors, from that of the grammar. */
export function toExpression(root: SyntaxNode, text: string, compile: RegexCompiler): Expression {
  const [top] = children(root);
  if (top === undefined) throw new ExpressionError('no expression found in input', text, text.length);
  return new TreeBuilder(text, compile).expression(top);
}

class TreeBuilder {
  #depth = 0;

  constructor(
    readonly text: string,
    readonly compile: RegexCompiler,
  ) {}

  expression(node: SyntaxNode): Expression {
    if (++this.#depth > maxDepth) throw this.#fault('expression is nested too deeply', node.from);
    const row = [...phrases(node, this.text)].reverse();
    const found = this.#binary(row, 0);
    this.#depth--;
    return found;
  }

  /** Precedence climbing over a row that is reversed, and read from its end. */
  #binary(row: Phrase[], loosest: number): Expression {
    let left = this.#signed(row);
    for (;;) {
      const next = row.at(-1);
      if (next?.type !== 'operator') return left;
      const level = levels.findIndex((names) => names.includes(next.operator));
      if (level < loosest) return left;
      row.pop();
      const right = this.#binary(row, level === powerLevel ? level : level + 1);
      left = this.#joined(next, left, right);
    }
  }

  #joined(phrase: Phrase & { readonly type: 'operator' }, left: Expression, right: Expression): Binary {
    return {
      kind: 'binary',
      start: left.start,
      end: right.end,
      operator: phrase.operator as BinaryOperator,
      left,
      right,
      bool: phrase.bool,
      matching: this.#matching(phrase.clause),
    };
  }

  #signed(row: Phrase[]): Expression {
    const next = row.pop();
    if (next?.type !== 'sign') return this.#postfixed(this.#atom(next), row);
    const expression = this.#binary(row, powerLevel);
    const { operator, start } = next;
    if (expression.kind === 'number') {
      return { ...expression, start, value: operator === '-' ? -expression.value : expression.value };
    }
    return { kind: 'unary', operator, expression, start, end: expression.end };
  }

  #postfixed(atom: Expression, row: Phrase[]): Expression {
    let found = atom;
    for (;;) {
      const next = row.at(-1);
      if (next?.type === 'range') found = this.#ranged(found, next.node);
      else if (next?.type === 'subquery') found = this.#subquery(found, next.node);
      else if (next?.type === 'offset') found = this.#offset(found, next.node);
      else if (next?.type === 'at') found = this.#at(found, next.node);
      else return found;
      row.pop();
    }
  }

  #ranged(selector: Expression, node: SyntaxNode): Expression {
    const [, duration] = children(node);
    const bracket = this.text.indexOf('[', selector.end);
    const fail = (reason: string): ExpressionError => this.#fault(reason, bracket);
    if (selector.kind !== 'selector') throw fail('ranges only allowed for vector selectors');
    if (selector.rangeMs !== undefined) throw fail('ranges only allowed for vector selectors');
    if (selector.offsetMs !== 0) throw fail('no offset modifiers allowed before range');
    if (selector.at !== undefined) throw fail('no @ modifiers allowed before range');
    return { ...selector, rangeMs: this.#durationMs(duration, true), end: node.to };
  }

  #subquery(expression: Expression, node: SyntaxNode): Expression {
    const [, range, step] = children(node);
    return {
      kind: 'subquery',
      start: expression.start,
      end: node.to,
      expression,
      rangeMs: this.#durationMs(range, true),
      offsetMs: 0,
      ...(step === undefined ? {} : { stepMs: this.#durationMs(step, true) }),
    };
  }

  #offset(expression: Expression, node: SyntaxNode): Expression {
    const [, , ...rest] = children(node);
    const offsetMs =
      this.#durationMs(rest.at(-1), false) * (rest.length > 1 && rest[0]?.name === 'Sub' ? -1 : 1);
    if (expression.kind !== 'selector' && expression.kind !== 'subquery') {
      throw this.#fault(`offset modifier ${placeOfModifier}`, expression.start);
    }
    if (expression.offsetMs !== 0)
      throw this.#fault('offset may not be set multiple times', expression.start);
    return { ...expression, offsetMs, end: node.to };
  }

  #at(expression: Expression, node: SyntaxNode): Expression {
    const when = children(node).at(-1);
    if (expression.kind !== 'selector' && expression.kind !== 'subquery') {
      throw this.#fault(`@ modifier ${placeOfModifier}`, expression.start);
    }
    if (expression.at !== undefined) {
      throw this.#fault('@ <timestamp> may not be set multiple times', expression.start);
    }
    return { ...expression, at: this.#moment(when, expression.start), end: node.to };
  }

  #moment(node: SyntaxNode | undefined, start: number): AtModifier {
    const written = this.#textOf(node);
    if (node?.name === 'AtModifierPreprocessors')
      return written.toLowerCase().startsWith('s') ? 'start' : 'end';
    const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/s.exec(written) ?? [];
    const seconds = numberOf(digits) * (sign === '-' ? -1 : 1);
    if (!Number.isFinite(seconds) || Math.abs(seconds) > Number.MAX_SAFE_INTEGER / 1000) {
      const shown = Number.isFinite(seconds) ? seconds.toFixed(6) : written.replace(/^inf$/i, '+Inf');
      throw this.#fault(`timestamp out of bounds for @ modifier: ${shown}`, start);
    }
    return { timeMs: Math.round(seconds * 1000) };
  }

  #atom(phrase: Phrase | undefined): Expression {
    if (phrase?.type === 'number') {
      return { kind: 'number', value: numberOf(phrase.text), start: phrase.start, end: phrase.end };
    }
    if (phrase?.type !== 'atom') throw this.#fault('syntax error', this.text.length);
    const { node } = phrase;
    const span = { start: node.from, end: node.to };
    const [first] = children(node);
    if (node.name === 'ParenExpr' && first !== undefined) {
      return { kind: 'parenthesis', expression: this.expression(first), ...span };
    }
    if (node.name === 'StringLiteral') return { kind: 'string', value: this.#string(node), ...span };
    if (node.name === 'FunctionCall') {
      const [name, body] = children(node);
      return { kind: 'call', name: this.#textOf(name), arguments: this.#arguments(body), ...span };
    }
    if (node.name === 'AggregateExpr') return this.#aggregation(node);
    if (node.name === 'VectorSelector') return this.#selector(node);
    throw this.#fault('syntax error', node.from);
  }

  #arguments(body: SyntaxNode | undefined): readonly Expression[] {
    return body === undefined ? [] : children(body).map((node) => this.expression(node));
  }

  #aggregation(node: SyntaxNode): Aggregation {
    const parts = children(node);
    const span = { start: node.from, end: node.to };
    const operator = this.#textOf(parts[0]).toLowerCase();
    const modifier = parts.find(({ name }) => name === 'AggregateModifier');
    const given = this.#arguments(parts.find(({ name }) => name === 'FunctionCallBody'));
    const wanted = aggregationTable.get(operator) === undefined ? 1 : 2;
    const what = 'for aggregate expression provided';
    if (given.length === 0) throw this.#fault(`no arguments ${what}`, node.from);
    if (given.length !== wanted) {
      throw this.#fault(
        `wrong number of arguments ${what}, expected ${wanted}, got ${given.length}`,
        node.from,
      );
    }
    const expression = given[wanted - 1] as Expression;
    const grouping = this.#grouping(modifier);
    const parameter = wanted === 2 ? given[0] : undefined;
    const base = { kind: 'aggregation', operator, grouping, expression, ...span } as const;
    return parameter === undefined ? base : { ...base, parameter };
  }

  #grouping(modifier: SyntaxNode | undefined): Aggregation['grouping'] {
    if (modifier === undefined) return { by: true, labels: [] };
    const [word, labels] = children(modifier);
    return { by: word?.name === 'By', labels: this.#labels(labels) };
  }

  #labels(node: SyntaxNode | undefined): readonly string[] {
    return node === undefined ? [] : children(node).map((label) => this.#textOf(label));
  }

  #matching(clause: SyntaxNode | undefined): VectorMatching {
    if (clause === undefined) return { on: false, labels: [], include: [] };
    const parts = children(clause);
    const group = parts.findIndex(({ name }) => name === 'GroupLeft' || name === 'GroupRight');
    const before = group < 0 ? parts : parts.slice(0, group);
    const labels = before.find(({ name }) => name === 'GroupingLabels');
    const on = before.some(({ name }) => name === 'On');
    const base = {
      on,
      labels: this.#labels(labels),
      include: group < 0 ? [] : this.#labels(parts[group + 1]),
    };
    if (group < 0) return base;
    return { ...base, many: parts[group]?.name === 'GroupLeft' ? 'left' : 'right' };
  }

  #selector(node: SyntaxNode): Selector {
    const parts = children(node);
    const name = parts.find((part) => part.name === 'Identifier');
    const list = parts.find((part) => part.name === 'LabelMatchers');
    const matchers = list === undefined ? [] : children(list).map((matcher) => this.#matcher(matcher));
    const base = { kind: 'selector', offsetMs: 0, start: node.from, end: node.to } as const;
    if (name === undefined) return { ...base, matchers };
    const metric = this.#textOf(name);
    return { ...base, metric, matchers: [...matchers, { name: metricName, operator: '=', value: metric }] };
  }

  #matcher(node: SyntaxNode): LabelMatcher {
    const [name, sign, quoted] = children(node);
    const operator = this.#textOf(sign) as MatchOperator;
    const value = quoted === undefined ? '' : this.#string(quoted);
    if (operator === '=~' || operator === '!~') this.#checkRegex(value, node.from);
    return { name: this.#textOf(name), operator, value };
  }

  #checkRegex(source: string, start: number): void {
    try {
      this.compile(source);
    } catch (error) {
      throw this.#fault(error instanceof Error ? error.message : String(error), start);
    }
  }

  #string(node: SyntaxNode): string {
    const value = unquote(this.#textOf(node));
    if (value === undefined) throw this.#fault('invalid syntax', node.from);
    return value;
  }

  #durationMs(node: SyntaxNode | undefined, positive: boolean): number {
    const parsed = parseDuration(this.#textOf(node));
    if (typeof parsed !== 'number') throw this.#fault(parsed.fault, node?.from ?? 0);
    if (positive && parsed === 0) throw this.#fault('duration must be greater than 0', node?.from ?? 0);
    return parsed;
  }

  #textOf(node: SyntaxNode | undefined): string {
    return node === undefined ? '' : this.text.slice(node.from, node.to);
  }

  #fault(reason: string, start: number): ExpressionError {
    return new ExpressionError(reason, this.text, start);
  }
}

const placeOfModifier =
  'must be preceded by an instant vector selector or range vector selector or a subquery';
