/** What a table's row holds: plain values, objects and lists of them. */
export type TableRow = object;

/** One cell, once its row is flat. */
export type TableCell = string | number | bigint | boolean | undefined;

/**
 * A row whose values are all plain: what is inside an object gets a name with a dot, a list becomes text.
 *
 * @param row any plain object
 */
export function flatRow(row: TableRow): Readonly<Record<string, TableCell>> {
  const flat: Record<string, TableCell> = Object.create(null) as Record<string, TableCell>;
  flatten(row, '', flat);
  return flat;
}

const maxDepth = 5;

function flatten(value: object, prefix: string, into: Record<string, TableCell>): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = prefix + key;
    if (inner === null || inner === undefined) into[name] = undefined;
    else if (Array.isArray(inner)) into[name] = inner.map(listed).join(', ');
    else if (typeof inner === 'object' && name.split('.').length < maxDepth) flatten(inner, `${name}.`, into);
    else into[name] = plain(inner);
  }
}

function plain(value: unknown): TableCell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return JSON.stringify(value);
  }
}

function listed(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : (plain(value) ?? ''));
}
