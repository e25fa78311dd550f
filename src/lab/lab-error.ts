/**
 * Why something cannot be done to a lab:
 *
 * - `privilege`: network namespaces need root on Linux;
 * - `tool`: a program that labs are made with is not installed;
 * - `command`: a command failed that should have worked;
 * - `name`: a lab may not be called so;
 * - `exists`: there is a lab of that name already, whole or in part;
 * - `busy`: another process is bringing the lab up or down;
 * - `foreign`: a namespace has a name of the lab, and was not made by us;
 * - `inside`: this process is in the lab, and would end itself with it.
 */
export type LabFault = 'privilege' | 'tool' | 'command' | 'name' | 'exists' | 'busy' | 'foreign' | 'inside';

/** Something that cannot be done to a lab; the message tells what to do. */
export class LabError extends Error {
  override readonly name = 'LabError';

  /**
   * @param fault what kind of failure
   * @param message what happened
   * @param output what the command printed that failed
   */
  constructor(
    readonly fault: LabFault,
    message: string,
    readonly output = '',
  ) {
    super(message);
  }
}

/** Whether an error is that of a command that failed. */
export function isCommandFailure(error: unknown): error is LabError {
  return error instanceof LabError && error.fault === 'command';
}
