import type { Collector, Comparable } from './collector.js';
import { type Literal, latinText, literalOf } from './literal.js';
import { type Reader, readerOf } from './operand.js';
import { type Condition, FilterError, type Operand, type Relation, type SetMember } from './syntax.js';

/** Whether the packet that was collected last is kept. */
export type Predicate = () => boolean;

/** What a filter is compiled with. */
export interface Compilation {
  readonly collector: Collector;
  readonly filter: string;
  /** Prepares an expression of `matches`; its engine is loaded when there is one. */
  readonly expression: ((text: string) => (subject: string) => boolean) | undefined;
}

const TEXTUAL: ReadonlySet<string> = new Set(['text', 'bytes', 'protocol', 'ether', 'ipv6']);

/** A condition as a function. @throws {@link FilterError} when its sides do not fit */
export function predicateOf(condition: Condition, compilation: Compilation): Predicate {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return joined(
        condition.kind,
        predicateOf(condition.left, compilation),
        predicateOf(condition.right, compilation),
      );
    case 'not': {
      const of = predicateOf(condition.of, compilation);
      return () => !of();
    }
    case 'exists':
      return existence(condition.of, readerOf(condition.of, compilation.collector, compilation.filter));
    case 'compare':
      return comparison(condition.relation, condition.left, condition.right, compilation);
    case 'contains':
      return containment(condition.of, condition.what, compilation);
    case 'matches':
      return pattern(condition.of, condition.what, compilation);
    case 'in':
      return membership(condition.of, condition.members, compilation);
  }
}

function joined(kind: 'and' | 'or' | 'xor', left: Predicate, right: Predicate): Predicate {
  if (kind === 'and') return () => left() && right();
  return kind === 'or' ? () => left() || right() : () => left() !== right();
}

function existence(of: Operand, { read }: Reader): Predicate {
  if (of.kind === 'bits') return () => read().some((value) => value !== 0);
  return () => read().length > 0;
}

const mirrored: Readonly<Record<Relation, Relation>> = {
  'any==': 'any==',
  'all==': 'all==',
  'any!=': 'any!=',
  'all!=': 'all!=',
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
};

function comparison(relation: Relation, left: Operand, right: Operand, compilation: Compilation): Predicate {
  if (left.kind === 'literal' && right.kind !== 'literal') {
    return comparison(mirrored[relation], right, left, compilation);
  }
  const { collector, filter } = compilation;
  const one = readerOf(left, collector, filter);
  if (right.kind === 'literal') {
    const { value, prefix } = constantFor(one, right, filter);
    const values = [underPrefix(value, prefix)];
    return () => related(relation, one.read(), values, prefix);
  }
  const other = readerOf(right, collector, filter);
  if (familyOf(one) !== familyOf(other)) {
    throw new FilterError(`a ${one.kind} cannot be compared with a ${other.kind}`, filter, right.offset);
  }
  return () => related(relation, one.read(), other.read());
}

/** Kinds that compare with each other. */
function familyOf({ kind }: Reader): string {
  if (kind === 'boolean') return 'number';
  return kind === 'protocol' || kind === 'ether' ? 'bytes' : kind;
}

function constantFor({ kind }: Reader, operand: Operand, filter: string): Literal {
  const constant = operand.kind === 'literal' ? literalOf(kind, operand.text, operand.quoted) : undefined;
  if (constant) return constant;
  const shown = operand.kind === 'literal' ? JSON.stringify(operand.text.slice(0, 40)) : 'this';
  throw new FilterError(`${shown} is no value for a field of kind ${kind}`, filter, operand.offset);
}

function containment(of: Operand, what: Operand, compilation: Compilation): Predicate {
  const { collector, filter } = compilation;
  const reader = readerOf(of, collector, filter);
  if (!TEXTUAL.has(reader.kind)) {
    throw new FilterError(`a ${reader.kind} contains nothing: compare it`, filter, of.offset);
  }
  const bytewise: Reader = reader.kind === 'text' ? reader : { ...reader, kind: 'bytes' };
  const wanted = textOf(constantFor(bytewise, what, filter).value);
  return () => reader.read().some((value) => textOf(value).includes(wanted));
}

function pattern(of: Operand, what: Operand, { collector, filter, expression }: Compilation): Predicate {
  const reader = readerOf(of, collector, filter);
  if (!TEXTUAL.has(reader.kind)) {
    throw new FilterError(`a ${reader.kind} matches no expression: compare it`, filter, of.offset);
  }
  if (what.kind !== 'literal' || !expression) {
    throw new FilterError('expected an expression between quotes', filter, what.offset);
  }
  try {
    const finds = expression(what.text);
    return () => reader.read().some((value) => finds(textOf(value)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FilterError(`not a regular expression: ${reason}`, filter, what.offset);
  }
}

function textOf(value: Comparable): string {
  return typeof value === 'object' ? latinText(value) : String(value);
}

function membership(of: Operand, members: readonly SetMember[], compilation: Compilation): Predicate {
  const reader = readerOf(of, compilation.collector, compilation.filter);
  const tests = members.map(({ from, to }) => {
    const low = constantFor(reader, from, compilation.filter);
    if (!to) {
      const wanted = underPrefix(low.value, low.prefix);
      return (value: Comparable) => order(underPrefix(value, low.prefix), wanted) === 0;
    }
    const high = constantFor(reader, to, compilation.filter).value;
    return (value: Comparable) => order(value, low.value) >= 0 && order(value, high) <= 0;
  });
  return () => reader.read().some((value) => tests.some((test) => test(value)));
}

/** Under 0, 0 or above it: numbers by value, text and bytes by their first difference, then the shorter first. */
function order(a: Comparable, b: Comparable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return typeof a === 'object' && typeof b === 'object' ? orderOfBytes(a, b) : Number.NaN;
}

function orderOfBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A value with the bits after a prefix put to zero. */
function underPrefix(value: Comparable, prefix: number | undefined): Comparable {
  if (prefix === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return value - (value % 2 ** (32 - prefix));
  return value.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))));
}

/** Whether the values of two sides are related as asked: one pair of them, or all. */
function related(
  relation: Relation,
  left: readonly Comparable[],
  right: readonly Comparable[],
  prefix?: Literal['prefix'],
): boolean {
  if (left.length === 0 || right.length === 0) return false;
  const all = relation === 'all==' || relation === 'all!=';
  for (const a of left) {
    const masked = underPrefix(a, prefix);
    for (const b of right) if (holds(relation, order(masked, b)) !== all) return !all;
  }
  return all;
}

function holds(relation: Relation, difference: number): boolean {
  switch (relation) {
    case 'any==':
    case 'all==':
      return difference === 0;
    case 'any!=':
    case 'all!=':
      return difference !== 0;
    case '>':
      return difference > 0;
    case '<':
      return difference < 0;
    case '>=':
      return difference >= 0;
    case '<=':
      return difference <= 0;
  }
}
