/** `sonde solutions`: the instructor's copies of the notebooks, with every exercise solved; built only when asked for. */
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import type { Task } from '../course/solution.js';
import { interruptible } from './interruption.js';
import { print, printErrorText } from './terminal.js';

const root = path.resolve(__dirname, '../..');

/** Never a part of the book, nor of what students receive. */
export const solutionsFolder = path.join(root, 'solutions');

/** What students receive of them. */
export const exercisesFolder = path.join(root, 'data/exercises');

interface Options {
  readonly out: string;
  readonly execute?: boolean;
  readonly publish?: boolean;
}

/**
 * The `solutions` subcommand.
 *
 * @example
 * ```ts
 * program.addCommand(solutionsCommand());
 * ```
 */
export function solutionsCommand(): Command {
  return new Command('solutions')
    .description('pour l’enseignant : écrire les notebooks avec les exercices résolus')
    .helpOption('-h, --help', 'affiche cette aide')
    .option('-o, --out <dossier>', 'dossier des copies résolues', path.join(root, '_build/solutions'))
    .option('--execute', 'les exécuter aussi, dans son sous-dossier « executed »')
    .option('--publish', 'plutôt : refaire data/exercises et les exercices des notebooks depuis solutions/')
    .action(runSolutions);
}

async function runSolutions(options: Options): Promise<void> {
  const chapters = await readSolutions(solutionsFolder);
  if (options.publish === true) await publish(chapters);
  else await solve(chapters, options);
}

/** A chapter's number, and its exercises with their answers. */
interface SolvedChapter {
  readonly chapter: string;
  readonly tasks: readonly Task[];
}

/**
 * Reads `solutions/NN.yaml`, all of them.
 *
 * @param folder where they are
 * @throws Error when the folder is missing (students do not have it); ParseError, with the file's name, when one is wrong
 */
export async function readSolutions(folder: string): Promise<readonly SolvedChapter[]> {
  const { readTasks } = await import('../course/solution.js');
  const names = await readdir(folder).catch(() => {
    throw new Error(`les solutions ne sont pas ici (${folder}) : elles restent chez l’enseignant`);
  });
  const files = names.filter((name) => /^\d\d\.yaml$/.test(name)).sort();
  return Promise.all(
    files.map(async (name) => {
      const tasks = readTasks(await readFile(path.join(folder, name), 'utf8'));
      const chapter = name.slice(0, 2);
      const stray = tasks.find(({ id }) => !id.startsWith(`${chapter}-`));
      if (stray) throw new Error(`${name}: ${stray.id} is not of chapter ${chapter}`);
      return { chapter, tasks };
    }),
  );
}

/** The published form of a chapter, as `data/exercises/NN.json` holds it. */
export async function publishedText({ tasks }: SolvedChapter): Promise<string> {
  const { publishExercise } = await import('../course/solution.js');
  return `${JSON.stringify(await Promise.all(tasks.map(publishExercise)), null, 2)}\n`;
}

async function publish(chapters: readonly SolvedChapter[]): Promise<void> {
  const { startOf, withExercises } = await import('./exercise-cells.js');
  const { readNotebook, writeNotebook } = await import('../notebook/notebook-file.js');
  await mkdir(exercisesFolder, { recursive: true });
  for (const chapter of chapters) {
    await writeFile(path.join(exercisesFolder, `${chapter.chapter}.json`), await publishedText(chapter));
    const file = await notebookOf(chapter.chapter);
    await writeNotebook(file, withExercises(await readNotebook(file), chapter.tasks, startOf));
    print(`${path.basename(file)} : ${chapter.tasks.length} exercices`);
  }
}

async function solve(chapters: readonly SolvedChapter[], { out, execute }: Options): Promise<void> {
  const { solutionOf, withExercises } = await import('./exercise-cells.js');
  const { readNotebook, writeNotebook } = await import('../notebook/notebook-file.js');
  const { notebooksFolder } = await import('../notebook/course-notebooks.js');
  await mkdir(out, { recursive: true });
  if ((await realpath(out)) === (await realpath(notebooksFolder)))
    throw new Error('les notebooks des étudiants restent sans solutions');
  const copies: string[] = [];
  for (const { chapter, tasks } of chapters) {
    const file = await notebookOf(chapter);
    const copy = path.join(out, path.basename(file));
    await writeNotebook(copy, withExercises(await readNotebook(file), tasks, solutionOf));
    copies.push(copy);
    print(`${copy} : ${tasks.length} exercices résolus`);
  }
  if (execute === true) await executeThere(copies, out);
}

async function executeThere(copies: readonly string[], out: string): Promise<void> {
  const { executeAll } = await import('../notebook/execute-all.js');
  const { describeFailure } = await import('./notebooks.js');
  await interruptible(async (signal) => {
    const { failures } = await executeAll(copies, { outputFolder: path.join(out, 'executed'), signal });
    for (const failure of failures) printErrorText(describeFailure(failure));
    if (failures.length > 0) process.exitCode = 1;
  });
}

async function notebookOf(chapter: string): Promise<string> {
  const { listNotebooks } = await import('../notebook/course-notebooks.js');
  const file = (await listNotebooks()).find((each) => path.basename(each).startsWith(`${chapter}-`));
  if (file === undefined) throw new Error(`le chapitre ${chapter} n’a pas de notebook`);
  return file;
}
