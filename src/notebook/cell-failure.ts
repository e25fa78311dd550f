/** Why a notebook stopped, and where: read from what tslab prints, since it sends no structured error. */
import type { Output } from './notebook.js';

export interface CellFailure {
  readonly kind: 'type-error' | 'exception' | 'timeout' | 'kernel-died' | 'unreadable';
  /** Path of the notebook. */
  readonly notebook: string;
  readonly message: string;
  /** Rank among all cells, from 1, as an editor shows them; missing when no cell is to blame. */
  readonly cell?: number;
  /** Rank among the code cells, from 1. */
  readonly codeCell?: number;
  /** Line in the cell, from 1, when it can be known. */
  readonly line?: number;
}

/** What {@link explainError} finds in a cell's outputs. */
type Explanation = Pick<CellFailure, 'kind' | 'message' | 'line'>;

/** `3:7 - Type 'string' is not assignable…`, after the file's name when the fault is not in the cell itself. */
const diagnostic = /^(?:(\S+) )?(\d+):\d+ - (.*)$/m;
/** The first unbroken run of frames: those of a nested cause are left out. */
const trace = /(?:^\s+at .*\n?)+/m;
/** A position in a cell, as kernel-main.ts writes them. */
const cellPosition = /cellule \[\d+\]:(\d+):\d+/g;

/**
 * Explains the failure of a cell by its outputs: a diagnostic of the compiler, or an exception's stack trace.
 *
 * @param outputs outputs of the cell that failed
 * @returns the line is missing for an exception that left no trace in the cell (a thrown string, say)
 *
 * @example
 * ```ts
 * explainError([{ output_type: 'stream', name: 'stderr', text: "1:7 - Cannot find name 'x'.\n" }]).line; // 1
 * ```
 */
export function explainError(outputs: readonly Output[]): Explanation {
  const stderr = outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stderr' ? output.text : ''))
    .join('');
  const frames = trace.exec(stderr);
  return frames
    ? explainException(stderr.slice(0, frames.index), frames[0])
    : (explainDiagnostic(stderr) ?? {
        kind: 'exception',
        message: lastLine(stderr) || 'the cell failed without a word',
      });
}

function explainDiagnostic(stderr: string): Explanation | undefined {
  const found = diagnostic.exec(stderr);
  if (!found) return undefined;
  const [, file, line, message = ''] = found;
  if (file !== undefined) return { kind: 'type-error', message: `${file}:${String(line)}: ${message}` };
  return { kind: 'type-error', message, line: Number(line) };
}

/** The outermost frame in a cell is the cell that ran; the others may be functions of earlier cells. */
function explainException(before: string, frames: string): Explanation {
  const line = [...frames.matchAll(cellPosition)].at(-1)?.[1];
  const message = headline(before);
  return line === undefined
    ? { kind: 'exception', message }
    : { kind: 'exception', message, line: Number(line) };
}

/** The error's own text: from the last line that starts like an error, for messages may have several lines. */
function headline(text: string): string {
  const lines = text.trimEnd().split('\n');
  const start = lines
    .map((line) => /^(?:Uncaught )?[\w$.]*(?:Error|Exception)\b/.test(line))
    .lastIndexOf(true);
  return start < 0 ? lastLine(text) : lines.slice(start).join('\n');
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
