import { isFieldName } from './field-table.js';
import {
  type Condition,
  FilterError,
  type FilterFunction,
  type Operand,
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
const functions: readonly string[] = ['len', 'count', 'upper', 'lower'] satisfies FilterFunction[];
const AND_BITS = ['&', 'bitand', 'bitwise_and'];
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
    const left = this.#operand();
    const here = this.#here;
    const isSignOrWord = here.kind === 'sign' || here.kind === 'word';
    const relation = isSignOrWord && Object.hasOwn(relations, here.text) ? relations[here.text] : undefined;
    if (relation) {
      this.#at++;
      return { kind: 'compare', relation, left, right: this.#operand(), offset: here.offset };
    }
    if (this.#take('contains')) {
      return { kind: 'contains', of: left, what: this.#operand(), offset: here.offset };
    }
    if (this.#take('matches', '~')) {
      return { kind: 'matches', of: left, what: this.#operand(), offset: here.offset };
    }
    if (this.#take('in')) return { kind: 'in', of: left, members: this.#set(), offset: here.offset };
    if (this.#here.text === 'not' && this.#tokens[this.#at + 1]?.text === 'in') {
      this.#at += 2;
      const members: Condition = { kind: 'in', of: left, members: this.#set(), offset: here.offset };
      return { kind: 'not', of: members, offset: here.offset };
    }
    return { kind: 'exists', of: left, offset: left.offset };
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

  #operand(): Operand {
    let operand = this.#sliced();
    for (let sign = this.#take(...AND_BITS); sign; sign = this.#take(...AND_BITS)) {
      operand = { kind: 'bits', of: operand, mask: this.#sliced(), offset: sign.offset };
    }
    return operand;
  }

  #sliced(): Operand {
    const of = this.#simple();
    const bracket = this.#take('[');
    if (!bracket) return of;
    const end = this.filter.indexOf(']', bracket.end);
    if (end === -1) throw new FilterError('this "[" has no "]"', this.filter, bracket.offset);
    while (this.#here.offset < end) this.#at++;
    this.#expect(']');
    return { kind: 'slice', of, ranges: sliceRanges(this.filter, bracket.end, end), offset: of.offset };
  }

  #simple(): Operand {
    const here = this.#here;
    const { text, offset } = here;
    if (here.kind === 'string') {
      this.#at++;
      return { kind: 'literal', text, quoted: true, offset };
    }
    if (here.kind !== 'word') throw this.#unexpected('a field or a value');
    this.#at++;
    if (functions.includes(text) && this.#take('(')) {
      const of = this.#operand();
      this.#expect(')');
      return { kind: 'call', function: text as FilterFunction, of, offset };
    }
    return isFieldName(text)
      ? { kind: 'field', name: text, offset }
      : { kind: 'literal', text, quoted: false, offset };
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
