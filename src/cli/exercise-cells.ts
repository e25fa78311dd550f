/** The cells of an exercise, in a student's notebook and in its solved copy, with nbgrader's metadata. */
import type { CodeTask, Task, ValueTask } from '../course/solution.js';
import type { Cell, CodeCell, Notebook } from '../notebook/notebook.js';

/** All cells of exercises have an identifier that begins so. */
const PREFIX = 'ex-';

/** The cell after which exercises are written. */
const HEADING = '## À vous';

/**
 * A notebook with its exercises after the heading « À vous », or after those that they name, in the place of those that
 * it had.
 *
 * @param notebook a chapter; it is not changed
 * @param tasks its exercises
 * @param solutionCell what the student's cell holds: {@link startOf} or {@link solutionOf}
 * @throws Error when the chapter has no such heading
 */
export function withExercises(
  notebook: Notebook,
  tasks: readonly Task[],
  solutionCell: (task: Task) => string,
): Notebook {
  const own = notebook.cells.filter(({ id }) => id?.startsWith(PREFIX) !== true);
  const headings = own.map((cell) =>
    cell.cell_type === 'markdown' ? cell.source.split('\n', 1)[0] : undefined,
  );
  const placed = tasks.map((task) => ({ task, at: headings.indexOf(task.under ?? HEADING) }));
  const astray = placed.find(({ at }) => at < 0);
  if (astray) throw new Error(`no cell begins with ${astray.task.under ?? HEADING}`);
  const first = Math.min(...placed.map(({ at }) => at));
  const imported = codeCell(`${PREFIX}import`, "import { exercise } from 'sonde';", {});
  const cells = own.flatMap((cell, index) => [
    cell,
    ...(index === first ? [imported] : []),
    ...placed.filter(({ at }) => at === index).flatMap(({ task }) => exerciseCells(task, solutionCell(task))),
  ]);
  return { ...notebook, cells };
}

/** The question; the cell that the student fills; the cell that checks it, and that nbgrader grades. */
function exerciseCells(task: Task, source: string): readonly Cell[] {
  const { id, title, question, points } = task;
  const method = task.kind === 'value' ? 'answer' : 'check';
  const check = `await exercise('${id}').${method}(${task.variable});`;
  return [
    { cell_type: 'markdown', id: `${PREFIX}${id}-q`, metadata: {}, source: `### ${title}\n\n${question}` },
    codeCell(`${PREFIX}${id}`, source, { nbgrader: nbgrader(id, { solution: true }) }),
    codeCell(`${PREFIX}${id}-check`, check, { nbgrader: nbgrader(`${id}-check`, { points }) }),
  ];
}

function codeCell(id: string, source: string, metadata: Readonly<Record<string, unknown>>): CodeCell {
  return { cell_type: 'code', id, metadata, source, outputs: [], execution_count: null };
}

/** https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html, version 3. */
function nbgrader(grade_id: string, what: { readonly solution: true } | { readonly points: number }) {
  const graded = 'points' in what;
  return {
    grade_id,
    schema_version: 3,
    grade: graded,
    solution: !graded,
    locked: graded,
    task: false,
    ...(graded ? { points: what.points } : {}),
  };
}

/**
 * What the student's cell holds at first.
 *
 * @param task an exercise
 */
export function startOf(task: Task): string {
  return task.kind === 'value' ? `const ${task.variable} = '';` : task.start.trimEnd();
}

/**
 * What the cell holds in the solved copy, between the marks from which nbgrader makes the students' version.
 *
 * @param task an exercise
 */
export function solutionOf(task: Task): string {
  const written = task.kind === 'value' ? answered(task) : solvedCode(task);
  return `// ### BEGIN SOLUTION\n${written}\n// ### END SOLUTION`;
}

function answered({ variable, right, expects, says }: ValueTask): string {
  const [first] = right;
  const unit = expects.kind === 'number' ? ` ${expects.unit}` : '';
  const text =
    typeof first === 'object' ? first.join(', ') : `${String(first).replace('.', decimalMark(first))}${unit}`;
  return `// ${says.replace(/\s+/g, ' ')}\nconst ${variable} = ${JSON.stringify(text).replace(/^"|"$/g, "'")};`;
}

/** The point of an address stays; that of a number is a comma. */
function decimalMark(value: unknown): string {
  return typeof value === 'number' ? ',' : '.';
}

function solvedCode({ solution, says }: CodeTask): string {
  return `// ${says.replace(/\s+/g, ' ')}\n${solution.trimEnd()}`;
}
