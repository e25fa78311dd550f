import { dataNames, dataText } from '../data-file.js';
import type { Exercise } from './exercise.js';
import { readExercises } from './read-exercises.js';

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
