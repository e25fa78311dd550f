import * as v from 'valibot';
import type { Exercise } from './exercise.js';

const text = v.pipe(v.string(), v.maxLength(4000));
const seals = v.pipe(v.array(v.pipe(v.string(), v.base64(), v.maxLength(8192))), v.maxLength(50));

/** The number of the chapter, then words. It becomes a part of cells' identifiers. */
export const exerciseId = v.pipe(v.string(), v.regex(/^\d\d-[a-z0-9]+(?:-[a-z0-9]+)*$/), v.maxLength(40));

/** What any exercise says to the student. */
export const questionEntries = {
  id: exerciseId,
  title: text,
  question: text,
  hints: v.pipe(v.array(text), v.minLength(1), v.maxLength(10)),
  points: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
};

const finite = v.pipe(v.number(), v.finite());

const answerShape = v.variant('kind', [
  v.strictObject({
    kind: v.literal('number'),
    unit: text,
    grid: v.exactOptional(v.strictObject({ step: v.pipe(finite, v.gtValue(0)), offset: finite })),
  }),
  v.strictObject({ kind: v.literal('address') }),
  v.strictObject({ kind: v.literal('word'), choices: v.exactOptional(v.array(text)) }),
  v.strictObject({ kind: v.literal('set'), of: v.picklist(['address', 'number', 'word']) }),
]);

const codeCase = v.strictObject({
  given: v.array(v.unknown()),
  gives: v.picklist(['boolean', 'list', 'nothing', 'number', 'object', 'text']),
  verdicts: seals,
});

/** A chapter's exercises, as students have them. */
export const exercises: v.GenericSchema<unknown, readonly Exercise[]> = v.pipe(
  v.array(
    v.variant('kind', [
      v.strictObject({
        kind: v.literal('value'),
        ...questionEntries,
        answer: answerShape,
        verdicts: seals,
      }),
      v.strictObject({
        kind: v.literal('code'),
        ...questionEntries,
        praise: text,
        cases: v.pipe(v.array(codeCase), v.minLength(1), v.maxLength(50)),
      }),
    ]),
  ),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two exercises have the same id'),
);
