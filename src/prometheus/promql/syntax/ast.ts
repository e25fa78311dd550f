import type { LabelMatcher } from '../../series/matcher.js';

/** What an expression gives: one number, one text, a value per series, or samples per series. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

/** The moment that `@` names: a time, or an end of the query's range. */
export type AtModifier = { readonly timeMs: number } | 'start' | 'end';

/** Where a node stands in the text, in characters; the end is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `offset` and `@`, which say when to look. */
export interface Moment {
  readonly offsetMs: number;
  readonly at?: AtModifier;
}

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}

/** `up{job="a"} offset 5m`, or with a range `up[5m]`. */
export interface Selector extends Span, Moment {
  readonly kind: 'selector';
  /** The metric's name, which is also among the matchers. */
  readonly metric?: string;
  readonly matchers: readonly LabelMatcher[];
  /** Absent for an instant vector. */
  readonly rangeMs?: number;
}

export interface Subquery extends Span, Moment {
  readonly kind: 'subquery';
  readonly expression: Expression;
  readonly rangeMs: number;
  /** Absent for the engine's default. */
  readonly stepMs?: number;
}

export interface Parenthesis extends Span {
  readonly kind: 'parenthesis';
  readonly expression: Expression;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expression: Expression;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

/** `on (…)` or `ignoring (…)`, and which side may have several series for one of the other. */
export interface VectorMatching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly many?: 'left' | 'right';
  /** Labels that the result takes from the "one" side. */
  readonly include: readonly string[];
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export interface Aggregation extends Span {
  readonly kind: 'aggregation';
  readonly operator: string;
  /** `by` keeps these labels, `without` drops them. */
  readonly grouping: { readonly by: boolean; readonly labels: readonly string[] };
  readonly parameter?: Expression;
  readonly expression: Expression;
}

/** A PromQL expression as a tree of plain data. */
export type Expression =
  NumberLiteral | StringLiteral | Selector | Subquery | Parenthesis | Unary | Binary | Call | Aggregation;

/** Operators between a condition and a value. */
export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

/** Operators on which series there are, whatever their values. */
export function isSetOperator(operator: BinaryOperator): operator is SetOperator {
  return operator === 'and' || operator === 'or' || operator === 'unless';
}

/** The expression inside any parentheses. */
export function unwrapped(expression: Expression): Expression {
  return expression.kind === 'parenthesis' ? unwrapped(expression.expression) : expression;
}
