/** What a student's files say of an exercise: the question, how to answer, hints; and the answer under seal. */

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

export type ValueKind = 'boolean' | 'list' | 'nothing' | 'number' | 'object' | 'text';

export interface Question {
  /** Number of the chapter and a word: `01-routeurs`. */
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

export type Exercise = CodeExercise | ValueExercise;

/** What is said of an answer. */
export interface Verdict {
  readonly right: boolean;
  /** In French. */
  readonly says: string;
}
