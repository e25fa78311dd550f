/** What runs the cells of a page: its own worker, or tslab where the reader has asked for it. */
import type { CellEvent } from '../kernel/protocol.js';
import { interrupt, type RunEnd, runInWorker } from './kernel-client.js';

/** A kernel, as a page sees it. */
export interface CellKernel {
  /** Where cells run, as the end of a sentence. */
  readonly place: string;
  /**
   * Runs a cell after those that were asked for before it.
   *
   * @param cell its number in the page
   * @param source TypeScript
   * @param listener told of everything the cell does, even after its end
   */
  run(cell: number, source: string, listener: (event: CellEvent) => void): Promise<RunEnd>;
  /** Stops all that runs or waits. */
  interrupt(): void;
}

/** Filled by the script that `npm start` adds to the pages it serves (`local-kernel/offer.ts`). */
export interface LocalKernelHolder {
  /** Nothing while the reader has not turned it on. */
  sondeLocalKernel?: () => CellKernel | undefined;
}

const pageKernel: CellKernel = { place: 'dans cette page', run: runInWorker, interrupt };

/** The kernel that runs the next cell. */
export function cellKernel(): CellKernel {
  return (globalThis as LocalKernelHolder).sondeLocalKernel?.() ?? pageKernel;
}
