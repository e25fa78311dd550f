import { canonicalAnswer, type GivenAnswer } from './canonical-answer.js';
import type { ValueExercise, Verdict } from './exercise.js';
import { dimensionOf, numberText, quantityIn, slips } from './number-answer.js';
import { unseal } from './seal.js';
import type { Unreadable } from './text-answer.js';

/**
 * Judges an answer.
 *
 * @param exercise the exercise
 * @param given what the student handed in
 * @returns the verdict, or why there is none: an answer that cannot be read is no attempt
 * @throws NoCryptographyError in a page that is not a secure context
 */
export async function judgeAnswer(
  exercise: ValueExercise,
  given: GivenAnswer,
): Promise<Unreadable | Verdict> {
  const text = canonicalAnswer(given, exercise.answer);
  if (typeof text !== 'string') return text;
  const verdict = await unseal(text, exercise.id, exercise.verdicts);
  return verdict ?? { right: false, says: (await slipOf(exercise, String(given))) ?? NO_IDEA };
}

const NO_IDEA = 'Ce n’est pas cela.';

/** Known mistakes of the exercise come first; these are those of every measure, found by undoing them. */
async function slipOf({ id, answer, verdicts }: ValueExercise, given: string): Promise<string | undefined> {
  if (answer.kind !== 'number') return undefined;
  const value = quantityIn(given, answer.unit);
  if (typeof value === 'string') return undefined;
  for (const { change, says } of slips[dimensionOf(answer.unit).dimension]) {
    const verdict = await unseal(numberText(change(value), answer.grid), id, verdicts);
    if (verdict?.right === true) return `Ce n’est pas cela. ${says}`;
  }
  return undefined;
}
