import { ParseError } from '../parse-error.js';

/** A place in a file, counted from 1 as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A scenario that is wrong, and where; one that was written in code has no place in a text. */
export class ScenarioError extends ParseError {
  override readonly name = 'ScenarioError';
  /** Column of the fault, counted from 1; absent for a scenario written in code. */
  readonly column?: number;

  /**
   * @param problem what was expected and what was found
   * @param path field at fault, such as `links.2.delay`; empty for the file as a whole
   * @param position where the fault is in the text, if there is one
   */
  constructor(
    readonly problem: string,
    readonly path: string,
    position?: TextPosition,
  ) {
    super(problem, position?.offset ?? 0, position?.line);
    this.message = `${path === '' ? '' : `${path}: `}${problem}`;
    if (!position) return;
    this.column = position.column;
    this.message += ` (line ${position.line}, column ${position.column})`;
  }
}
