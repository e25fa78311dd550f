import { ParseError } from '../../../parse-error.js';

/** A PromQL expression that is wrong, in Prometheus' words: `1:7: parse error: unknown function with name "foo"`. */
export class ExpressionError extends ParseError {
  override readonly name = 'ExpressionError';
  /** Characters from the start of the line, counted from 1. */
  readonly column: number;

  /**
   * @param reason the words of Prometheus after `parse error:`
   * @param text the expression
   * @param start characters before the fault
   */
  constructor(
    readonly reason: string,
    text: string,
    start: number,
  ) {
    const before = text.slice(0, start);
    const line = before.split('\n').length;
    super(reason, start, line);
    this.column = start - before.lastIndexOf('\n');
    this.message = `${line}:${this.column}: parse error: ${reason}`;
  }
}
