/** Running many notebooks, as many at a time as there are cores. */
import { rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ParseError } from '../parse-error.js';
import type { CellFailure } from './cell-failure.js';
import { executingNotebook, type NotebookEvent, type NotebookOptions } from './execute.js';
import { mergeIterators } from './merge-iterators.js';
import { writeNotebook } from './notebook-file.js';

interface ExecuteAllOptions extends NotebookOptions {
  /** Folder of the executed copies, which keep their files' names. */
  readonly outputFolder: string;
  /** Kernels at the same time. Default, and at most: one per core. */
  readonly jobs?: number;
}

/** The executed copy of a notebook is in its place. */
interface NotebookWritten {
  readonly kind: 'notebook-written';
  readonly notebook: string;
  readonly copy: string;
}

/** A notebook that could not even be read. */
interface NotebookUnreadable {
  readonly kind: 'notebook-unreadable';
  readonly notebook: string;
  readonly failure: CellFailure;
}

export type CourseEvent = NotebookEvent | NotebookWritten | NotebookUnreadable;

export interface CourseReport {
  /** Paths of the executed copies. */
  readonly copies: readonly string[];
  readonly failures: readonly CellFailure[];
}

/**
 * Runs notebooks in parallel, the longest first, and writes their executed copies, each at one stroke. A notebook that fails leaves no
 * copy, an older one neither, so that nothing stale is published; the others still run.
 *
 * @param files paths of the notebooks
 * @param options output folder, parallelism, time limit per cell, cancellation
 * @returns the events of all notebooks, as they come
 * @throws Error when two notebooks have the same name, or a copy would replace its source; the signal's reason; the
 * file system's error when a copy cannot be written
 */
export async function* executingAll(
  files: readonly string[],
  options: ExecuteAllOptions,
): AsyncGenerator<CourseEvent> {
  refuseCollisions(files, options.outputFolder);
  // Ending this iteration must end the notebooks in the middle of a cell, not wait for the cell.
  const stop = new AbortController();
  const signal = stop.signal;
  options.signal?.throwIfAborted();
  const relay = (): void => {
    stop.abort(options.signal?.reason);
  };
  options.signal?.addEventListener('abort', relay, { once: true });
  const cores = os.availableParallelism();
  const sources = (await longestFirst(files)).map(
    (file) => () => executingToCopy(file, { ...options, signal }),
  );
  const merged = mergeIterators(sources, Math.min(options.jobs ?? cores, cores));
  try {
    // One step at a time, for `yield*` would wait for the merged iterator before this one could abort it.
    for (let step = await merged.next(); step.done !== true; step = await merged.next()) yield step.value;
  } finally {
    options.signal?.removeEventListener('abort', relay);
    stop.abort();
    await merged.return(undefined);
  }
}

/**
 * Runs notebooks in parallel; the promise over {@link executingAll}.
 *
 * @param files paths of the notebooks
 * @param options as {@link executingAll}
 * @throws as {@link executingAll}; notebooks that fail are in the report
 */
export async function executeAll(
  files: readonly string[],
  options: ExecuteAllOptions,
): Promise<CourseReport> {
  const copies: string[] = [];
  const failures: CellFailure[] = [];
  for await (const event of executingAll(files, options)) {
    if (event.kind === 'notebook-written') copies.push(event.copy);
    const failure =
      event.kind === 'notebook-finished' || event.kind === 'notebook-unreadable' ? event.failure : undefined;
    if (failure) failures.push(failure);
  }
  return { copies, failures };
}

async function* executingToCopy(file: string, options: ExecuteAllOptions): AsyncGenerator<CourseEvent> {
  const copy = path.join(options.outputFolder, path.basename(file));
  try {
    for await (const event of executingNotebook(file, options)) {
      yield event;
      if (event.kind !== 'notebook-finished') continue;
      if (event.failure) {
        await rm(copy, { force: true });
      } else {
        await writeNotebook(copy, event.executed);
        yield { kind: 'notebook-written', notebook: file, copy };
      }
    }
  } catch (error) {
    if (!isUnreadable(error, file)) throw error;
    await rm(copy, { force: true });
    const failure: CellFailure = { kind: 'unreadable', notebook: file, message: error.message };
    yield { kind: 'notebook-unreadable', notebook: file, failure };
  }
}

/** Files by size, as nobody knows how long they take: a long notebook begun last would run alone at the end. */
async function longestFirst(files: readonly string[]): Promise<readonly string[]> {
  const sized = files.map(async (file) => ({ file, bytes: await byteLength(file) }));
  return (await Promise.all(sized)).sort((a, b) => b.bytes - a.bytes).map(({ file }) => file);
}

/** The size of a file; 0 where there is none, which is reported when its turn comes. */
async function byteLength(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

function isUnreadable(error: unknown, file: string): error is Error {
  if (error instanceof ParseError) return true;
  return error instanceof Error && (error as NodeJS.ErrnoException).path === file;
}

function refuseCollisions(files: readonly string[], outputFolder: string): void {
  const copies = files.map((file) => path.resolve(outputFolder, path.basename(file)));
  const twice = copies.find((copy, index) => copies.indexOf(copy) !== index);
  if (twice !== undefined) {
    throw new Error(`two notebooks are named ${path.basename(twice)}: their copies would collide`);
  }
  const source = files.find((file) => copies.includes(path.resolve(file)));
  if (source !== undefined) throw new Error(`the executed copy would replace its source, ${source}`);
}
