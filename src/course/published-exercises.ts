import { dataNames, dataText } from '../data-file.js';
import { ParseError } from '../parse-error.js';
import type { Exercise } from './exercise.js';

/**
 * The exercises of a chapter, as students have them: their answers are sealed.
 *
 * @param chapter its number, such as `01`
 * @returns none for a chapter without exercises
 */
export async function publishedExercises(chapter: string): Promise<readonly Exercise[]> {
  const file = `${chapter}.json`;
  return (await dataNames('exercises')).includes(file)
    ? readExercises(await dataText(`exercises/${file}`))
    : [];
}

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
  // With valibot, which a cell that only names an exercise need not load.
  const { checkedExercises } = await import('./exercise.js');
  return checkedExercises(value);
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
