import type { ExerciseEnvironment } from '../../src/course/exercise-sheet.js';
import type { Exercise } from '../../src/course/exercise.js';
import { type Feedback, feedbackText } from '../../src/course/feedback.js';
import { limitedCall } from '../../src/course/live-exercise.js';
import type { JournalEntry, JournalStore } from '../../src/course/progress.js';

/** A journal kept in memory, as a page may have one. */
export function memoryJournal(): JournalStore & { readonly entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];
  return {
    entries,
    read: () => Promise.resolve({ entries, notices: [] }),
    add: (entry) => Promise.resolve(void entries.push(entry)),
  };
}

/** An environment that keeps what it shows. */
export function testEnvironment(exercises: readonly Exercise[], changes: Partial<ExerciseEnvironment> = {}) {
  const shown: Feedback[] = [];
  const journal = memoryJournal();
  const environment: ExerciseEnvironment = {
    exercises: (chapter) => Promise.resolve(exercises.filter(({ id }) => id.startsWith(`${chapter}-`))),
    journal,
    limited: limitedCall,
    show: (feedback) => void shown.push(feedback),
    grading: false,
    ...changes,
  };
  const last = (): string => shown.slice(-1).map(feedbackText).join('');
  return { environment, shown, journal, last };
}
