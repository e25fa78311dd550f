/** Cells that cannot be read, and where the engine finds their fault. */
import { linesBefore } from './cell-stack.js';

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

/** Where an error is, in the cell. */
interface CodePlace {
  readonly line: number;
  readonly column: number;
}

interface ErrorScope {
  setTimeout(code: string, ms: number): number;
  addEventListener(type: 'error', listener: (event: ErrorReport) => void, options: { once: true }): void;
}

interface ErrorReport {
  readonly lineno: number;
  readonly colno: number;
  preventDefault(): void;
}

let locating = false;

/** Whether the error that is being reported was made to learn its place. */
export function isLocating(): boolean {
  return locating;
}

/**
 * Where the engine finds a syntax error. An exception does not say it; the report of one that nobody catches does. The code
 * only makes a function: compiling it again runs nothing.
 *
 * @param code what `eval` refused
 */
export function locateSyntaxError(code: string): Promise<CodePlace | undefined> {
  const scope = globalThis as unknown as ErrorScope;
  locating = true;
  return new Promise((resolve) => {
    scope.addEventListener(
      'error',
      (event) => {
        event.preventDefault();
        locating = false;
        const line = event.lineno - linesBefore;
        resolve(line >= 1 ? { line, column: event.colno } : undefined);
      },
      { once: true },
    );
    scope.setTimeout(code, 0);
  });
}
