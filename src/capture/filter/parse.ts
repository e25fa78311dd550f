import { isFieldName } from './field-table.js';
import {
  type ArithmeticOperator,
  type Condition,
  FilterError,
  type FilterFunction,
  type FilterTest,
  type LiteralForm,
  type Operand,
  type Quantifier,
  type Relation,
  type SetMember,
  type SliceRange,
} from './syntax.js';
import { type Token, tokensOf } from './token.js';

const relations: Readonly<Record<string, Relation>> = {
  '==': 'any==',
  eq: 'any==',
  any_eq: 'any==',
  '===': 'all==',
  all_eq: 'all==',
  '!=': 'all!=',
  ne: 'all!=',
  all_ne: 'all!=',
  '!==': 'any!=',
  '~=': 'any!=',
  any_ne: 'any!=',
  '>': '>',
  gt: '>',
  '<': '<',
  lt: '<',
  '>=': '>=',
  ge: '>=',
  '<=': '<=',
  le: '<=',
};
const functions: ReadonlySet<string> = new Set<FilterFunction>([
  ...(['len', 'count', 'upper', 'lower', 'string', 'max', 'min', 'abs'] as const),
]);
/** What computes, by what binds least first. */
const operators: readonly Readonly<Record<string, ArithmeticOperator>>[] = [
  { '&': '&', bitand: '&', bitwise_and: '&' },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/', '%': '%' },
];
const literalForms: Readonly<Record<string, LiteralForm>> = {
  word: 'word',
  string: 'text',
  character: 'character',
};
/** Deeper than any person nests, and far from the limit of the call stack. */
const MAX_DEPTH = 100;

/** Takes a display filter apart. @throws {@link FilterError} */
export function parseFilter(filter: string): Condition {
  return new Parser(filter).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(readonly filter: string) {
    this.#tokens = tokensOf(filter);
  }

  whole(): Condition {
    const condition = this.#or();
    if (this.#here.kind !== 'end') throw this.#unexpected('"and", "or" or the end');
    return condition;
  }

  #or(): Condition {
    return this.#chain('or', ['or', '||'], () => this.#chain('xor', ['xor', '^^'], () => this.#and()));
  }

  #and(): Condition {
    return this.#chain('and', ['and', '&&'], () => this.#not());
  }

  #chain(kind: 'and' | 'or' | 'xor', signs: readonly string[], part: () => Condition): Condition {
    let left = part();
    for (let sign = this.#take(...signs); sign; sign = this.#take(...signs)) {
      left = { kind, left, right: part(), offset: sign.offset };
    }
    return left;
  }

  #not(): Condition {
    if (++this.#depth > MAX_DEPTH) throw new FilterError('nested too deep', this.filter, this.#here.offset);
    const sign = this.#take('not', '!');
    const condition: Condition = sign
      ? { kind: 'not', of: this.#not(), offset: sign.offset }
      : this.#parenthesised();
    this.#depth--;
    return condition;
  }

  #parenthesised(): Condition {
    if (!this.#take('(')) return this.#test();
    const condition = this.#or();
    this.#expect(')');
    return condition;
  }

  #test(): Condition {
    const quantifier = this.#quantifier();
    const left = this.#operand();
    const test = this.#after(left, quantifier);
    if (test) return test;
    if (quantifier) throw this.#unexpected(`a comparison after "${quantifier}"`);
    return { kind: 'exists', of: left, offset: left.offset };
  }

  /** `any` and `all` stand before a test. */
  #quantifier(): Quantifier | undefined {
    const sign = this.#take('any', 'all');
    return sign && (sign.text as Quantifier);
  }

  /** What is asked of an operand; `undefined` when nothing is. */
  #after(left: Operand, quantifier: Quantifier | undefined): Condition | undefined {
    const here = this.#here;
    const { offset } = here;
    const asked = quantifier && { quantifier };
    const isSignOrWord = here.kind === 'sign' || here.kind === 'word';
    const relation = isSignOrWord && Object.hasOwn(relations, here.text) ? relations[here.text] : undefined;
    if (relation) {
      this.#at++;
      const right = this.#operand();
      const test: FilterTest = { kind: 'compare', relation, left, right, offset, ...asked };
      // As in mathematics: 60 < frame.len < 100.
      const next = this.#after(right, quantifier);
      return next ? { kind: 'and', left: test, right: next, offset } : test;
    }
    if (this.#take('contains'))
      return { kind: 'contains', of: left, what: this.#operand(), offset, ...asked };
    if (this.#take('matches', '~'))
      return { kind: 'matches', of: left, what: this.#operand(), offset, ...asked };
    if (this.#take('in')) return { kind: 'in', of: left, members: this.#set(), offset, ...asked };
    if (here.text === 'not' && this.#tokens[this.#at + 1]?.text === 'in') {
      this.#at += 2;
      const members: FilterTest = { kind: 'in', of: left, members: this.#set(), offset, ...asked };
      return { kind: 'not', of: members, offset };
    }
    return undefined;
  }

  #set(): readonly SetMember[] {
    this.#expect('{');
    const members: SetMember[] = [];
    do {
      const from = this.#operand();
      members.push(this.#take('..') ? { from, to: this.#operand() } : { from });
    } while (this.#take(','));
    this.#expect('}');
    return members;
  }

  #operand(level = 0): Operand {
    const signs = operators[level];
    if (!signs) return this.#signed();
    let left = this.#operand(level + 1);
    for (let sign = this.#take(...Object.keys(signs)); sign; sign = this.#take(...Object.keys(signs))) {
      const operator = signs[sign.text] ?? '&';
      const right = this.#operand(level + 1);
      left = { kind: 'arithmetic', operator, left, right, offset: sign.offset };
    }
    return left;
  }

  #signed(): Operand {
    if (++this.#depth > MAX_DEPTH) throw new FilterError('nested too deep', this.filter, this.#here.offset);
    const sign = this.#take('-', '+');
    let operand: Operand = sign ? this.#signed() : this.#sliced();
    if (sign?.text === '-') operand = { kind: 'negative', of: operand, offset: sign.offset };
    this.#depth--;
    return operand;
  }

  #sliced(): Operand {
    let of = this.#simple();
    for (let bracket = this.#take('['); bracket; bracket = this.#take('[')) {
      of = { kind: 'slice', of, ranges: this.#ranges(bracket), offset: of.offset };
    }
    return of;
  }

  /** What stands between brackets, the first of which was taken. */
  #ranges(bracket: Token): readonly SliceRange[] {
    const end = this.filter.indexOf(']', bracket.end);
    if (end === -1) throw new FilterError('this "[" has no "]"', this.filter, bracket.offset);
    while (this.#here.offset < end) this.#at++;
    this.#expect(']');
    return sliceRanges(this.filter, bracket.end, end);
  }

  #simple(): Operand {
    const here = this.#here;
    const { text, offset } = here;
    if (this.#take('{')) {
      const inner = this.#operand();
      this.#expect('}');
      return inner;
    }
    const raw = this.#take('@') !== undefined;
    if (raw) return this.#field(this.#here, true);
    const form = literalForms[here.kind];
    if (here.kind === 'reference') return this.#reference(here);
    if (form === undefined) throw this.#unexpected('a field or a value');
    if (form !== 'word') {
      this.#at++;
      return { kind: 'literal', text, form, offset };
    }
    if (functions.has(text) && this.#tokens[this.#at + 1]?.text === '(') {
      this.#at++;
      return { kind: 'call', function: text as FilterFunction, of: this.#arguments(), offset };
    }
    if (isFieldName(text.replace(/^\./, ''))) return this.#field(here, false);
    this.#at++;
    return { kind: 'literal', text, form, offset };
  }

  #arguments(): readonly Operand[] {
    this.#expect('(');
    const operands: Operand[] = [];
    do operands.push(this.#operand());
    while (this.#take(','));
    this.#expect(')');
    return operands;
  }

  /** A name, which a dot may say to be one, and the layers where it counts. */
  #field({ text, offset }: Token, raw: boolean): Operand {
    const name = text.replace(/^\./, '');
    if (!isFieldName(name)) throw this.#unexpected('a field');
    this.#at++;
    if (!this.#take('#')) return { kind: 'field', name, raw, offset };
    const here = this.#here;
    const bracket = this.#take('[');
    if (bracket) return { kind: 'field', name, raw, offset, layers: this.#ranges(bracket) };
    if (!/^\d{1,3}$/.test(here.text)) throw this.#unexpected('the number of a layer, or "["');
    this.#at++;
    return { kind: 'field', name, raw, offset, layers: [{ start: Number(here.text), length: 1 }] };
  }

  #reference({ text, offset }: Token): Operand {
    if (!isFieldName(text))
      throw new FilterError(`unknown field ${JSON.stringify(text)}`, this.filter, offset);
    this.#at++;
    return { kind: 'reference', name: text, offset };
  }

  get #here(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end', offset: this.filter.length, end: 0 };
  }

  #take(...texts: readonly string[]): Token | undefined {
    const here = this.#here;
    if ((here.kind !== 'sign' && here.kind !== 'word') || !texts.includes(here.text)) return undefined;
    this.#at++;
    return here;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected(JSON.stringify(text));
  }

  #unexpected(wanted: string): FilterError {
    const { kind, text, offset } = this.#here;
    const found = kind === 'end' ? text : JSON.stringify(text.slice(0, 40));
    return new FilterError(`expected ${wanted}, found ${found}`, this.filter, offset);
  }
}

/**
 * What stands between brackets: `2`, `0:3` (from, length), `1-4` (from, to), `:4`, `2:`, and several by commas.
 *
 * @throws {@link FilterError}
 */
function sliceRanges(filter: string, start: number, end: number): readonly SliceRange[] {
  let offset = start;
  return filter
    .slice(start, end)
    .split(',')
    .map((part) => {
      const range = rangeOf(part.trim());
      if (!range) throw new FilterError('a slice is [from:length], [from-to] or [at]', filter, offset);
      offset += part.length + 1;
      return range;
    });
}

function rangeOf(part: string): SliceRange | undefined {
  const [, first, sign, second] = /^(-?\d{1,6})?(?:([:-])(-?\d{1,6})?)?$/.exec(part) ?? [];
  if (sign === undefined) return first === undefined ? undefined : { start: Number(first), length: 1 };
  const from = Number(first ?? 0);
  if (sign === ':') {
    if (first === undefined && second === undefined) return undefined;
    if (second === undefined) return { start: from };
    return Number(second) > 0 ? { start: from, length: Number(second) } : undefined;
  }
  if (first === undefined || second === undefined || Number(second) < from) return undefined;
  return { start: from, length: Number(second) - from + 1 };
}
