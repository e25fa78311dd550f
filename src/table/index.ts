export type { Origin } from '../origin.js';
export { dataFrame, type DataFrame } from './data-frame.js';
export { showTable, type TableFrame } from './show-table.js';
export type { TableCell, TableRow } from './flat-row.js';
export type { TableOptions } from './table.js';
