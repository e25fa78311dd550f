/** What a page and the kernel that runs its cells say to each other, be it the page's own worker or tslab on this machine. */

/** The path of the WebSocket to tslab, on the server that `npm start` runs. */
export const localKernelPath = '/local-kernel';

/** What a cell shows. */
export type CellOutput =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'display';
      /** One form of the output by MIME type. */
      readonly data: Readonly<Record<string, unknown>>;
      /** Names a display, so that a later output may update it. */
      readonly displayId?: string;
      readonly update: boolean;
    }
  | ({ readonly kind: 'error' } & CellFault)
  /** Something was replaced, refused or left out; in French. */
  | { readonly kind: 'notice'; readonly text: string };

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
  /**
   * `syntax`: the cell could not be read; `absence`: it needs a machine, or a value that came from one; `run`: it failed as it ran.
   */
  readonly why: 'syntax' | 'absence' | 'run';
}
