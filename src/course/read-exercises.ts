import { pathAndProblem, type Wording } from '../document/document.js';
import { parseJson } from '../document/json.js';
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
  const { exercises } = await import('./exercise-schema.js');
  const wording: Wording = (fault) => `not exercises: ${pathAndProblem(fault)}`;
  return parseJson(text, { maxCharacters: LONGEST, wording }).read(exercises);
}
