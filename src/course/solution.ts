/** The instructor's side: exercises with their answers, as `solutions/NN.yaml` says them. */
import * as v from 'valibot';
import { pathAndProblem, type Wording } from '../document/document.js';
import { parseYaml } from '../document/yaml.js';
import { questionEntries } from './exercise-schema.js';

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
  ...questionEntries,
  under,
  variable,
  /** The right answers; the first one is written in the solved notebook. */
  right: v.pipe(v.array(given), v.minLength(1)),
  says,
  mistakes,
};

const codeTask = v.strictObject({
  kind: v.literal('code'),
  ...questionEntries,
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
