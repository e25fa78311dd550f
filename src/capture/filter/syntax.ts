import { ParseError } from '../../parse-error.js';

/** Where a part of a filter begins, for errors. */
interface Place {
  readonly offset: number;
}

/** Comparisons by what they ask of the values of a field that appears several times. */
export type Relation = 'any==' | 'all==' | 'any!=' | 'all!=' | '>' | '<' | '>=' | '<=';

/** What stands on a side of a comparison. */
export type Operand = Place &
  (
    | {
        readonly kind: 'field';
        readonly name: string;
        /** Only in those layers of its protocol, counted from 1. */
        readonly layers?: readonly SliceRange[];
        /** Its bytes, whatever they say. */
        readonly raw: boolean;
      }
    /** A field of the packet that is selected in a window: there is none here. */
    | { readonly kind: 'reference'; readonly name: string }
    | { readonly kind: 'literal'; readonly text: string; readonly form: LiteralForm }
    | { readonly kind: 'slice'; readonly of: Operand; readonly ranges: readonly SliceRange[] }
    | { readonly kind: 'call'; readonly function: FilterFunction; readonly of: readonly Operand[] }
    | { readonly kind: 'negative'; readonly of: Operand }
    | {
        readonly kind: 'arithmetic';
        readonly operator: ArithmeticOperator;
        readonly left: Operand;
        readonly right: Operand;
      }
  );

/** A bare word, text between double quotes, or one character between single ones. */
export type LiteralForm = 'word' | 'text' | 'character';

export type FilterFunction = 'len' | 'count' | 'upper' | 'lower' | 'string' | 'max' | 'min' | 'abs';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '&';

/** How many values of a field a test asks for. */
export type Quantifier = 'any' | 'all';

/** From `start` (from the end when negative) for `length` bytes, or to the end. */
export interface SliceRange {
  readonly start: number;
  readonly length?: number;
}

/** A member of a set; a range when it has a `to`. */
export interface SetMember {
  readonly from: Operand;
  readonly to?: Operand;
}

/** A filter, taken apart. */
export type Condition = Place &
  (
    | {
        readonly kind: 'and' | 'or' | 'xor';
        readonly left: Condition;
        readonly right: Condition;
      }
    | { readonly kind: 'not'; readonly of: Condition }
    | { readonly kind: 'exists'; readonly of: Operand }
    | FilterTest
  );

/** A test on the values of a packet; without a quantifier, its relation says how many must pass it. */
export type FilterTest = Place & { readonly quantifier?: Quantifier } & (
    | {
        readonly kind: 'compare';
        readonly relation: Relation;
        readonly left: Operand;
        readonly right: Operand;
      }
    | { readonly kind: 'contains' | 'matches'; readonly of: Operand; readonly what: Operand }
    | { readonly kind: 'in'; readonly of: Operand; readonly members: readonly SetMember[] }
  );

/** A display filter that makes no sense. Its `offset` is the character where it stops making any. */
export class FilterError extends ParseError {
  override readonly name = 'FilterError';

  /**
   * @param reason what was expected and what was found
   * @param filter the text of the filter
   * @param offset position of the fault, in characters from 0
   */
  constructor(
    readonly reason: string,
    readonly filter: string,
    offset: number,
  ) {
    super(reason, offset);
  }

  /** The filter, and under it a caret at the fault. */
  get pointer(): string {
    return `${this.filter}\n${' '.repeat(this.offset)}^`;
  }
}
