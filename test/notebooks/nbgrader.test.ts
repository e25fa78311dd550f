/**
 * What nbgrader asks of a notebook that it collects, in the course's notebooks and in their solved copies.
 *
 * Sources: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html; nbgrader/nbgraderformat/v3.json
 * (the schema), v3.py (the rules between fields and between cells), preprocessors/clearsolutions.py (the marks).
 */
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { solutionOf, withExercises } from '../../src/cli/exercise-cells.js';
import { readSolutions, solutionsFolder } from '../../src/cli/solutions.js';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import type { Cell, Notebook } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';

const cellMetadata = v.strictObject({
  schema_version: v.literal(3),
  grade: v.boolean(),
  locked: v.boolean(),
  solution: v.boolean(),
  task: v.optional(v.boolean()),
  grade_id: v.optional(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]+$/))),
  points: v.optional(v.pipe(v.number(), v.minValue(0))),
  checksum: v.optional(v.pipe(v.string(), v.length(32))),
  cell_type: v.optional(v.picklist(['raw', 'code', 'markdown'])),
});

interface GradedCell {
  readonly cell: Cell;
  readonly metadata: v.InferOutput<typeof cellMetadata>;
}

/** @throws ValiError when some metadata are not of the schema */
function gradedCells({ cells }: Notebook): readonly GradedCell[] {
  return cells
    .filter(({ metadata }) => metadata.nbgrader !== undefined)
    .map((cell) => ({ cell, metadata: v.parse(cellMetadata, cell.metadata.nbgrader) }));
}

/** What nbgrader would refuse. */
function faultsOf(notebook: Notebook): readonly string[] {
  const graded = gradedCells(notebook);
  const named = graded.filter(({ metadata: { grade, solution, locked } }) => grade || solution || locked);
  const ids = named.map(({ metadata }) => metadata.grade_id ?? '');
  return [
    ...ids.filter((id) => id === '').map(() => 'a cell has no grade_id'),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `duplicate grade_id ${id}`),
    ...graded.flatMap(faultsOfCell),
  ];
}

function faultsOfCell({ cell, metadata }: GradedCell): readonly string[] {
  const { grade, solution, locked, task = false, points, grade_id = '' } = metadata;
  const rules: readonly (readonly [broken: boolean, fault: string])[] = [
    [grade && points === undefined, 'has no points'],
    [!grade && points !== undefined, 'has points and is not graded'],
    [task && cell.cell_type !== 'markdown', 'is a task and not text'],
    [!task && cell.cell_type === 'markdown' && grade !== solution, 'is text, graded or solution alone'],
    [solution && locked, 'could not be answered: it is locked'],
    [grade && !solution && !locked, 'could be edited by students, and is what grades them'],
  ];
  return rules.filter(([broken]) => broken).map(([, fault]) => `${grade_id} ${fault}`);
}

const chapters = await readSolutions(solutionsFolder);
const notebooks = await listNotebooks();

function fileOf(chapter: string): string {
  return notebooks.find((each) => path.basename(each).startsWith(`${chapter}-`)) ?? '';
}

test('every chapter has exercises that can be collected', () => {
  expect(chapters.map(({ chapter }) => fileOf(chapter))).toEqual(notebooks);
});

describe.each(chapters)('chapter $chapter', ({ chapter, tasks }) => {
  test('is accepted, and graded on all its points', async () => {
    const notebook = await readNotebook(fileOf(chapter));
    expect(faultsOf(notebook)).toEqual([]);
    const points = gradedCells(notebook).map(({ metadata }) => metadata.points ?? 0);
    expect(points.reduce((sum, each) => sum + each)).toBe(tasks.reduce((sum, each) => sum + each.points, 0));
  });

  test('is accepted with its solutions, which are between marks and in solution cells alone', async () => {
    const solved = withExercises(await readNotebook(fileOf(chapter)), tasks, solutionOf);
    expect(faultsOf(solved)).toEqual([]);
    const marks = (cell: Cell) => cell.source.match(/### (?:BEGIN|END) SOLUTION$/gm) ?? [];
    const marked = solved.cells.filter((cell) => marks(cell).length > 0);
    expect(marked.map(({ metadata }) => metadata.nbgrader)).toEqual(
      gradedCells(solved).flatMap(({ metadata }) => (metadata.solution ? [metadata] : [])),
    );
    for (const cell of marked) expect(marks(cell)).toEqual(['### BEGIN SOLUTION', '### END SOLUTION']);
  });
});

describe('what nbgrader refuses is seen', () => {
  const cell = (nbgrader: Readonly<Record<string, unknown>>): Cell => ({
    cell_type: 'code',
    metadata: { nbgrader: { schema_version: 3, grade: false, locked: false, solution: false, ...nbgrader } },
    source: '',
    outputs: [],
    execution_count: null,
  });
  const notebook = (...cells: readonly Cell[]): Notebook => ({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells,
  });

  test.each([
    ['a grade without points', cell({ grade: true, locked: true, grade_id: 'a' }), 'a has no points'],
    ['no identifier', cell({ solution: true }), 'a cell has no grade_id'],
    ['a task in code', cell({ task: true, grade_id: 'a' }), 'a is a task and not text'],
  ])('%s', (_what, bad, fault) => {
    expect(faultsOf(notebook(bad))).toEqual([fault]);
  });

  test('the same identifier twice', () => {
    const twice = cell({ solution: true, grade_id: 'a' });
    expect(faultsOf(notebook(twice, twice))).toEqual(['duplicate grade_id a']);
  });

  test.each([{ schema_version: 2 }, { grade: 1 }, { points: -1 }, { grade_id: 'é' }, { colour: 'red' }])(
    'metadata that are not of the schema: %o',
    (bad) => {
      expect(() => faultsOf(notebook(cell(bad)))).toThrow(v.ValiError);
    },
  );
});
