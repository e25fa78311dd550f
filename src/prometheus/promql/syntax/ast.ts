import type { LabelMatcher } from '../../series/matcher.js';

/** The type of an expression's value: one number, one text, a value per series, or samples per series. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

/** The argument of `@`: a time, or an end of the query's range. */
export type AtModifier = { readonly timeMs: number } | 'start' | 'end';

/** Where a node stands in the text, in characters; the end is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What computes a duration of others: operators, and numbers of the query itself. */
export type DurationOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'step' | 'range' | 'min_of' | 'max_of';

/** A duration that is more than a number: `5m * 2`, `step()`, `(1h)`. */
export interface ComputedDuration extends Span {
  readonly kind: 'computed';
  readonly operator: DurationOperator;
  /** Two for an operator, one for a sign or parentheses, none for `step()` and `range()`. */
  readonly operands: readonly Duration[];
}

/** The length of a range, a step or an offset, in seconds. */
export type Duration = NumberLiteral | ComputedDuration;

/** The modifiers `offset` and `@`, which move the moment at which samples are looked for. */
export interface Moment {
  readonly offset?: Duration;
  readonly at?: AtModifier;
}

/** A number: `0.5`, `0x1F`, `Inf`, or a duration in seconds: `5m`. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}

/** A text in quotes, without them. */
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
  readonly range?: Duration;
  /** How a range ends, or between which samples an instant lies: `anchored` or `smoothed`. */
  readonly ends?: 'anchored' | 'smoothed';
}

/** The values of an expression at regular moments, as a range vector: `rate(a[5m])[1h:1m]`. */
export interface Subquery extends Span, Moment {
  readonly kind: 'subquery';
  readonly expression: Expression;
  readonly range: Duration;
  /** Time between two values; absent for the engine's default. */
  readonly step?: Duration;
}

/** `(…)`. */
export interface Parenthesis extends Span {
  readonly kind: 'parenthesis';
  readonly expression: Expression;
}

/** A sign before an expression: `-a`. */
export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expression: Expression;
}

/** Operators that compute a number. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
/** Operators that keep the values that pass a comparison; with `bool` they give 0 or 1. */
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** Operators that choose series, whatever their values. */
export type SetOperator = 'and' | 'or' | 'unless';
/** Any operator between two expressions. */
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

/** `on (…)` or `ignoring (…)`, and which side may have several series for one of the other. */
export interface VectorMatching {
  /** `on` compares the labels that are named, `ignoring` all others. */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side of which several series match one; absent for one to one. */
  readonly many?: 'left' | 'right';
  /** Labels that the result takes from the "one" side. */
  readonly include: readonly string[];
  /** Values of the series that one side lacks. */
  readonly fill?: { readonly left?: number; readonly right?: number };
}

/** An operator between two expressions: `a / on(job) b`. */
export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** Whether a comparison gives 0 or 1 instead of choosing values. */
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

/** A call of a function: `rate(a[5m])`. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}

/** An aggregation: `sum by (job) (a)`, `topk(3, a)`. */
export interface Aggregation extends Span {
  readonly kind: 'aggregation';
  readonly operator: string;
  /** `by` keeps these labels, `without` drops them. */
  readonly grouping: { readonly by: boolean; readonly labels: readonly string[] };
  /** The first argument of `topk`, `quantile`, `limitk`, `count_values`… */
  readonly parameter?: Expression;
  readonly expression: Expression;
}

/** A PromQL expression as a tree of plain data. */
export type Expression =
  NumberLiteral | StringLiteral | Selector | Subquery | Parenthesis | Unary | Binary | Call | Aggregation;

/** Whether an operator compares. */
export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

/** Whether an operator chooses series, whatever their values. */
export function isSetOperator(operator: BinaryOperator): operator is SetOperator {
  return operator === 'and' || operator === 'or' || operator === 'unless';
}

/** The expression inside any parentheses. */
export function unwrapped(expression: Expression): Expression {
  return expression.kind === 'parenthesis' ? unwrapped(expression.expression) : expression;
}
