export type { GivenAnswer } from './canonical-answer.js';
export { type ExerciseDesk, ExerciseSheet, NotSolvedError } from './exercise-sheet.js';
export type {
  AnswerShape,
  CodeCase,
  CodeExercise,
  Exercise,
  NumberGrid,
  Question,
  ValueExercise,
  ValueKind,
} from './exercise.js';
export type { Feedback } from './feedback.js';
export type { LimitedCall } from './judge-code.js';
export { exercise } from './live-desk.js';
export type { ExerciseProgress, JournalEntry, JournalStore } from './progress.js';
