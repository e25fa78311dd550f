import { ParseError } from '../../parse-error.js';

/** Text that is not the exposition it should be: where a scrape would stop. */
export class ExpositionError extends ParseError {
  override readonly name = 'ExpositionError';

  /**
   * @param message what was expected and what was found
   * @param offset in characters from the start
   * @param line from 1
   * @param column in characters, from 1
   */
  constructor(
    message: string,
    offset: number,
    override readonly line: number,
    readonly column: number,
  ) {
    super(`${message} (column ${column})`, offset, line);
  }

  /** Finds line and column only now: nobody counts lines while all is well. */
  static at(text: string, offset: number, message: string): ExpositionError {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    return new ExpositionError(message, offset, line, offset - before.lastIndexOf('\n'));
  }
}
