/** Input that does not follow its format. Thrown by every decoder and parser of the library. */
export class ParseError extends Error {
  override readonly name: string = 'ParseError';

  /**
   * @param message what was expected and what was found
   * @param offset position of the fault, in bytes for packets and characters for text
   * @param line line of the fault, counted from 1, for formats made of lines
   */
  constructor(
    message: string,
    readonly offset: number,
    readonly line?: number,
  ) {
    super(`${message} (${line === undefined ? '' : `line ${line}, `}offset ${offset})`);
  }
}
