/** The exercises of the course: what students receive is what the solutions say, and no more. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { startOf, solutionOf, withExercises } from '../../src/cli/exercise-cells.js';
import { exercisesFolder, publishedText, readSolutions, solutionsFolder } from '../../src/cli/solutions.js';
import { CourseExercise } from '../../src/course/exercise-sheet.js';
import { readExercises } from '../../src/course/published-exercises.js';
import { feedbackText } from '../../src/course/feedback.js';
import { readTasks } from '../../src/course/solution.js';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { ParseError } from '../../src/parse-error.js';
import { testEnvironment } from './exercise-environment.js';

/** A sentence as a terminal shows it. */
function plain(text: string): string {
  return feedbackText({ tone: 'hint', title: '', paragraphs: [text] }).slice(5);
}

const chapters = await readSolutions(solutionsFolder);
const notebooks = await listNotebooks();

describe.each(chapters)('chapter $chapter', ({ chapter, tasks }) => {
  const published = path.join(exercisesFolder, `${chapter}.json`);
  const file = notebooks.find((each) => path.basename(each).startsWith(`${chapter}-`)) ?? '';

  test('has three exercises at least', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(3);
  });

  test('is published as it is (`npx sonde solutions --publish`)', async () => {
    expect(await readFile(published, 'utf8')).toBe(await publishedText({ chapter, tasks }));
    const notebook = await readNotebook(file);
    expect(notebook).toEqual(withExercises(notebook, tasks, startOf));
  });

  test('keeps its answers from students', async () => {
    const given = (await readFile(file, 'utf8')) + (await readFile(published, 'utf8'));
    const said = tasks.flatMap((task) =>
      task.kind === 'value'
        ? [task.says, ...task.mistakes.map(({ says }) => says)]
        : task.cases.flatMap(({ mistakes }) => mistakes.map(({ says }) => says)),
    );
    for (const says of said) expect(given).not.toContain(says.slice(0, 40));
  });

  test('gives nbgrader one graded cell and one solution cell for each', async () => {
    const { cells } = await readNotebook(file);
    const graded = cells.flatMap(({ metadata }) =>
      metadata.nbgrader === undefined ? [] : [metadata.nbgrader],
    );
    expect(graded).toEqual(
      tasks.flatMap(({ id, points }) => [
        { grade_id: id, schema_version: 3, grade: false, solution: true, locked: false, task: false },
        {
          grade_id: `${id}-check`,
          schema_version: 3,
          grade: true,
          solution: false,
          locked: true,
          task: false,
          points,
        },
      ]),
    );
    for (const { id } of cells) expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
  });

  test.each(tasks)('$id is solved by its solution, and its mistakes are explained', async (task) => {
    const { environment, last } = testEnvironment(await readExercises(await readFile(published, 'utf8')));
    const sheet = new CourseExercise(task.id, environment);
    if (task.kind === 'code') {
      await sheet.check(functionOf(solutionOf(task), task.variable));
      expect(last()).toContain(plain(task.says));
      await sheet.check(functionOf(startOf(task), task.variable));
      expect(last()).toContain(`? ${plain(task.title)}\n`);
      return;
    }
    await sheet.answer(valueOf(solutionOf(task), task.variable) as string);
    expect(last()).toContain(`✓ Juste\n  ${plain(task.says)}`);
    for (const { answer, says } of task.mistakes) {
      await sheet.answer(answer);
      expect(last()).toMatch(/^✗ Pas encore/);
      expect(last()).toContain(plain(says));
    }
    await sheet.answer(valueOf(startOf(task), task.variable) as string);
    expect(last()).toContain(`? ${plain(task.title)}\n`);
  });
});

/** What a variable holds after a cell, which is TypeScript. */
function valueOf(cell: string, variable: string): unknown {
  const { outputText } = ts.transpileModule(cell, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the solutions are ours
  return (new Function(`${outputText}\nreturn ${variable};`) as () => unknown)();
}

function functionOf(cell: string, variable: string): (...inputs: never[]) => unknown {
  return valueOf(cell, variable) as (...inputs: never[]) => unknown;
}

test('the package that students install has no solutions', async () => {
  const { files } = JSON.parse(await readFile(path.join(solutionsFolder, '../package.json'), 'utf8')) as {
    files: string[];
  };
  expect(files.filter((name) => !['dist', 'data'].includes(name))).toEqual([]);
  expect(await readdir(exercisesFolder)).toEqual(chapters.map(({ chapter }) => `${chapter}.json`));
});

describe('bad input', () => {
  test.each([
    ['{', 'not exercises: '],
    ['{}', 'not exercises: '],
    ['[{"kind": "value"}]', 'id'],
    ['[{"kind": "riddle"}]', 'kind'],
    [' '.repeat(1_000_001), 'more than'],
  ])('%.30s', async (text, message) => {
    const error = await readExercises(text).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(ParseError);
    expect((error as ParseError).message).toContain(message);
  });

  test('published exercises, cut anywhere', async () => {
    const whole = (await readFile(path.join(exercisesFolder, '01.json'), 'utf8')).trimEnd();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (end) => {
        await expect(readExercises(whole.slice(0, end))).rejects.toThrow(ParseError);
      }),
    );
  });

  test.each([
    '- id: [',
    '- id: 01-x',
    '&a [*a]',
    'a: &a [1]\nb: *a',
    '"\\x"',
    '- {kind: value, variable: "a; b"}',
  ])('solutions: %s', (text) => {
    expect(() => readTasks(text)).toThrow(ParseError);
  });

  test('any text is solutions or a ParseError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          expect(readTasks(text)).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
