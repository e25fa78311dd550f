/** The instructor's side: exercises with their answers, as `solutions/NN.yaml` has them, and what is published of them. */
import * as v from 'valibot';
import { pathAndProblem, type Wording } from '../document/document.js';
import { parseYaml } from '../document/yaml.js';
import {
  type AnswerShape,
  type CodeExercise,
  type Exercise,
  type ValueExercise,
  type Verdict,
  questionFields,
} from './exercise.js';
import { type GivenAnswer, canonicalAnswer } from './judge-answer.js';
import { kindOf, sealValue } from './judge-code.js';
import { gridAround } from './number-answer.js';
import { seal } from './seal.js';

/** A chapter's solutions are some tens of kilobytes. */
const LONGEST = 1_000_000;

const says = v.pipe(v.string(), v.maxLength(4000));
const scalar = v.union([v.string(), v.number()]);
const given = v.union([scalar, v.array(scalar)]);
const mistakes = v.optional(v.array(v.strictObject({ answer: given, says })), []);

/** The first line of the cell after which it stands, when it is not « À vous ». */
const under = v.optional(v.pipe(v.string(), v.regex(/^#{2,3} ./), v.maxLength(200)));

/** A name that TypeScript accepts for a variable: it is written in a cell. */
const variable = v.pipe(v.string(), v.regex(/^[\p{L}_][\p{L}\p{N}_]*$/u));

const valueTask = {
  kind: v.literal('value'),
  ...questionFields,
  under,
  variable,
  /** The right answers; the first one is written in the solved notebook. */
  right: v.pipe(v.array(given), v.minLength(1)),
  says,
  mistakes,
};

const codeTask = v.strictObject({
  kind: v.literal('code'),
  ...questionFields,
  under,
  variable,
  says,
  /** What the student's cell holds at first. */
  start: v.string(),
  solution: v.string(),
  cases: v.pipe(
    v.array(
      v.strictObject({
        given: v.array(v.unknown()),
        gives: v.unknown(),
        mistakes: v.optional(v.array(v.strictObject({ gives: v.unknown(), says })), []),
      }),
    ),
    v.minLength(1),
  ),
});

const expects = v.variant('kind', [
  v.strictObject({
    kind: v.literal('number'),
    unit: v.string(),
    tolerance: v.optional(v.pipe(v.number(), v.gtValue(0))),
  }),
  v.strictObject({ kind: v.literal('address') }),
  v.strictObject({ kind: v.literal('word'), choices: v.optional(v.array(v.string())) }),
  v.strictObject({ kind: v.literal('set'), of: v.picklist(['address', 'number', 'word']) }),
]);

const tasks = v.array(v.variant('kind', [v.strictObject({ ...valueTask, expects }), codeTask]));

/** An exercise with its answer. */
export type Task = v.InferOutput<typeof tasks>[number];
export type ValueTask = Task & { readonly kind: 'value' };
export type CodeTask = Task & { readonly kind: 'code' };

/**
 * Reads a file of solutions.
 *
 * @param text YAML
 * @throws ParseError when it is not YAML, or not a list of exercises with their answers
 */
export function readTasks(text: string): readonly Task[] {
  return parseYaml(text, { maxCharacters: LONGEST, wording }).read(tasks);
}

const wording: Wording = (fault) => `not solutions: ${pathAndProblem(fault)}`;

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
