import type { Comparable } from './collector.js';
import type { ValueKind } from './field-table.js';
import type { ArithmeticOperator } from './syntax.js';

/** How two values make one; `undefined` where they make none, as when one is divided by zero. */
interface Computation {
  readonly kind: ValueKind;
  readonly of: (left: Comparable, right: Comparable) => Comparable | undefined;
}

const numeric: ReadonlySet<ValueKind> = new Set(['number', 'boolean']);
const bytewise: ReadonlySet<ValueKind> = new Set(['bytes', 'ether', 'protocol', 'ipv6']);

/** What an operator makes of two kinds of values; `undefined` when it takes none of them. */
export function computed(
  operator: ArithmeticOperator,
  left: ValueKind,
  right: ValueKind,
): Computation | undefined {
  if (operator === '&') return bits(left, right);
  if (left === 'time' && right === 'time' && (operator === '+' || operator === '-')) {
    return {
      kind: 'time',
      of: (a, b) => (operator === '+' ? (a as bigint) + (b as bigint) : (a as bigint) - (b as bigint)),
    };
  }
  if (!numeric.has(left) || !numeric.has(right)) return undefined;
  return { kind: 'number', of: (a, b) => ofNumbers(operator, Number(a), Number(b)) };
}

export function negated(value: Comparable): Comparable | undefined {
  if (typeof value === 'bigint') return -value;
  return typeof value === 'number' ? -value : undefined;
}

/** Whole numbers are divided as in C: what is left over is thrown away. */
function ofNumbers(operator: ArithmeticOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) return undefined;
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
    case '%':
      return b === 0 ? undefined : a % b;
    case '&':
      return Number(BigInt(a) & BigInt(b));
  }
}

/** Bits that two values share: of numbers, of addresses, and of bytes one by one as far as both go. */
function bits(left: ValueKind, right: ValueKind): Computation | undefined {
  if ((numeric.has(left) && numeric.has(right)) || (left === 'ipv4' && right === 'ipv4')) {
    const kind = left === 'ipv4' ? 'ipv4' : 'number';
    return { kind, of: (a, b) => ofNumbers('&', Math.trunc(Number(a)), Math.trunc(Number(b))) };
  }
  if (!bytewise.has(left) || !bytewise.has(right)) return undefined;
  return {
    kind: left === 'ipv6' ? 'ipv6' : 'bytes',
    of: (a, b) => {
      if (typeof a !== 'object' || typeof b !== 'object') return undefined;
      return a.slice(0, b.length).map((byte, i) => byte & (b[i] ?? 0));
    },
  };
}
