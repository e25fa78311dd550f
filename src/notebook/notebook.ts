/**
 * A notebook as data, after nbformat 4. Names are those of the file format; multi-line strings, which the file
 * may store as lists of lines, are plain strings here (notebook-file.ts translates).
 *
 * Source: https://nbformat.readthedocs.io/en/latest/format_description.html
 */

export type JsonObject = Readonly<Record<string, unknown>>;

interface StreamOutput {
  readonly output_type: 'stream';
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
}

interface DisplayOutput {
  readonly output_type: 'display_data';
  /** MIME type to content: a string, or an object for JSON types. */
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

interface ResultOutput {
  readonly output_type: 'execute_result';
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly execution_count: number | null;
}

interface ErrorOutput {
  readonly output_type: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface TextCell {
  readonly cell_type: 'markdown' | 'raw';
  /** Missing before nbformat 4.5. */
  readonly id?: string;
  readonly metadata: JsonObject;
  readonly source: string;
  readonly attachments?: JsonObject;
}

export interface CodeCell {
  readonly cell_type: 'code';
  readonly id?: string;
  readonly metadata: JsonObject;
  readonly source: string;
  readonly outputs: readonly Output[];
  readonly execution_count: number | null;
}

export type Cell = TextCell | CodeCell;

export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: JsonObject;
  readonly cells: readonly Cell[];
}

/**
 * The same notebook without outputs and execution counts, as sources are stored.
 *
 * @param notebook any notebook; it is not changed
 */
export function stripOutputs(notebook: Notebook): Notebook {
  const strip = (cell: Cell): Cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
  return { ...notebook, cells: notebook.cells.map(strip) };
}

/**
 * Says whether a notebook was saved after being run: some cell holds an output or an execution count.
 *
 * @param notebook any notebook
 */
export function hasOutputs(notebook: Notebook): boolean {
  return notebook.cells.some(
    (cell) => cell.cell_type === 'code' && (cell.outputs.length > 0 || cell.execution_count !== null),
  );
}

/**
 * Says whether a cell carries a tag. Jupyter's own tags are honoured when notebooks are run:
 * `skip-execution`, and `raises-exception` for a cell that is meant to fail.
 *
 * @param cell any cell
 * @param tag the tag, as written in the cell's metadata
 */
export function hasTag(cell: Cell, tag: string): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes(tag);
}
