import { ParseError } from '../../parse-error.js';

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
