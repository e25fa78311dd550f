import type { Notebook, Output } from '../../src/notebook/notebook.js';

/** Everything that the cells of an executed notebook printed or showed, as text, in their order. */
export function printedBy({ cells }: Notebook): string {
  return cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs.map(textOf) : [])).join('\n');
}

function textOf(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  return output.output_type === 'error' ? output.evalue : String(output.data['text/plain']);
}
