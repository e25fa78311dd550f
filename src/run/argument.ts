/** An argument that no tool is given. */
export class ToolArgumentError extends Error {
  override readonly name = 'ToolArgumentError';
}

/** PATH_MAX of Linux; a host name has 253 characters at most. */
const MAX_CHARACTERS = 4096;

/**
 * A host, an interface or a file as a person wrote it, once it is sure that no tool can take it for something else: an
 * argument that starts with a dash would be an option, and some tools have options that write files or run programs.
 *
 * @param text what the person wrote
 * @returns the text, unchanged
 * @throws {@link ToolArgumentError} when it is empty, starts with a dash, has control characters or more than 4096
 *   characters
 * @see POSIX.1-2017, Utility Syntax Guidelines
 * @example
 * ```ts
 * import { operand } from 'sonde/tools';
 *
 * console.log(['-c', '3', operand('192.0.2.1')]); // → [ '-c', '3', '192.0.2.1' ]
 * ```
 */
export function operand(text: string): string {
  if (text === '') throw new ToolArgumentError('an argument is empty');
  if (text.startsWith('-')) throw new ToolArgumentError(`${quoted(text)} could be taken for an option`);
  if (/\p{Cc}/u.test(text)) throw new ToolArgumentError(`${quoted(text)} has control characters`);
  if (text.length > MAX_CHARACTERS) {
    throw new ToolArgumentError(
      `an argument has ${text.length} characters, at most ${MAX_CHARACTERS} allowed`,
    );
  }
  return text;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
