export { type ExerciseSheet, NotSolvedError } from './exercise-sheet.js';
export type { GivenAnswer } from './judge-answer.js';
export { exercise } from './live-exercise.js';
