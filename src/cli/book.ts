import { Command, InvalidArgumentError } from 'commander';
import type { BookFault } from '../book/myst-log.js';
import { cellLine, describeFailure, notebookLine } from './notebooks.js';
import { isWatched, print, printError, printErrorText } from './terminal.js';

interface Options {
  readonly baseUrl: string;
  readonly execute: boolean;
}

/**
 * `sonde book [--base-url /x] [--no-execute]`
 *
 * @example
 * ```ts
 * program.addCommand(bookCommand());
 * ```
 */
export function bookCommand(): Command {
  return new Command('book')
    .description('exécute les notebooks et en fait un site statique dans _build/html')
    .option(
      '--base-url <chemin>',
      'chemin sous lequel le site sera publié, par exemple /sonde',
      parseBaseUrl,
      '',
    )
    .option('--no-execute', 'prend les dernières copies exécutées')
    .action(async ({ baseUrl, execute }: Options) => {
      const { interruptible } = await import('./interruption.js');
      await interruptible(async (signal) => {
        if (!(await makeBook({ baseUrl, execute, signal }))) process.exitCode = 1;
      });
    });
}

function parseBaseUrl(text: string): string {
  if (text === '' || text === '/') return '';
  if (/^(\/[\w.~-]+)+\/?$/.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError('un chemin comme /sonde est attendu.');
}

/** How the course's book is made. */
interface MakeBookOptions {
  /** Whether the notebooks are run first; their last executed copies serve otherwise. */
  readonly execute: boolean;
  /** Base path under which the site will be published. */
  readonly baseUrl: string;
  readonly signal: AbortSignal;
}

/**
 * Makes the course's book and tells its progress in French.
 *
 * @param options how
 * @returns whether the book was made; what went wrong has been printed otherwise
 *
 * @example
 * ```ts
 * await makeBook({ execute: true, baseUrl: '', signal: new AbortController().signal });
 * ```
 */
export async function makeBook(options: MakeBookOptions): Promise<boolean> {
  if (options.execute && !(await executeCourse(options.signal))) return false;
  const { buildBook, BookError } = await import('../book/build.js');
  const { courseBookFolder, courseRoot } = await import('../book/course-book.js');
  const { executedFolder } = await import('../notebook/course-notebooks.js');
  print('Construction du livre…');
  try {
    const { directory, warnings } = await buildBook({
      root: courseRoot,
      executed: executedFolder,
      output: courseBookFolder,
      baseUrl: options.baseUrl,
      onWait: (pid) => {
        print(`Le processus ${pid} construit déjà un livre : sa fin est attendue (Ctrl-C pour renoncer)…`);
      },
      signal: options.signal,
    });
    printFaults('MyST signale :', warnings);
    print(`Livre construit dans ${directory}`);
    return true;
  } catch (error) {
    if (!(error instanceof BookError)) throw error;
    printFaults('Le livre n’a pas pu être construit :', error.faults);
    if (error.faults.length === 0) printErrorText(error.log);
    return false;
  }
}

async function executeCourse(signal: AbortSignal): Promise<boolean> {
  const { executingAll } = await import('../notebook/execute-all.js');
  const { executedFolder, listNotebooks } = await import('../notebook/course-notebooks.js');
  print('Exécution des notebooks…');
  const lineOf = isWatched() ? cellLine : notebookLine;
  let failures = 0;
  for await (const event of executingAll(await listNotebooks(), { outputFolder: executedFolder, signal })) {
    const line = lineOf(event);
    if (line !== undefined) print(line);
    if (event.kind !== 'notebook-finished' && event.kind !== 'notebook-unreadable') continue;
    if (event.failure === undefined) continue;
    failures += 1;
    printErrorText(`  ${describeFailure(event.failure)}`);
  }
  return failures === 0;
}

function printFaults(heading: string, faults: readonly BookFault[]): void {
  if (faults.length === 0) return;
  printError(heading);
  for (const { file, line, message } of faults) {
    const place = [file, line === undefined ? undefined : `ligne ${line}`].filter(Boolean).join(', ');
    printErrorText(place === '' ? `  ${message}` : `  ${place} : ${message}`);
  }
}
