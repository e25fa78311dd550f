import type { Origin } from '../origin.js';
import { hexDigits } from '../packet/hex.js';
import type { Figure } from './drawing/figure.js';
import { label, letterEm, wrap } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { bareAxis, compose, type Arrangement, type Content } from './drawing/template.js';
import { type Rectangle, type PlacedText, rectangleShapes, textTrace } from './drawing/batch.js';

/** A field of a packet: the bytes from `start` up to, not including, `end`. */
export interface PacketField {
  /** What a reader calls it. */
  readonly name: string;
  /** Offset of its first byte. */
  readonly start: number;
  /** Offset of the byte after its last one. */
  readonly end: number;
  /** Its value, written for a reader. */
  readonly value: string;
}

/** What {@link packetBytes} draws. */
export interface PacketBytes {
  readonly bytes: Uint8Array;
  /** Fields in order, not overlapping; bytes of no field stay grey. */
  readonly fields: readonly PacketField[];
  /** Plain French text. Default « Le paquet, octet par octet ». */
  readonly title?: string;
  /** Where the packet comes from, when it was captured rather than built. */
  readonly origin?: Origin;
}

/**
 * A packet as RFCs draw headers: rows of bytes (four on a telephone, eight on a screen) in hexadecimal, each
 * field with its colour and its name; the value appears under the pointer.
 *
 * @param packet the bytes and the fields they make.
 * @throws RangeError when a field is empty, out of the packet, or overlaps another.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const bytes = Uint8Array.of(8, 0, 0xf7, 0xff, 0, 0, 0, 0);
 * const drawn = figure.packetBytes({ bytes, fields: [{ name: 'Type', start: 0, end: 1, value: '8' }] });
 * console.log(drawn.alt);
 * ```
 */
export function packetBytes(packet: PacketBytes): Figure {
  const fields = checked(packet);
  return compose({
    title: packet.title ?? 'Le paquet, octet par octet',
    alt:
      `Les ${packet.bytes.length} octets d’un paquet en hexadécimal, champ par champ : ` +
      `${fields.map(({ name, value }) => `${name} = ${value}`).join(' ; ')}.`,
    origin: packet.origin,
    config: diagramConfig,
    draw: (arrangement) => draw(packet.bytes, fields, arrangement),
  });
}

function checked({ bytes, fields }: PacketBytes): readonly PacketField[] {
  let previousEnd = 0;
  const inOrder = [...fields].sort((a, b) => a.start - b.start);
  for (const { name, start, end } of inOrder) {
    if (start < previousEnd || end <= start || end > bytes.length) {
      throw new RangeError(
        `field "${name}" (${start} to ${end}) overlaps another or leaves ${bytes.length} bytes`,
      );
    }
    previousEnd = end;
  }
  return inOrder;
}

/** Used in turn by the fields. There are five, a number that no grid of 4 or 8 columns divides, so that neighbours differ. */
const tints = [
  palette.blueTint,
  palette.amberTint,
  palette.greenTint,
  palette.vermillionTint,
  palette.purpleTint,
] as const;

const rulerPx = 22;
const marginPx = { left: 34, right: 8, top: 0, bottom: 12 };

const namedRowPx = 56;
const namelessRowPx = 30;

/** Where bytes stand: columns of equal widths, rows as high as what they hold. */
interface Grid {
  readonly columns: number;
  readonly columnPx: number;
  /** Top of each row, and the bottom of the last. */
  readonly tops: readonly number[];
  readonly smallPx: number;
}

function gridFor(
  bytes: Uint8Array,
  fields: readonly PacketField[],
  { width, widthPx, smallPx }: Arrangement,
): Grid {
  const columns = width === 'wide' ? 8 : 4;
  const named = new Set(fields.map((field) => nameRun(field, columns).row));
  const tops = [rulerPx];
  for (let row = 0; row < Math.ceil(bytes.length / columns); row++) {
    tops.push((tops[row] ?? 0) + (named.has(row) ? namedRowPx : namelessRowPx));
  }
  return {
    columns,
    columnPx: (widthPx - marginPx.left - marginPx.right) / columns,
    tops,
    smallPx: smallPx - 0.5,
  };
}

function topOf(row: number, { tops }: Grid): number {
  return tops[row] ?? rulerPx;
}

function draw(bytes: Uint8Array, fields: readonly PacketField[], arrangement: Arrangement): Content {
  const grid = gridFor(bytes, fields, arrangement);
  const plotHeightPx = Math.max(...grid.tops);
  return {
    data: [
      textTrace(cells(bytes, fields, grid)),
      textTrace([...ruler(grid), ...fields.map((field) => fieldName(field, grid))]),
    ],
    layout: {
      xaxis: { ...bareAxis, range: [0, grid.columns] },
      yaxis: { ...bareAxis, range: [plotHeightPx, 0] },
      shapes: [
        ...rectangleShapes(
          [
            ...restOf(bytes, fields, grid),
            ...fields.flatMap((field, index) => fieldTiles(field, index, grid)),
          ],
          { color: palette.muted, width: 1 },
        ),
      ],
      hovermode: 'closest',
    },
    plotHeightPx,
    marginPx,
  };
}

function cells(bytes: Uint8Array, fields: readonly PacketField[], grid: Grid): readonly PlacedText[] {
  return Array.from(bytes, (byte, offset) => ({
    x: (offset % grid.columns) + 0.5,
    y: topOf(Math.floor(offset / grid.columns), grid) + 15,
    text: hexDigits(byte, 2),
    sizePx: grid.smallPx + 2,
    weight: 600,
    hover: hover(offset, bytes, fields),
  }));
}

function hover(offset: number, bytes: Uint8Array, fields: readonly PacketField[]): string {
  const byte = bytes[offset] ?? 0;
  const here = `octet ${offset} : 0x${hexDigits(byte, 2)} = ${byte}`;
  const field = fields.find(({ start, end }) => start <= offset && offset < end);
  return field === undefined ? here : `<b>${label(field.name)}</b><br>${label(field.value)}<br>${here}`;
}

/** A run of bytes within one row: a field has one or several. */
interface Run {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

function runs(start: number, end: number, columns: number): readonly Run[] {
  const first = Math.floor(start / columns);
  const last = Math.floor((end - 1) / columns);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const row = first + index;
    return {
      row,
      start: Math.max(start - row * columns, 0),
      end: Math.min(end - row * columns, columns),
    };
  });
}

/** The run that carries the name of a field: the first of its longest. */
function nameRun({ start, end }: PacketField, columns: number): Run {
  return runs(start, end, columns).reduce((best, run) =>
    run.end - run.start > best.end - best.start ? run : best,
  );
}

function fieldTiles(field: PacketField, index: number, grid: Grid): readonly Rectangle[] {
  return box(
    runs(field.start, field.end, grid.columns),
    tints[index % tints.length] ?? palette.greyTint,
    grid,
  );
}

function restOf(bytes: Uint8Array, fields: readonly PacketField[], grid: Grid): readonly Rectangle[] {
  const edges = [0, ...fields.flatMap(({ start, end }) => [start, end]), bytes.length];
  const gaps = edges.flatMap((edge, index) => {
    const next = edges[index + 1];
    return index % 2 === 0 && next !== undefined && edge < next ? runs(edge, next, grid.columns) : [];
  });
  return box(gaps, palette.greyTint, grid);
}

function box(parts: readonly Run[], fill: string, grid: Grid): readonly Rectangle[] {
  return parts.map(({ row, start, end }) => {
    return { x0: start, x1: end, y0: topOf(row, grid), y1: topOf(row + 1, grid), fill };
  });
}

/** The name, under the bytes of the longest run: on two lines at most, cut to what the run can hold. */
function fieldName(field: PacketField, grid: Grid): PlacedText {
  const longest = nameRun(field, grid.columns);
  const widthPx = (longest.end - longest.start) * grid.columnPx - 6;
  const maxLength = Math.floor(widthPx / (letterEm * grid.smallPx));
  const lines = wrap(field.name, widthPx, grid.smallPx);
  const kept = lines.length <= 2 ? lines : [lines[0] ?? '', lines.slice(1).join(' ')];
  const text = kept.map((line) => label(line, Math.max(maxLength, 3))).join('<br>');
  const x = (longest.start + longest.end) / 2;
  const y = topOf(longest.row, grid) + 39;
  return { x, y, text, sizePx: grid.smallPx };
}

/** Byte numbers: columns on top, the offset of each row at its left. */
function ruler({ columns, tops, smallPx }: Grid): readonly PlacedText[] {
  const style = { sizePx: smallPx, color: palette.muted };
  const onTop = Array.from({ length: columns }, (_, column) => ({
    ...style,
    x: column + 0.5,
    y: rulerPx / 2,
    text: `+${column}`,
  }));
  const atLeft = tops.slice(0, -1).map((top, row) => {
    // The space keeps it off the box: Plotly leaves out what stands beyond the axes.
    return { ...style, x: 0, y: top + 15, text: `${row * columns}\u00a0`, side: 'middle left' } as const;
  });
  return [...onTop, ...atLeft];
}
