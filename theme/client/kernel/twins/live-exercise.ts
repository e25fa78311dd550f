/** The exercises done in a page: the journal is kept by the browser, and nobody is graded. */
import type * as LiveExercise from '#dist/course/live-exercise.js';
import { CourseExercise, type ExerciseEnvironment } from '#dist/course/exercise-sheet.js';
import { type Feedback, feedbackHtml, feedbackText } from '#dist/course/feedback.js';
import { journalLine, readJournal } from '#dist/course/progress.js';
import { publishedExercises } from '#dist/course/published-exercises.js';
import { currentCell } from '../cell-port.js';
import { journalText } from '../page-requests.js';

export const exercise: typeof LiveExercise.exercise = (id) => new CourseExercise(id, pageEnvironment);

const pageEnvironment: ExerciseEnvironment = {
  exercises: publishedExercises,
  journal: {
    async read() {
      const { entries, faults } = readJournal(await journalText());
      return { entries, notices: faults === 0 ? [] : [faultsNotice(faults)] };
    },
    async add(entry) {
      await journalText(journalLine(entry));
    },
  },
  // Nothing but the reader's button stops a loop without end in a page.
  limited: (call) => call(),
  show(feedback: Feedback) {
    const data = { 'text/html': feedbackHtml(feedback), 'text/plain': feedbackText(feedback) };
    currentCell()?.show(data, undefined, false);
  },
  grading: false,
};

function faultsNotice(faults: number): string {
  const lines = faults === 1 ? 'une ligne illisible, laissée' : `${faults} lignes illisibles, laissées`;
  return `Votre progression, gardée par ce navigateur, contient ${lines} de côté.`;
}
