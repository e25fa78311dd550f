/** A cell cannot be read. */
export class CellSyntaxError extends Error {
  override readonly name = 'SyntaxError';

  /**
   * @param message what is wrong, in the compiler's words
   * @param line in the cell, counted from 1
   * @param column in the line, counted from 1
   */
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}
