import { cellStack, lineIn } from './cell-stack.js';
import { CellSyntaxError } from './syntax-error.js';
import { inspect } from './inspect.js';
import type { CellFault } from './protocol.js';

/**
 * What is told of an error, whatever was thrown.
 *
 * @param error what was thrown
 * @param cell the cell that failed
 */
export function faultOf(error: unknown, cell: number): CellFault {
  try {
    return readFault(error, cell);
  } catch {
    // A proxy whose traps throw, say. The next cells are to run all the same.
    return { name: 'Erreur', message: 'ce qui a été levé ne peut pas être lu', trace: '', why: 'run' };
  }
}

function readFault(error: unknown, cell: number): CellFault {
  if (!(error instanceof Error)) {
    return { name: 'Erreur', message: inspect(error), trace: '', why: 'run' };
  }
  if (error instanceof CellSyntaxError || error instanceof SyntaxError) return syntaxFault(error);
  const errors = chain(error);
  // A `fetch` that fails for want of a machine is a TypeError: what it lacks is its cause.
  const absence = errors.find(({ name }) => name === 'NotInPageError');
  if (absence) return { name: absence.name, message: absence.message, trace: '', why: 'absence' };
  for (const each of errors) each.stack = cellStack(each.stack ?? '');
  const line = lineIn(error.stack ?? '', cell);
  const missing = /^(\S+) is not defined$/.exec(error instanceof ReferenceError ? error.message : '')?.[1];
  return {
    name: error.name,
    message: error.message,
    trace: inspect(error),
    why: 'run',
    ...(line !== undefined && { line }),
    ...(missing !== undefined && { missing }),
  };
}

function syntaxFault(error: CellSyntaxError | SyntaxError): CellFault {
  const { name, message } = error;
  const line = error instanceof CellSyntaxError ? error.line : undefined;
  return { name, message, trace: '', why: 'syntax', ...(line !== undefined && { line }) };
}

/** An error and its causes, however long a hostile chain of them is. */
function chain(error: Error): readonly Error[] {
  const all: Error[] = [];
  for (
    let each: unknown = error;
    each instanceof Error && all.length < 10 && !all.includes(each);
    each = each.cause
  )
    all.push(each);
  return all;
}
