/** What the instructor's command writes, and that nothing else does. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSolutions, solutionsCommand, solutionsFolder } from '../../src/cli/solutions.js';
import { notebooksFolder } from '../../src/notebook/course-notebooks.js';
import { hasOutputs } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { type Outcome, runCommand, runSonde } from './running.js';

const root = path.dirname(notebooksFolder);
const exercisesFolder = path.join(root, 'data/exercises');
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-solutions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A digest of each file that students receive. */
function studentsFiles(): Readonly<Record<string, string>> {
  const files = [notebooksFolder, exercisesFolder].flatMap((each) =>
    readdirSync(each).map((name) => path.join(each, name)),
  );
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  return Object.fromEntries(files.map((file) => [file, digest(file)]));
}

const chapters = await readSolutions(solutionsFolder);
const out = path.join(folder, 'out');

describe('sonde solutions --out', () => {
  let outcome: Outcome;
  const before = studentsFiles();

  beforeAll(async () => {
    outcome = await runCommand(solutionsCommand, '--out', out);
  });

  test('writes a copy of each chapter there, and says so', () => {
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const names = readdirSync(out);
    expect(names.map((name) => name.slice(0, 2))).toEqual(chapters.map(({ chapter }) => chapter));
    const lines = outcome.stdout.split('\n');
    expect(lines.map((line) => line.split(' : ')[0])).toEqual(names.map((name) => path.join(out, name)));
  });

  test('with every exercise solved, not run, and nothing else changed', async () => {
    for (const name of readdirSync(out)) {
      const solved = await readNotebook(path.join(out, name));
      const given = await readNotebook(path.join(notebooksFolder, name));
      expect(hasOutputs(solved)).toBe(false);
      const { tasks } = chapters.find(({ chapter }) => name.startsWith(chapter)) ?? { tasks: [] };
      const differing = solved.cells.filter(({ source }, index) => source !== given.cells[index]?.source);
      expect(differing.map(({ id }) => id)).toEqual(
        expect.arrayContaining(tasks.map(({ id }) => `ex-${id}`)),
      );
      expect(differing).toHaveLength(tasks.length);
      for (const { source } of differing)
        expect(source).toMatch(/^\/\/ ### BEGIN SOLUTION\n[^]+\n\/\/ ### END SOLUTION$/);
    }
  });

  test('leaves the students’ files as they were, without a mark of a solution', () => {
    expect(studentsFiles()).toEqual(before);
    for (const file of Object.keys(before)) expect(readFileSync(file, 'utf8')).not.toContain('SOLUTION');
  });
});

const link = path.join(folder, 'link');
symlinkSync(notebooksFolder, link);

test.each([notebooksFolder, `${notebooksFolder}/`, path.relative(process.cwd(), notebooksFolder), link])(
  'refuses to write over the students’ notebooks (%s)',
  async (students) => {
    const before = studentsFiles();
    await expect(runCommand(solutionsCommand, '--out', students)).rejects.toThrow('restent sans solutions');
    expect(studentsFiles()).toEqual(before);
  },
);

test('a folder without solutions, as students have, is told', async () => {
  await expect(readSolutions(path.join(folder, 'none'))).rejects.toThrow('elles restent chez l’enseignant');
});

describe('solutions are built on request only', () => {
  test('no other script of the package asks for them', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const asking = Object.entries(scripts).filter(([, script]) => script.includes('solutions'));
    expect(asking.map(([name]) => name)).toEqual(['solutions']);
  });

  test('the help alone writes nothing', async () => {
    const built = path.join(root, '_build/solutions');
    const before = existsSync(built);
    const { stdout, code } = await runSonde(['solutions', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('pour l’enseignant');
    expect(existsSync(built)).toBe(before);
  });
});
