/** What a page and a kernel that runs its cells agree upon: the page's own worker, or tslab on this machine. */

/** The path of the WebSocket to tslab, on the server that `npm start` runs. */
export const localKernelPath = '/local-kernel';

/** What a cell shows. */
export type CellOutput =
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
  /** The cell could not be read; it asks for a machine, or for what came from one; or it failed as it ran. */
  readonly why: 'syntax' | 'absence' | 'run';
}
