/** The exercises done on this machine: data of the course, a journal in a file, calls that can be stopped. */
import vm from 'node:vm';
import { cellOutput } from '../figure/notebook/cell-output.js';
import { CourseExercise, type ExerciseEnvironment, type ExerciseSheet } from './exercise-sheet.js';
import { type Feedback, feedbackHtml, feedbackText } from './feedback.js';
import { journalFile, journalPath } from './journal-file.js';
import { TooLongError } from './judge-code.js';
import { publishedExercises } from './published-exercises.js';

/**
 * An exercise of the course. Its answer is checked here, and is not in clear in any file that a student has; what was
 * tried is kept in a file of the student's own (`SONDE_STUDENT`, or the user), under `XDG_STATE_HOME`.
 *
 * @param id the number of the chapter and a word, such as `01-routeurs`
 * @returns the sheet, whose methods `question`, `hint`, `answer` and `check` show what they have to say under the cell
 * @example
 * ```ts
 * import { exercise } from 'sonde';
 *
 * await exercise('01-routeurs').question();
 * ```
 */
export function exercise(id: string): ExerciseSheet {
  return new CourseExercise(id, liveEnvironment());
}

/** What this machine gives to exercises. */
function liveEnvironment(): ExerciseEnvironment {
  return {
    exercises: publishedExercises,
    journal: journalFile(journalPath()),
    limited: limitedCall,
    show: showFeedback,
    grading: (process.env.SONDE_GRADING ?? '') !== '',
  };
}

/**
 * Calls a function, and stops it when it lasts too long, even in a loop without end: V8 does so for any script, and the call
 * is one.
 *
 * @param call what to call
 * @param limitMs how long it may last before it gives a value or a promise, in milliseconds
 * @throws TooLongError; or what the function throws
 */
export function limitedCall(call: () => unknown, limitMs: number): unknown {
  try {
    return vm.runInNewContext('call()', { call }, { timeout: limitMs }) as unknown;
  } catch (error) {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new TooLongError(limitMs) : error;
  }
}

function showFeedback(feedback: Feedback): void {
  const text = feedbackText(feedback);
  const send = cellOutput();
  if (send === undefined) {
    console.log(text);
    return;
  }
  const data = { 'text/html': feedbackHtml(feedback), 'text/plain': text };
  send({ data, metadata: {}, transient: {} }, false);
}
