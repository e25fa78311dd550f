/// <reference lib="dom" />
/** The page's notebook with the student's edits, as a file that Jupyter opens. */

/** What is changed of a notebook (nbformat 4). */
export interface NotebookJson {
  readonly cells: readonly NotebookCell[];
}

interface NotebookCell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
}

/** A cell as published and as edited. */
interface EditedCell {
  readonly original: string;
  readonly source: string;
}

/**
 * Puts edits in a notebook. A cell is found by its published text, from the first on.
 *
 * @param notebook without outputs
 * @param cells the page's cells, in their order
 */
export function withEdits<Json extends NotebookJson>(notebook: Json, cells: readonly EditedCell[]): Json {
  const left = [...cells];
  const edited = notebook.cells.map((cell) => {
    if (cell.cell_type !== 'code') return cell;
    const text = textOf(cell);
    const at = left.findIndex(({ original }) => original.trim() === text.trim());
    const [found] = at < 0 ? [] : left.splice(at, 1);
    return found && found.source !== found.original ? { ...cell, source: found.source } : cell;
  });
  return { ...notebook, cells: edited };
}

function textOf({ source }: NotebookCell): string {
  return (typeof source === 'string' ? source : source.join('')).replaceAll('\r\n', '\n');
}

/** Gives a file to the reader. */
export function download(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
