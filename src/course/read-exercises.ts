import { ParseError } from '../parse-error.js';
import type { Exercise } from './exercise.js';

/** A chapter's exercises are some tens of kilobytes. */
const LONGEST = 1_000_000;

/**
 * Reads a chapter's published exercises: `data/exercises/NN.json`.
 *
 * @param text the file's content
 * @throws ParseError when it is not JSON, or not a list of exercises
 */
export async function readExercises(text: string): Promise<readonly Exercise[]> {
  if (text.length > LONGEST) throw new ParseError(`exercises of more than ${LONGEST} characters`, LONGEST);
  const value = jsonValue(text);
  const { exerciseFault } = await import('./exercise-schema.js');
  const fault = exerciseFault(value);
  if (fault !== undefined) throw new ParseError(`not exercises: ${fault}`, 0);
  return value as readonly Exercise[];
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { message } = error as SyntaxError;
    const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
    throw new ParseError(`not exercises: ${message}`, offset, text.slice(0, offset).split('\n').length);
  }
}
