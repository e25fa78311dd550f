/** What the page and the worker that runs its cells say to each other: plain data. */

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

export type CellEvent =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'display';
      /** One form of the output by MIME type. */
      readonly data: Readonly<Record<string, unknown>>;
      /** Outputs that share it are the same place. */
      readonly displayId?: string;
      readonly update: boolean;
    }
  | ({ readonly kind: 'error' } & CellFault)
  /** Something real was replaced, or refused; in French. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'ended'; readonly failed: boolean };

/** Why a cell failed. */
export interface CellFault {
  readonly name: string;
  readonly message: string;
  /** The error as Node prints it, with lines of cells. */
  readonly trace: string;
  /** Line of the failed cell, counted from 1. */
  readonly line?: number;
  /** A name that no cell has declared yet. */
  readonly missing?: string;
  /** The cell could not be read; it asks for a machine, or for what came from one; or it failed as it ran. */
  readonly why: 'syntax' | 'absence' | 'run';
}
