/** What a student has done, as a journal to which lines are only added. No answer is ever written there. */

export interface JournalEntry {
  /** When, as ISO 8601. */
  readonly at: string;
  readonly exercise: string;
  readonly event: 'hint' | 'right' | 'wrong';
}

/** What a journal says of one exercise. */
export interface ExerciseProgress {
  readonly attempts: number;
  readonly hints: number;
  readonly done: boolean;
}

/** Where the journal is kept: a file here, anything else in a page. */
export interface JournalStore {
  /** The entries, and in French what has to be said of them (a part was unreadable and set aside). */
  read(): Promise<{ readonly entries: readonly JournalEntry[]; readonly notices: readonly string[] }>;
  /** Adds an entry; others may be adding theirs at the same time. */
  add(entry: JournalEntry): Promise<void>;
}

/**
 * What a journal says of an exercise.
 *
 * @param entries of the journal
 * @param exercise its identifier
 */
export function progressOf(entries: readonly JournalEntry[], exercise: string): ExerciseProgress {
  const own = entries.filter((entry) => entry.exercise === exercise);
  const count = (event: JournalEntry['event']) => own.filter((entry) => entry.event === event).length;
  return { attempts: count('right') + count('wrong'), hints: count('hint'), done: count('right') > 0 };
}

/**
 * One line of a journal's file. The line end comes first: an entry that a crash has cut does not spoil the next one.
 *
 * @param entry what happened
 */
export function journalLine({ at, exercise, event }: JournalEntry): string {
  return `\n${JSON.stringify({ at, exercise, event })}`;
}

/**
 * Reads a journal's file.
 *
 * @param text its content
 * @returns the entries, and how many lines could not be read
 */
export function readJournal(text: string): {
  readonly entries: readonly JournalEntry[];
  readonly faults: number;
} {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.flatMap((line) => entryOf(line) ?? []);
  return { entries, faults: lines.length - entries.length };
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<Record<string, unknown>> | null;
    if (typeof value !== 'object' || value === null) return undefined;
    const { at, exercise, event } = value;
    if (typeof at !== 'string' || typeof exercise !== 'string') return undefined;
    if (event !== 'hint' && event !== 'right' && event !== 'wrong') return undefined;
    return { at, exercise, event };
  } catch {
    return undefined;
  }
}
