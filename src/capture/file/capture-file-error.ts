import { ParseError } from '../../parse-error.js';

/**
 * What is wrong with a capture file.
 *
 * - `cut`: it ends in the middle of a record; all that came before was given;
 * - `malformed`: a record cannot be what it claims, and nothing after it can be found;
 * - `unsupported`: it is not a capture, or of a kind that Sonde does not read.
 */
export type CaptureFault = 'cut' | 'malformed' | 'unsupported';

/** A capture file cannot be read further. Thrown after the packets that precede the fault have been given. */
export class CaptureError extends ParseError {
  override readonly name = 'CaptureError';

  /**
   * @param fault what kind of fault
   * @param message what was expected and what was found
   * @param offset where the faulty record starts, in bytes of the (unpacked) file
   */
  constructor(
    readonly fault: CaptureFault,
    message: string,
    offset: number,
  ) {
    super(message, offset);
  }
}
