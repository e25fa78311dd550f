import { nearestNames } from '../../unknown-name.js';
import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import { computed, negated } from './arithmetic.js';
import { type Collector, type Comparable, orderOf } from './collector.js';
import { type ValueKind, fieldNames, fieldNamed, namesOf } from './field-table.js';
import { type Literal, literalOf } from './literal.js';
import { FilterError, type Operand, type SliceRange } from './syntax.js';

/** What a value is: its kind, and the words that stand for some of its numbers. */
export interface ValueType {
  readonly kind: ValueKind;
  readonly names?: ReadonlyMap<string, number>;
}

/** An operand ready to be read of each packet. */
export interface Reader extends ValueType {
  readonly read: () => readonly Comparable[];
}

type Call = Operand & { readonly kind: 'call' };

const SLICEABLE: ReadonlySet<ValueKind> = new Set([
  'ether',
  'ipv4',
  'ipv6',
  'bytes',
  'text',
  'protocol',
  'none',
]);

/** Prepares the operands of one filter. */
export class OperandCompiler {
  constructor(
    readonly collector: Collector,
    readonly filter: string,
  ) {}

  /**
   * @param expected what a value written in the filter is read as
   * @throws {@link FilterError} for such a value where nothing says what it is
   */
  reader(operand: Operand, expected?: ValueType): Reader {
    switch (operand.kind) {
      case 'field':
        return this.#field(operand);
      case 'reference':
        return { kind: fieldNamed(operand.name)?.kind ?? 'none', read: () => [] };
      case 'literal': {
        if (!expected) throw this.#notField(operand);
        const { value } = this.constant(operand, expected);
        return { ...expected, read: () => [value] };
      }
      case 'slice':
        return this.#slice(operand);
      case 'call':
        return this.#call(operand, expected);
      case 'negative': {
        const of = this.reader(operand.of, expected);
        if (!isNumeric(of.kind)) throw this.#fault(operand, `a ${of.kind} has no opposite`);
        return mapped(of, { kind: of.kind === 'boolean' ? 'number' : of.kind }, negated);
      }
      case 'arithmetic':
        return this.#arithmetic(operand, expected);
    }
  }

  /** The value of a literal, as a field of some type has it. @throws {@link FilterError} */
  constant(operand: Operand, type: ValueType): Literal {
    const constant = operand.kind === 'literal' ? literalOf(type.kind, operand, type.names) : undefined;
    if (constant) return constant;
    const shown = operand.kind === 'literal' ? JSON.stringify(operand.text.slice(0, 40)) : 'this';
    throw this.#fault(operand, `${shown} is no value for a field of kind ${type.kind}`);
  }

  #field(field: Operand & { readonly kind: 'field' }): Reader {
    const source = fieldNamed(field.name);
    if (!source) throw new RangeError(`no field ${field.name}`);
    const read = this.collector.want(source, field.layers, field.raw);
    return field.raw ? { kind: 'bytes', read } : { kind: source.kind, names: namesOf(source), read };
  }

  #slice({ of: whole, ranges, offset }: Operand & { readonly kind: 'slice' }): Reader {
    const of = this.reader(whole);
    if (!SLICEABLE.has(of.kind)) throw new FilterError(`a ${of.kind} has no slices`, this.filter, offset);
    return mapped(of, { kind: of.kind === 'text' ? 'text' : 'bytes' }, (value) => {
      const sliced = typeof value === 'number' ? addressBytes(value) : value;
      return typeof sliced === 'bigint' ? undefined : sliceOf(sliced, ranges);
    });
  }

  #call(call: Call, expected: ValueType | undefined): Reader {
    const [first, ...others] = call.of;
    if (!first) throw this.#fault(call, `${call.function}() needs something between its parentheses`);
    if (call.function === 'max' || call.function === 'min') return this.#extreme(call, expected);
    if (others.length > 0) throw this.#fault(call, `${call.function}() takes one field`);
    if (call.function === 'len') return this.#length(call, first);
    const of = this.reader(first, expected);
    switch (call.function) {
      case 'count':
        return { kind: 'number', read: () => (of.read().length > 0 ? [of.read().length] : []) };
      case 'abs':
        if (!isNumeric(of.kind)) throw this.#fault(call, 'abs() is for numbers');
        return mapped(of, { kind: of.kind }, (value) =>
          orderOf(value, typeof value === 'bigint' ? 0n : 0) < 0 ? negated(value) : value,
        );
      case 'string': {
        const text = texts[of.kind];
        if (!text) throw this.#fault(call, `string() is for numbers and addresses, not for a ${of.kind}`);
        return mapped(of, { kind: 'text' }, text);
      }
      case 'upper':
      case 'lower': {
        if (of.kind !== 'text') throw this.#fault(call, `${call.function}() is for text`);
        const upper = call.function === 'upper';
        return mapped(of, of, (value) => (upper ? String(value).toUpperCase() : String(value).toLowerCase()));
      }
    }
  }

  /** Of text its characters, of all else the bytes that it takes in the packet. */
  #length(call: Call, of: Operand): Reader {
    const plain = this.reader(of);
    const bytes =
      of.kind === 'field' && !SLICEABLE.has(plain.kind) ? this.reader({ ...of, raw: true }) : plain;
    if (!SLICEABLE.has(bytes.kind)) throw this.#fault(call, `a ${bytes.kind} has no length`);
    return mapped(bytes, { kind: 'number' }, (value) =>
      typeof value === 'object' || typeof value === 'string' ? value.length : 4,
    );
  }

  /** The largest or the smallest of all values there are; none where there are none. */
  #extreme(call: Call, expected: ValueType | undefined): Reader {
    const model = call.of.find((each) => !isConstant(each));
    const type = model ? this.reader(model) : expected;
    const readers = call.of.map((each) => this.reader(each, type));
    const [{ kind, names } = { kind: 'none' as const, names: undefined }] = readers;
    const other = readers.find((each) => each.kind !== kind);
    if (other) throw this.#fault(call, `${call.function}() compares a ${kind} with a ${other.kind}`);
    const sign = call.function === 'max' ? 1 : -1;
    return {
      kind,
      ...(names && { names }),
      read: () => {
        const values = readers.flatMap(({ read }) => read());
        return values
          .slice(1)
          .reduce(
            ([best = 0], value) => [sign * orderOf(value, best) > 0 ? value : best],
            values.slice(0, 1),
          );
      },
    };
  }

  #arithmetic(operand: Operand & { readonly kind: 'arithmetic' }, expected: ValueType | undefined): Reader {
    const { operator } = operand;
    const model = [operand.left, operand.right].find((each) => !isConstant(each));
    const type = model ? this.reader(model, expected) : expected;
    const left = this.reader(operand.left, type);
    const right = this.reader(operand.right, type);
    const compute = computed(operator, left.kind, right.kind);
    if (!compute) {
      throw this.#fault(operand, `"${operator}" takes no ${left.kind} and ${right.kind}`);
    }
    return {
      kind: compute.kind,
      read: () => left.read().flatMap((a) => right.read().flatMap((b) => compute.of(a, b) ?? [])),
    };
  }

  #notField({ text, offset, form }: Operand & { readonly kind: 'literal' }): FilterError {
    const shown = JSON.stringify(text.slice(0, 40));
    if (form !== 'word')
      return new FilterError(`expected a field, found the text ${shown}`, this.filter, offset);
    const near = nearestNames(text, fieldNames());
    const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
    return new FilterError(`unknown field ${shown}${hint}`, this.filter, offset);
  }

  #fault({ offset }: Operand, reason: string): FilterError {
    return new FilterError(reason, this.filter, offset);
  }
}

/** Whether an operand is made of written values alone: what it is depends on what it is compared with. */
export function isConstant(operand: Operand): boolean {
  switch (operand.kind) {
    case 'literal':
      return true;
    case 'negative':
      return isConstant(operand.of);
    case 'arithmetic':
      return isConstant(operand.left) && isConstant(operand.right);
    case 'call':
      return operand.of.every(isConstant);
    default:
      return false;
  }
}

function isNumeric(kind: ValueKind): boolean {
  return kind === 'number' || kind === 'boolean' || kind === 'time';
}

/** The kinds that string() writes. */
const texts: Partial<Readonly<Record<ValueKind, (value: Comparable) => string>>> = {
  number: String,
  ipv4: (value) => ipv4Text(addressBytes(Number(value)), 0),
  ipv6: (value) => (typeof value === 'object' ? ipv6Text(value, 0) : ''),
  ether: (value) => (typeof value === 'object' ? macText(value, 0) : ''),
};

function mapped(
  { read }: Reader,
  type: ValueType,
  change: (value: Comparable) => Comparable | undefined,
): Reader {
  return {
    kind: type.kind,
    ...(type.names && { names: type.names }),
    read: () => read().flatMap((value) => change(value) ?? []),
  };
}

/** An address of IPv4 is compared as a number, and cut as its four bytes. */
function addressBytes(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}

/** The bytes, or the characters, of some ranges; `undefined` where one of them is not all there. */
function sliceOf(value: Uint8Array | string, ranges: readonly SliceRange[]): Uint8Array | string | undefined {
  const parts: (Uint8Array | string)[] = [];
  for (const { start, length } of ranges) {
    const from = start < 0 ? value.length + start : start;
    const to = length === undefined ? value.length : from + length;
    if (from < 0 || from >= value.length || to > value.length) return undefined;
    parts.push(value.slice(from, to));
  }
  if (typeof value === 'string') return parts.join('');
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [] : [...part])));
}
