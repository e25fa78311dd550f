/** What the page and the worker that runs its cells say to each other: plain data. */
import type { CellOutput } from '#dist/book/cell-protocol.js';

export type { CellFault } from '#dist/book/cell-protocol.js';

/** From the page. */
export type PageMessage =
  | { readonly kind: 'run'; readonly run: number; readonly cell: number; readonly source: string }
  /** A file that was asked for; `fault` when it could not be loaded. */
  | { readonly kind: 'asset'; readonly name: string; readonly value?: unknown; readonly fault?: string }
  /** The journal as it is now; without text where the browser keeps none. */
  | { readonly kind: 'journal'; readonly ask: number; readonly text?: string };

/** From the worker. */
export type WorkerMessage =
  | CellMessage
  /** The worker needs a file of the site. */
  | { readonly kind: 'asset'; readonly name: string }
  /** The worker reads the student's journal, after it has added a line to it. */
  | { readonly kind: 'journal'; readonly ask: number; readonly line: string };

/** What a run of a cell does; a cell may run again before what it left behind has ended. */
export type CellMessage = { readonly run: number } & CellEvent;

export type CellEvent = CellOutput | { readonly kind: 'ended'; readonly failed: boolean };
