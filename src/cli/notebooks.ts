/** `sonde notebooks`: the course's notebooks, or those given, run from the first cell to the last. */
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { CellFailure } from '../notebook/cell-failure.js';
import type { CourseEvent } from '../notebook/execute-all.js';
import { interruptible } from './interruption.js';
import { frenchNumber } from '../figure/drawing/label.js';
import { isWatched, print, printError, printErrorText } from './terminal.js';

interface Options {
  /** Seconds. */
  readonly timeout?: number;
  readonly jobs?: number;
  readonly out?: string;
}

/**
 * The `notebooks` subcommand.
 *
 * @example
 * ```ts
 * program.addCommand(notebooksCommand());
 * ```
 */
export function notebooksCommand(): Command {
  return new Command('notebooks')
    .description('exécuter les notebooks dans le noyau tslab et écrire leurs copies exécutées')
    .argument('[FICHIERS...]', 'notebooks à exécuter (par défaut : tous ceux du cours)')
    .option('--timeout <secondes>', 'durée maximale d’une cellule (par défaut : 60)', parseSeconds)
    .option('--jobs <nombre>', 'notebooks exécutés à la fois (par défaut : un par cœur)', parseCount)
    .option('--out <dossier>', 'dossier des copies exécutées (par défaut : _build/notebooks)')
    .action(runNotebooks);
}

async function runNotebooks(files: readonly string[], options: Options): Promise<void> {
  const { executingAll } = await import('../notebook/execute-all.js');
  const { executedFolder, listNotebooks } = await import('../notebook/course-notebooks.js');
  const chosen = files.length > 0 ? files : await listNotebooks();
  await interruptible(async (signal) => {
    const events = executingAll(chosen, {
      outputFolder: options.out ?? executedFolder,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      signal,
    });
    await report(events, chosen.length);
  });
}

async function report(events: AsyncIterable<CourseEvent>, count: number): Promise<void> {
  const failures: CellFailure[] = [];
  const lineOf = isWatched() ? cellLine : notebookLine;
  for await (const event of events) {
    const line = lineOf(event);
    if (line !== undefined) print(line);
    if (event.kind === 'notebook-finished' || event.kind === 'notebook-unreadable') {
      if (event.failure) failures.push(event.failure);
    }
  }
  if (failures.length === 0) return;
  printError('', `${failures.length} notebook(s) en échec sur ${count} :`);
  for (const failure of failures) printErrorText(`  ${describeFailure(failure)}`);
  process.exitCode = 1;
}

/**
 * One line for each cell, for a person who watches; and those of {@link notebookLine}.
 *
 * @param event what just happened
 * @returns undefined for events that deserve no line
 */
export function cellLine(event: CourseEvent): string | undefined {
  if (event.kind !== 'cell-finished') return notebookLine(event);
  const { notebook, codeCell, codeCellCount, elapsedMs } = event;
  return `  ${path.basename(notebook)}  cellule ${codeCell}/${codeCellCount}  ${seconds(elapsedMs)}`;
}

/**
 * One line for each notebook, for a log.
 *
 * @param event what just happened
 * @returns undefined for events that deserve no line
 */
export function notebookLine(event: CourseEvent): string | undefined {
  const name = path.basename(event.notebook);
  if (event.kind === 'notebook-unreadable') return `✗ ${name}`;
  if (event.kind !== 'notebook-finished') return undefined;
  return `${event.failure ? '✗' : '✓'} ${name}  ${seconds(event.elapsedMs)}`;
}

/**
 * A failure in one sentence: notebook, cell, line, reason.
 *
 * @param failure why a notebook stopped
 */
export function describeFailure(failure: CellFailure): string {
  const { notebook, cell, codeCell, line, kind, message } = failure;
  const place = [
    path.relative(process.cwd(), notebook),
    ...(cell === undefined ? [] : [`cellule ${cell} (code nº ${String(codeCell)})`]),
    ...(line === undefined ? [] : [`ligne ${line}`]),
  ];
  return `${place.join(', ')} : ${reasons[kind]}${message}`;
}

/** The messages of TypeScript, of exceptions and of the system are given as they are, in English. */
const reasons: Readonly<Record<CellFailure['kind'], string>> = {
  'type-error': 'erreur de type — ',
  exception: '',
  timeout: 'durée maximale dépassée — ',
  'kernel-died': 'le noyau s’est arrêté — ',
  unreadable: 'fichier illisible — ',
};

function seconds(elapsedMs: number): string {
  return `${frenchNumber(elapsedMs / 1000, 1)} s`;
}

/** A day at most: the timers of Node stop at 24 days. */
function parseSeconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('une durée entre 0 et 86 400 secondes est attendue.');
}

function parseCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('un nombre entier positif est attendu.');
}
