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
    | { readonly kind: 'field'; readonly name: string }
    | { readonly kind: 'literal'; readonly text: string; readonly quoted: boolean }
    | { readonly kind: 'slice'; readonly of: Operand; readonly ranges: readonly SliceRange[] }
    | { readonly kind: 'call'; readonly function: FilterFunction; readonly of: Operand }
    | { readonly kind: 'bits'; readonly of: Operand; readonly mask: Operand }
  );

export type FilterFunction = 'len' | 'count' | 'upper' | 'lower';

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
