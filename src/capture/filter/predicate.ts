import type { Collector, Comparable } from './collector.js';
import { FilterError } from './filter-error.js';
import { type Literal, latinText, literalOf } from './literal.js';
import { type Reader, readerOf } from './operand.js';
import { order, related, underPrefix } from './order.js';
import type { Condition, Operand, Relation, SetMember } from './syntax.js';

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
export function predicateOf(condition: Condition, with_: Compilation): Predicate {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return joined(condition.kind, predicateOf(condition.left, with_), predicateOf(condition.right, with_));
    case 'not': {
      const of = predicateOf(condition.of, with_);
      return () => !of();
    }
    case 'exists':
      return existence(condition.of, readerOf(condition.of, with_.collector, with_.filter));
    case 'compare':
      return comparison(condition.relation, condition.left, condition.right, with_);
    case 'contains':
      return containment(condition.of, condition.what, with_);
    case 'matches':
      return pattern(condition.of, condition.what, with_);
    case 'in':
      return membership(condition.of, condition.members, with_);
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

function comparison(relation: Relation, left: Operand, right: Operand, with_: Compilation): Predicate {
  if (left.kind === 'literal' && right.kind !== 'literal') {
    return comparison(mirrored[relation], right, left, with_);
  }
  const { collector, filter } = with_;
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

function containment(of: Operand, what: Operand, with_: Compilation): Predicate {
  const { collector, filter } = with_;
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

function membership(of: Operand, members: readonly SetMember[], with_: Compilation): Predicate {
  const reader = readerOf(of, with_.collector, with_.filter);
  const tests = members.map(({ from, to }) => {
    const low = constantFor(reader, from, with_.filter);
    if (!to) {
      const wanted = underPrefix(low.value, low.prefix);
      return (value: Comparable) => order(underPrefix(value, low.prefix), wanted) === 0;
    }
    const high = constantFor(reader, to, with_.filter).value;
    return (value: Comparable) => order(value, low.value) >= 0 && order(value, high) <= 0;
  });
  return () => reader.read().some((value) => tests.some((test) => test(value)));
}
