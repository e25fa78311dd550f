import { ParseError } from '../parse-error.js';

/** A place in a file, counted from 1 as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A scenario file that is wrong, and where. */
export class ScenarioError extends ParseError {
  override readonly name = 'ScenarioError';
  /** Column of the fault, counted from 1. */
  readonly column: number;

  /**
   * @param problem what was expected and what was found
   * @param path field at fault, such as `links.2.delay`; empty for the file as a whole
   * @param position where the fault is in the text
   */
  constructor(
    readonly problem: string,
    readonly path: string,
    position: TextPosition,
  ) {
    super(problem, position.offset, position.line);
    this.column = position.column;
    this.message = `${path === '' ? '' : `${path}: `}${problem} (line ${position.line}, column ${position.column})`;
  }
}
