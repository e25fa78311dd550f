import { dataNames, dataText } from '../data-file.js';
import { pathAndProblem, type Wording } from '../document/document.js';
import { parseJson } from '../document/json.js';
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
  // With valibot, which a cell that only names an exercise need not load.
  const { exerciseList } = await import('./exercise.js');
  const wording: Wording = (fault) => `not exercises: ${pathAndProblem(fault)}`;
  return parseJson(text, { maxCharacters: LONGEST, wording }).read(exerciseList);
}
