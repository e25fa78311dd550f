/** The cell whose outputs these are: the one that runs, or the last one that ran for what comes later. */
import type { CellPort } from './cell-port.js';

let current: CellPort | undefined;

export function currentCell(): CellPort | undefined {
  return current;
}

export function setCurrentCell(port: CellPort): void {
  current = port;
}
