import { canonicalAnswer, type GivenAnswer } from './canonical-answer.js';
import type { AnswerShape, CodeExercise, Exercise, ValueExercise, Verdict } from './exercise.js';
import { kindOf, sealValue } from './judge-code.js';
import { gridAround } from './number-answer.js';
import { seal } from './seal.js';
import type { CodeTask, Task, ValueTask } from './solution.js';

/**
 * The exercise that students receive: what a task asks, and its answers under seal. The same task gives the same bytes.
 *
 * @param task an exercise with its answers
 * @throws Error when an answer is not of the expected shape, or is both right and wrong
 */
export function publishExercise(task: Task): Promise<Exercise> {
  return task.kind === 'value' ? publishValue(task) : publishCode(task);
}

async function publishValue(task: ValueTask): Promise<ValueExercise> {
  const { id, title, question, hints, points, right, says, mistakes } = task;
  const answer = shapeOf(task);
  const verdicts = new Map<string, Verdict>();
  const add = (given: GivenAnswer, verdict: Verdict): void => {
    const text = canonicalAnswer(given, answer);
    if (typeof text !== 'string') throw new Error(`${id}: ${text.refused}`);
    if (verdicts.has(text)) throw new Error(`${id}: ${String(given)} is given two verdicts`);
    verdicts.set(text, verdict);
  };
  for (const each of right) add(each, { right: true, says });
  for (const mistake of mistakes) add(mistake.answer, { right: false, says: mistake.says });
  const seals = await Promise.all([...verdicts].map(([text, verdict]) => seal(text, id, verdict)));
  return { kind: 'value', id, title, question, hints, points, answer, verdicts: seals.sort() };
}

/** Tolerance becomes a grid around the first right answer. */
function shapeOf({ id, expects, right }: ValueTask): AnswerShape {
  switch (expects.kind) {
    case 'number': {
      const { unit, tolerance } = expects;
      if (tolerance === undefined) return { kind: 'number', unit };
      if (typeof right[0] !== 'number') throw new Error(`${id}: a tolerance needs a number in ${unit}`);
      return { kind: 'number', unit, grid: gridAround(right[0], tolerance) };
    }
    case 'word':
      return expects.choices ? { kind: 'word', choices: expects.choices } : { kind: 'word' };
    default:
      return expects;
  }
}

async function publishCode(task: CodeTask): Promise<CodeExercise> {
  const { id, title, question, hints, points, says, cases } = task;
  const published = cases.map(async ({ given, gives, mistakes }, index) => {
    const seals = [
      sealValue(gives, id, index, { right: true, says: '' }),
      ...mistakes.map((each) => sealValue(each.gives, id, index, { right: false, says: each.says })),
    ];
    return { given, gives: kindOf(gives), verdicts: (await Promise.all(seals)).sort() };
  });
  return {
    kind: 'code',
    id,
    title,
    question,
    hints,
    points,
    praise: says,
    cases: await Promise.all(published),
  };
}
