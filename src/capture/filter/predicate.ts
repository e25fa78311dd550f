import { type Comparable, orderOf } from './collector.js';
import { latinText } from './literal.js';
import { type OperandCompiler, type Reader, isConstant } from './operand.js';
import { type Condition, FilterError, type FilterTest, type Operand, type Relation } from './syntax.js';

/** Whether the packet that was collected last is kept. */
export type Predicate = () => boolean;

/** What a filter is compiled with. */
export interface Compilation {
  readonly operands: OperandCompiler;
  /** Prepares an expression of `matches`; its engine is loaded when there is one. */
  readonly expression: ((text: string) => (subject: string) => boolean) | undefined;
}

/** Kinds whose values are made of characters or bytes. */
const TEXTUAL: ReadonlySet<string> = new Set(['text', 'bytes', 'protocol', 'ether', 'ipv6', 'none']);

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
      return existence(condition.of, compilation.operands.reader(condition.of));
    case 'compare':
      return comparison(condition, compilation.operands);
    case 'contains':
      return containment(condition, compilation.operands);
    case 'matches':
      return pattern(condition, compilation);
    case 'in':
      return membership(condition, compilation.operands);
  }
}

function joined(kind: 'and' | 'or' | 'xor', left: Predicate, right: Predicate): Predicate {
  if (kind === 'and') return () => left() && right();
  return kind === 'or' ? () => left() || right() : () => left() !== right();
}

/** Of what is computed, a zero counts as nothing: `tcp.flags & 2` alone is a question. */
function existence(of: Operand, { read }: Reader): Predicate {
  if (of.kind === 'arithmetic' || of.kind === 'negative') return () => read().some(isSomething);
  return () => read().length > 0;
}

function isSomething(value: Comparable): boolean {
  return typeof value === 'object' ? value.some((byte) => byte !== 0) : Boolean(value);
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

type Comparison = FilterTest & { readonly kind: 'compare' };

function comparison(test: Comparison, operands: OperandCompiler): Predicate {
  const { relation, left, right } = test;
  if (isConstant(left) && !isConstant(right)) {
    return comparison({ ...test, relation: mirrored[relation], left: right, right: left }, operands);
  }
  const one = operands.reader(left);
  const all = test.quantifier ? test.quantifier === 'all' : relation === 'all==' || relation === 'all!=';
  if (right.kind === 'literal') {
    const { value, prefix } = operands.constant(right, one);
    const values = [underPrefix(value, prefix)];
    return () => related(relation, all, one.read(), values, prefix);
  }
  const other = operands.reader(right, one);
  if (familyOf(one) !== familyOf(other)) {
    throw new FilterError(
      `a ${one.kind} cannot be compared with a ${other.kind}`,
      operands.filter,
      right.offset,
    );
  }
  return () => related(relation, all, one.read(), other.read());
}

/** Kinds that compare with each other. */
function familyOf({ kind }: Reader): string {
  if (kind === 'boolean') return 'number';
  return kind === 'protocol' || kind === 'ether' || kind === 'none' ? 'bytes' : kind;
}

/** The values of a test that has to hold for all of them, or for one; there must be some. */
function quantified(
  { quantifier }: FilterTest,
  { read }: Reader,
  holds: (value: Comparable) => boolean,
): Predicate {
  if (quantifier !== 'all') return () => read().some(holds);
  return () => {
    const values = read();
    return values.length > 0 && values.every(holds);
  };
}

type Search = FilterTest & { readonly kind: 'contains' | 'matches' };

function containment(test: Search, operands: OperandCompiler): Predicate {
  const reader = textualReader(test.of, operands, 'contains nothing');
  const type = reader.kind === 'text' ? reader : ({ kind: 'bytes' } as const);
  if (test.what.kind === 'literal') {
    const wanted = textOf(operands.constant(test.what, type).value);
    return quantified(test, reader, (value) => wanted !== '' && textOf(value).includes(wanted));
  }
  const what = textualReader(test.what, operands, 'is contained in nothing');
  return quantified(test, reader, (value) =>
    what.read().some((each) => textOf(each) !== '' && textOf(value).includes(textOf(each))),
  );
}

function pattern(test: Search, { operands, expression }: Compilation): Predicate {
  const reader = textualReader(test.of, operands, 'matches no expression');
  const { what } = test;
  if (what.kind !== 'literal' || !expression) {
    throw new FilterError('expected an expression between quotes', operands.filter, what.offset);
  }
  try {
    const finds = expression(what.text);
    return quantified(test, reader, (value) => finds(textOf(value)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FilterError(`not a regular expression: ${reason}`, operands.filter, what.offset);
  }
}

/** @throws {@link FilterError} for what is neither text nor bytes */
function textualReader(operand: Operand, operands: OperandCompiler, fault: string): Reader {
  const reader = operands.reader(operand);
  if (TEXTUAL.has(reader.kind)) return reader;
  throw new FilterError(
    `a ${reader.kind} ${fault}: compare it, or put it in string()`,
    operands.filter,
    operand.offset,
  );
}

function textOf(value: Comparable): string {
  return typeof value === 'object' ? latinText(value) : String(value);
}

function membership(test: FilterTest & { readonly kind: 'in' }, operands: OperandCompiler): Predicate {
  const reader = operands.reader(test.of);
  const tests = test.members.map(({ from, to }) => {
    if (!to && from.kind === 'literal') {
      const { value: written, prefix } = operands.constant(from, reader);
      const wanted = underPrefix(written, prefix);
      return (value: Comparable) => orderOf(underPrefix(value, prefix), wanted) === 0;
    }
    const low = memberReader(from, reader, operands);
    if (!to) return (value: Comparable) => low.read().some((each) => orderOf(value, each) === 0);
    const high = memberReader(to, reader, operands);
    return (value: Comparable) =>
      low.read().some((each) => orderOf(value, each) >= 0) &&
      high.read().some((each) => orderOf(value, each) <= 0);
  });
  return quantified(test, reader, (value) => tests.some((passes) => passes(value)));
}

function memberReader(member: Operand, of: Reader, operands: OperandCompiler): Reader {
  const reader = operands.reader(member, of);
  if (familyOf(reader) === familyOf(of)) return reader;
  throw new FilterError(`a set of ${of.kind} values holds no ${reader.kind}`, operands.filter, member.offset);
}

/** A value with the bits after a prefix put to zero. */
function underPrefix(value: Comparable, prefix: number | undefined): Comparable {
  if (prefix === undefined || typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return value - (value % 2 ** (32 - prefix));
  return value.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))));
}

/** Whether the values of two sides are related as asked: one pair of them, or all. */
function related(
  relation: Relation,
  all: boolean,
  left: readonly Comparable[],
  right: readonly Comparable[],
  prefix?: number,
): boolean {
  if (left.length === 0 || right.length === 0) return false;
  for (const a of left) {
    const masked = underPrefix(a, prefix);
    for (const b of right) if (holds(relation, orderOf(masked, b)) !== all) return !all;
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
