import { UnknownNameError } from '../unknown-name.js';
import { type GivenAnswer, expected, judgeAnswer } from './judge-answer.js';
import type { Exercise, Verdict } from './exercise.js';
import type { Feedback } from './feedback.js';
import { judgeCode, type LimitedCall } from './judge-code.js';
import { type ExerciseProgress, type JournalEntry, type JournalStore, progressOf } from './progress.js';

/** An exercise of the course, as a cell uses it: what each method has to say is shown under the cell. */
export interface ExerciseSheet {
  /** Such as `01-routeurs`. */
  readonly id: string;
  /** Shows the question and how to answer. */
  question(): Promise<void>;
  /** Shows one more hint, after those already given. */
  hint(): Promise<void>;
  /**
   * Checks an answer; an empty one shows how to answer.
   *
   * @param given a text, with its unit if it has one; a number; or a list for a set
   * @throws NotSolvedError while a collection is graded
   */
  answer(given: GivenAnswer): Promise<void>;
  /**
   * Checks a function by what it gives on cases that are not shown.
   *
   * @param work the function; one that gives nothing is not written yet
   * @throws NotSolvedError while a collection is graded
   */
  check(work: (...inputs: never[]) => unknown): Promise<void>;
}

/** What an exercise needs of where it is done: this machine, or a page. */
export interface ExerciseEnvironment {
  /** The published exercises of a chapter, `[]` when it has none. */
  exercises(chapter: string): Promise<readonly Exercise[]>;
  readonly journal: JournalStore;
  readonly limited: LimitedCall;
  show(feedback: Feedback): void;
  /** A collection is being graded: what is not right throws, and nothing is written in the journal. */
  readonly grading: boolean;
}

/** Thrown while a collection is graded (SONDE_GRADING), so that the cell has no points. */
export class NotSolvedError extends Error {
  override readonly name = 'NotSolvedError';
  constructor(readonly exercise: string) {
    super(`exercise ${exercise} is not solved`);
  }
}

/** The sheet of an exercise in a given environment. */
export class CourseExercise implements ExerciseSheet {
  readonly id: string;
  readonly #environment: ExerciseEnvironment;

  constructor(id: string, environment: ExerciseEnvironment) {
    this.id = id;
    this.#environment = environment;
  }

  async question(): Promise<void> {
    const exercise = await this.#found();
    const paragraphs = [exercise.question, ...howTo(exercise)];
    this.#environment.show({ tone: 'question', title: exercise.title, paragraphs });
  }

  async hint(): Promise<void> {
    const { hints } = await this.#found();
    const { hints: taken, notices } = await this.#progress();
    const left = taken < hints.length;
    const noted = left ? await this.#note('hint') : [];
    const shown = hints.slice(0, taken + 1).map((hint, i) => `${i + 1}. ${hint}`);
    const title = `Indice ${Math.min(taken + 1, hints.length)} sur ${hints.length}`;
    const end = left ? [] : ['C’était le dernier.'];
    this.#environment.show({ tone: 'hint', title, paragraphs: [...shown, ...end, ...notices, ...noted] });
  }

  async answer(given: GivenAnswer): Promise<void> {
    const exercise = await this.#found();
    const blank = typeof given === 'object' ? given.length === 0 : String(given).trim() === '';
    if (exercise.kind === 'code' || blank) {
      this.#unanswered(exercise);
      return;
    }
    const verdict = await judgeAnswer(exercise, given);
    if ('refused' in verdict) {
      this.#mustBe(false);
      const paragraphs = [verdict.refused, 'Cet essai n’est pas compté.'];
      this.#environment.show({ tone: 'refused', title: 'Réponse illisible', paragraphs });
    } else await this.#say(exercise, verdict);
  }

  async check(work: (...inputs: never[]) => unknown): Promise<void> {
    const exercise = await this.#found();
    const verdict =
      exercise.kind === 'code' ? await judgeCode(exercise, work, this.#environment.limited) : undefined;
    if (verdict) await this.#say(exercise, verdict);
    else this.#unanswered(exercise);
  }

  async #found(): Promise<Exercise> {
    const chapter = /^(\d\d)-/.exec(this.id)?.[1];
    const all = chapter === undefined ? [] : await this.#environment.exercises(chapter);
    const exercise = all.find(({ id }) => id === this.id);
    if (!exercise)
      throw new UnknownNameError(
        'exercise',
        this.id,
        all.map(({ id }) => id),
      );
    return exercise;
  }

  /** The question stands above the cell already: it is not said twice. */
  #unanswered(exercise: Exercise): void {
    this.#mustBe(false);
    this.#environment.show({ tone: 'question', title: exercise.title, paragraphs: howTo(exercise) });
  }

  async #say({ hints }: Exercise, { right, says }: Verdict): Promise<void> {
    this.#mustBe(right);
    const noted = await this.#note(right ? 'right' : 'wrong');
    const progress = await this.#progress();
    const more = right || progress.hints >= hints.length ? [] : [`Un indice ? ${hintCall(this.id)}`];
    const tries = progress.attempts > 1 ? ` (essai n° ${progress.attempts})` : '';
    this.#environment.show({
      tone: right ? 'right' : 'wrong',
      title: `${right ? 'Juste' : 'Pas encore'}${tries}`,
      paragraphs: [says, ...more, ...progress.notices, ...noted],
    });
  }

  #mustBe(right: boolean): void {
    if (this.#environment.grading && !right) throw new NotSolvedError(this.id);
  }

  /** An answer is judged even where nothing can be written; the student is told. */
  async #note(event: JournalEntry['event']): Promise<readonly string[]> {
    if (this.#environment.grading) return [];
    try {
      await this.#environment.journal.add({ at: new Date().toISOString(), exercise: this.id, event });
      return [];
    } catch (error) {
      return [`Votre progression n’a pas pu être notée : ${String(error)}.`];
    }
  }

  async #progress(): Promise<ExerciseProgress & { readonly notices: readonly string[] }> {
    if (this.#environment.grading) return { ...progressOf([], this.id), notices: [] };
    try {
      const { entries, notices } = await this.#environment.journal.read();
      return { ...progressOf(entries, this.id), notices };
    } catch (error) {
      const notices = [`Votre progression n’a pas pu être lue : ${String(error)}.`];
      return { ...progressOf([], this.id), notices };
    }
  }
}

function howTo(exercise: Exercise): readonly string[] {
  const how =
    exercise.kind === 'code'
      ? 'Complétez la fonction dans la cellule ci-dessus, puis exécutez les deux cellules. Elle sera appelée sur des cas que vous ne voyez pas.'
      : `Écrivez votre réponse entre les apostrophes de la cellule ci-dessus, puis exécutez les deux cellules. On attend ${expected(exercise.answer)}.`;
  return [how, `Un indice ? ${hintCall(exercise.id)}`];
}

function hintCall(id: string): string {
  return `\`await exercise('${id}').hint();\``;
}
