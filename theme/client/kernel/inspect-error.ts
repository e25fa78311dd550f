/**
 * The text of an error as Node prints it: its stack, or its headline between brackets where it has none.
 *
 * @param error the error
 * @param className name of its class
 * @param indentation of the object that holds it
 */
export function errorText(error: Error, className: string, indentation: number): string {
  const stack = typeof error.stack === 'string' && error.stack !== '' ? error.stack : headlineOf(error);
  const named = improved(stack, error, className);
  const text = named.includes('\n    at') ? named : `[${named}]`;
  return indentation === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(indentation)}`);
}

function headlineOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

/** An error whose `name` is the one it inherited is told by its class: `class LinkError extends Error` is a LinkError. */
function improved(stack: string, error: Error, className: string): string {
  const inherited = error.name;
  if (className === inherited || !stack.startsWith(inherited) || stack.includes(className)) return stack;
  return className + stack.slice(inherited.length);
}
