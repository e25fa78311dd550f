/** Running one notebook, from its first cell to its last. */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { type CellFailure, explainError } from './cell-failure.js';
import { CellTimeoutError, Kernel } from './kernel.js';
import { KernelDiedError } from './kernel-process.js';
import { type CodeCell, hasTag, type JsonObject, type Notebook, type Output } from './notebook.js';
import { readNotebook } from './notebook-file.js';
import { OutputRecorder } from './output-recorder.js';

export interface NotebookOptions {
  /** Time that each cell may take, in milliseconds. Default: 60 000. */
  readonly timeoutMs?: number;
  /** Gives up: the kernel is ended, and the signal's reason thrown. */
  readonly signal?: AbortSignal;
}

interface KernelReady {
  readonly kind: 'kernel-ready';
  readonly notebook: string;
  /** Process identifier of the kernel. */
  readonly pid: number;
  readonly startMs: number;
}

interface CellFinished {
  readonly kind: 'cell-finished';
  readonly notebook: string;
  /** Rank among all cells, from 1. */
  readonly cell: number;
  /** Rank among the code cells, from 1. */
  readonly codeCell: number;
  readonly codeCellCount: number;
  readonly elapsedMs: number;
  readonly outputs: readonly Output[];
}

interface NotebookFinished {
  readonly kind: 'notebook-finished';
  readonly notebook: string;
  readonly elapsedMs: number;
  /** The notebook with its outputs, those of the cells that ran. */
  readonly executed: Notebook;
  /** Missing when every cell did what it should. */
  readonly failure?: CellFailure;
}

export type NotebookEvent = KernelReady | CellFinished | NotebookFinished;

interface NumberedCell {
  readonly source: CodeCell;
  /** Rank among all cells, from 1. */
  readonly cell: number;
  readonly codeCell: number;
}

/**
 * Runs a notebook in a tslab kernel of its own, whose working folder is the notebook's, and tells how it goes. The
 * first cell that fails ends it, as in Jupyter; Jupyter's tags `skip-execution` and `raises-exception` are honoured.
 * The kernel is gone when the iteration ends, however it ends.
 *
 * @param file path of the notebook; the file is only read
 * @param options time limit per cell, cancellation
 * @returns one event when the kernel is ready, one per cell, and `notebook-finished` last
 * @throws ParseError, or the file system's error, when the notebook cannot be read; the signal's reason
 */
export async function* executingNotebook(
  file: string,
  options: NotebookOptions = {},
): AsyncGenerator<NotebookEvent> {
  const startedAt = performance.now();
  const notebook = await readNotebook(file);
  const run = new NotebookRun(file, notebook);
  try {
    const kernel = await Kernel.start(path.dirname(path.resolve(file)), options.signal);
    try {
      run.languageInfo = kernel.languageInfo;
      yield { kind: 'kernel-ready', notebook: file, pid: kernel.pid ?? 0, startMs: since(startedAt) };
      yield* run.cells(kernel, options);
    } finally {
      await kernel.close();
    }
  } catch (error) {
    if (!(error instanceof KernelDiedError)) throw error;
    run.failure = { kind: 'kernel-died', notebook: file, message: error.message };
  }
  const failed = run.failure ? { failure: run.failure } : {};
  const elapsedMs = since(startedAt);
  yield { kind: 'notebook-finished', notebook: file, elapsedMs, executed: run.executed(), ...failed };
}

/**
 * Runs a notebook; the promise over {@link executingNotebook}.
 *
 * @param file path of the notebook
 * @param options time limit per cell, cancellation
 * @throws as {@link executingNotebook}; a cell that fails does not throw, it is the result's `failure`
 */
export async function executeNotebook(
  file: string,
  options: NotebookOptions = {},
): Promise<NotebookFinished> {
  for await (const event of executingNotebook(file, options)) {
    if (event.kind === 'notebook-finished') return event;
  }
  throw new Error(`${file}: the run ended without a result`);
}

/** What is known of a run in progress. */
class NotebookRun {
  failure: CellFailure | undefined;
  languageInfo: JsonObject | undefined;
  readonly #counts = new Map<number, number | null>();
  readonly #recorder = new OutputRecorder();

  constructor(
    readonly file: string,
    readonly source: Notebook,
  ) {}

  async *cells(kernel: Kernel, options: NotebookOptions): AsyncGenerator<CellFinished> {
    const cells = cellsToRun(this.source);
    for (const each of cells) {
      const startedAt = performance.now();
      this.failure = await this.#execute(each, kernel, options);
      yield {
        kind: 'cell-finished',
        notebook: this.file,
        cell: each.cell,
        codeCell: each.codeCell,
        codeCellCount: cells.length,
        elapsedMs: since(startedAt),
        outputs: this.#recorder.outputs(each.cell),
      };
      if (this.failure) return;
    }
  }

  executed(): Notebook {
    const { metadata, cells } = this.source;
    return {
      ...this.source,
      metadata: this.languageInfo ? { ...metadata, language_info: this.languageInfo } : metadata,
      cells: cells.map((cell, index) => {
        if (cell.cell_type !== 'code') return cell;
        const outputs = this.#recorder.outputs(index + 1);
        return { ...cell, outputs, execution_count: this.#counts.get(index + 1) ?? null };
      }),
    };
  }

  async #execute(
    each: NumberedCell,
    kernel: Kernel,
    options: NotebookOptions,
  ): Promise<CellFailure | undefined> {
    const { cell, codeCell, source } = each;
    const place = { notebook: this.file, cell, codeCell };
    try {
      const { status, executionCount } = await kernel.execute(source.source, {
        timeoutMs: options.timeoutMs ?? 60_000,
        ...(options.signal ? { signal: options.signal } : {}),
        onOutput: (message) => {
          this.#recorder.receive(cell, message);
        },
      });
      this.#counts.set(cell, executionCount);
      if (status === 'ok' || hasTag(source, 'raises-exception')) return undefined;
      return { ...place, ...explainError(this.#recorder.outputs(cell)) };
    } catch (error) {
      if (error instanceof CellTimeoutError) return { ...place, kind: 'timeout', message: error.message };
      if (error instanceof KernelDiedError) return { ...place, kind: 'kernel-died', message: error.message };
      throw error;
    }
  }
}

/** The ranks count every code cell; empty cells and those tagged `skip-execution` do not run. */
function cellsToRun(notebook: Notebook): readonly NumberedCell[] {
  const code = notebook.cells.flatMap((source, index) =>
    source.cell_type === 'code' ? [{ source, cell: index + 1 }] : [],
  );
  return code
    .map(({ source, cell }, index) => ({ source, cell, codeCell: index + 1 }))
    .filter(({ source }) => source.source.trim() !== '' && !hasTag(source, 'skip-execution'));
}

function since(startedAt: number): number {
  return performance.now() - startedAt;
}
