/** An exercise as a student's files hold it: the question, how to answer, hints; and the answer under seal. */
import * as v from 'valibot';

/** What an answer is made of, and how two spellings of the same answer become one text. */
export type AnswerShape =
  /** A quantity in `unit`; `grid` is what tolerance leaves of it (see number-answer.ts). */
  | { readonly kind: 'number'; readonly unit: string; readonly grid?: NumberGrid }
  /** An IPv4 or IPv6 address. */
  | { readonly kind: 'address' }
  /** A word or a few; `choices` are those between which the student chooses. */
  | { readonly kind: 'word'; readonly choices?: readonly string[] }
  /** Several of one kind, in any order. */
  | { readonly kind: 'set'; readonly of: 'address' | 'number' | 'word' };

/** Boxes of `step`, one of which has its middle on the right value: `offset` is the low edge of a box. */
export interface NumberGrid {
  readonly step: number;
  readonly offset: number;
}

/** A case on which a student's function is called. */
export interface CodeCase {
  /** Its arguments, as JSON. */
  readonly given: readonly unknown[];
  /** What kind of value is expected. */
  readonly gives: ValueKind;
  readonly verdicts: readonly string[];
}

/** The kind of a value, as a student knows them. */
export type ValueKind = 'boolean' | 'list' | 'nothing' | 'number' | 'object' | 'text';

/** What any exercise says to the student. */
interface Question {
  /** Number of the chapter and a word: `01-routeurs`. It becomes a part of cells' identifiers. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** From the vaguest to the most precise. */
  readonly hints: readonly string[];
  readonly points: number;
}

/** An exercise answered by a value. */
export interface ValueExercise extends Question {
  readonly kind: 'value';
  readonly answer: AnswerShape;
  /** Verdicts under seal: each opens with one answer, right or wrong in a known way (see seal.ts). */
  readonly verdicts: readonly string[];
}

/** An exercise answered by a function, judged by what it gives on cases. */
export interface CodeExercise extends Question {
  readonly kind: 'code';
  /** Said when all cases pass. */
  readonly praise: string;
  readonly cases: readonly CodeCase[];
}

/** One exercise of a chapter. */
export type Exercise = CodeExercise | ValueExercise;

/** What is said of an answer. */
export interface Verdict {
  readonly right: boolean;
  /** In French. */
  readonly says: string;
}

const text = v.pipe(v.string(), v.maxLength(4000));
const seals = v.pipe(v.array(v.pipe(v.string(), v.base64(), v.maxLength(8192))), v.maxLength(50));

/** The fields of a {@link Question}, as a file has them. */
export const questionFields = {
  id: v.pipe(v.string(), v.regex(/^\d\d-[a-z0-9]+(?:-[a-z0-9]+)*$/), v.maxLength(40)),
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

/** The exercises of a chapter, as their file has them; the compiler checks that it agrees with {@link Exercise}. */
export const exerciseList: v.GenericSchema<unknown, readonly Exercise[]> = v.pipe(
  v.array(
    v.variant('kind', [
      v.strictObject({
        kind: v.literal('value'),
        ...questionFields,
        answer: answerShape,
        verdicts: seals,
      }),
      v.strictObject({
        kind: v.literal('code'),
        ...questionFields,
        praise: text,
        cases: v.pipe(v.array(codeCase), v.minLength(1), v.maxLength(50)),
      }),
    ]),
  ),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two exercises have the same id'),
);
