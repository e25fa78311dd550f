import type { ArithmeticOperator, BinaryOperator, ComparisonOperator } from './syntax/ast.js';

/** Go's math.Pow gives 1 where IEEE 754 does and ECMAScript does not. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1;
  return base ** exponent;
}

export const arithmetic: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

export const comparison: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** An operator on two numbers: what it gives, or nothing where a comparison drops the value. */
export type Combine = (left: number, right: number) => number | undefined;

/**
 * @param kept the side whose value a comparison lets through
 */
export function combiner(operator: BinaryOperator, bool: boolean, kept: 'left' | 'right'): Combine {
  const compare = comparison[operator as ComparisonOperator] as
    ((a: number, b: number) => boolean) | undefined;
  if (compare === undefined) return arithmetic[operator as ArithmeticOperator];
  if (bool) return (a, b) => (compare(a, b) ? 1 : 0);
  return kept === 'left'
    ? (a, b) => (compare(a, b) ? a : undefined)
    : (a, b) => (compare(a, b) ? b : undefined);
}

/** Operators whose result is no longer what the metric's name says; Prometheus 2.42 forgets atan2 (shouldDropMetricName). */
export function dropsName(operator: BinaryOperator, bool: boolean): boolean {
  return bool || ['+', '-', '*', '/', '%', '^'].includes(operator);
}
