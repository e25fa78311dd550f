/** An answer that is a value: brought to one text for all its spellings, which is what is sealed and what opens; and judged. */
import type { AnswerShape, ValueExercise, Verdict } from './exercise.js';
import { dimensionOf, expectation, numberText, quantityIn, slips } from './number-answer.js';
import { unseal } from './seal.js';
import { type Unreadable, addressText, partsOf, wordText } from './text-answer.js';

/** What a student may hand in. */
export type GivenAnswer = number | string | readonly (number | string)[];

/**
 * The canonical text of an answer.
 *
 * @param given what was handed in; a list for a set
 * @param shape what the exercise expects
 * @returns the reason, in French, when the answer is not of that shape: it is then neither right nor wrong
 */
export function canonicalAnswer(given: GivenAnswer, shape: AnswerShape): string | Unreadable {
  if (shape.kind === 'set') return setText(given, shape.of);
  if (typeof given === 'object') return { refused: `On attend ${expected(shape)}, et non une liste.` };
  return shape.kind === 'number' ? quantityText(given, shape) : partText(given, shape);
}

function quantityText(
  given: number | string,
  { unit, grid }: AnswerShape & { readonly kind: 'number' },
): string | Unreadable {
  const value = quantityIn(String(given), unit);
  return typeof value === 'string' ? { refused: value } : numberText(value, grid);
}

function partText(given: number | string, shape: AnswerShape): string | Unreadable {
  const text = String(given);
  if (shape.kind === 'address') return addressText(text);
  const word = wordText(text);
  if (word === '') return { refused: `« ${text} » ne contient aucun mot.` };
  const choices = shape.kind === 'word' ? shape.choices : undefined;
  if (choices && !choices.some((choice) => wordText(choice) === word))
    return { refused: `« ${text} » n’est pas l’un des choix : ${choices.join(', ')}.` };
  return word;
}

function setText(given: GivenAnswer, of: 'address' | 'number' | 'word'): string | Unreadable {
  const parts = typeof given === 'object' ? given.map(String) : partsOf(String(given));
  if ('refused' in parts) return parts;
  const shape: AnswerShape = of === 'number' ? { kind: 'number', unit: 'éléments' } : { kind: of };
  const texts: string[] = [];
  for (const part of parts) {
    const text = canonicalAnswer(part, shape);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  return [...new Set(texts)].sort().join('\n');
}

/**
 * What an exercise expects, as the end of a sentence.
 *
 * @param shape of its answer
 */
export function expected(shape: AnswerShape): string {
  switch (shape.kind) {
    case 'number':
      return expectation(shape.unit);
    case 'address':
      return 'une adresse IPv4 ou IPv6';
    case 'word':
      return shape.choices ? `l’un de ces choix : ${shape.choices.join(', ')}` : 'un mot ou quelques-uns';
    case 'set':
      return `${setNames[shape.of]}, dans n’importe quel ordre, séparés par des virgules`;
  }
}

const setNames = { address: 'des adresses', number: 'des nombres', word: 'des mots' };

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
  return verdict ?? { right: false, says: (await slipOf(exercise, String(given))) ?? WRONG };
}

const WRONG = 'Ce n’est pas cela.';

/** A mistake that is common to every measure of a kind, found by undoing it; those that the exercise knows come first. */
async function slipOf({ id, answer, verdicts }: ValueExercise, given: string): Promise<string | undefined> {
  if (answer.kind !== 'number') return undefined;
  const value = quantityIn(given, answer.unit);
  if (typeof value === 'string') return undefined;
  for (const { change, says } of slips[dimensionOf(answer.unit).dimension]) {
    const verdict = await unseal(numberText(change(value), answer.grid), id, verdicts);
    if (verdict?.right === true) return `${WRONG} ${says}`;
  }
  return undefined;
}
