import type { DissectedLayer, Dissection } from '../capture/dissect.js';
import type { Field } from '../capture/layers/field.js';
import type { Origin } from '../origin.js';
import { hexDigits } from '../packet/hex.js';
import type { Figure } from './drawing/figure.js';
import { label, letterEm } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { bareAxis, compose, type Arrangement, type Content } from './drawing/template.js';
import { type Rectangle, type PlacedText, rectangleShapes, textTrace } from './drawing/batch.js';

/** What {@link packetTree} draws. */
export interface PacketTree {
  /** The packet taken apart, as `dissect` gives it. */
  readonly dissection: Dissection;
  /** The same packet's bytes. */
  readonly bytes: Uint8Array;
  /** Plain French text. Default « Le paquet N, octets et champs ». */
  readonly title?: string;
  readonly origin?: Origin;
}

const maxBytes = 256;
const maxRows = 60;
const rowPx = 20;
const hexRowPx = 22;

/** Used in turn by the layers. */
const tints = [
  palette.blueTint,
  palette.amberTint,
  palette.greenTint,
  palette.vermillionTint,
  palette.purpleTint,
] as const;

/**
 * One packet as its bytes beside its tree: each layer has its colour in both; the field of a byte appears under the
 * pointer. On a telephone the bytes stand above the tree. The first 256 bytes and 60 lines are drawn.
 *
 * @param packet a dissection and the bytes that it was made from.
 * @throws RangeError without bytes.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { dissect } from 'sonde/capture';
 * import { encodeIpv4 } from 'sonde/packet';
 *
 * const bytes = encodeIpv4({ source: '192.0.2.1', destination: '192.0.2.2', protocol: 253, payload: Uint8Array.of(1) });
 * const packet = { number: 1, seconds: 0, nanoseconds: 0, capturedLength: 21, originalLength: 21, linkType: 101, bytes };
 * const drawn = figure.packetTree({ dissection: dissect(packet), bytes });
 * console.log(drawn.title); // → Le paquet 1, octets et champs
 * ```
 */
export function packetTree(packet: PacketTree): Figure {
  const { dissection, bytes, origin } = packet;
  if (bytes.length === 0) throw new RangeError('packetTree needs one byte or more: []');
  const title = packet.title ?? `Le paquet ${dissection.number}, octets et champs`;
  const rows = treeRows(dissection);
  const layers = dissection.layers.filter(({ length }) => length > 0);
  return compose({
    title,
    alt: `${title}. ${bytes.length} octets. ${layers.map(altText).join(' ')}`,
    origin,
    config: diagramConfig,
    draw: (arrangement) => draw(dissection, bytes, rows, arrangement),
  });
}

function altText({ title, length, fields }: DissectedLayer): string {
  const said = fields.slice(0, 8).map(({ label: name, text }) => `${name} = ${text}`);
  return `${title}, ${length} octets : ${said.join(' ; ')}.`;
}

/** A line of the tree. */
interface TreeRow {
  readonly text: string;
  readonly depth: number;
  /** Place of its layer. */
  readonly layer: number;
}

const brokenTexts = {
  truncated: '⚠ coupé ici',
  continued: '… suite dans le segment suivant',
  malformed: '⚠ malformé ici',
} as const;

function treeRows({ layers }: Dissection): readonly TreeRow[] {
  const rows = layers.flatMap(({ title, fields, broken }, layer): readonly TreeRow[] => [
    { text: title, depth: 0, layer },
    ...fields.flatMap((field) => fieldRows(field, 1, layer)),
    ...(broken ? [{ text: brokenTexts[broken.kind], depth: 1, layer }] : []),
  ]);
  if (rows.length <= maxRows) return rows;
  const left = rows.length - maxRows;
  return [...rows.slice(0, maxRows), { text: `… et ${left} autres lignes`, depth: 0, layer: -1 }];
}

function fieldRows(
  { label: name, text, children = [] }: Field,
  depth: number,
  layer: number,
): readonly TreeRow[] {
  return [
    { text: text === '' ? name : `${name} : ${text}`, depth, layer },
    ...children.flatMap((child) => fieldRows(child, depth + 1, layer)),
  ];
}

/** Where bytes and tree stand, in pixels of a page of the arrangement's width. */
interface Places {
  readonly columns: number;
  readonly bytePx: number;
  readonly hexHeightPx: number;
  readonly treeLeftPx: number;
  readonly treeTopPx: number;
  readonly pagePx: number;
}

function placesFor(bytes: number, { width, widthPx }: Arrangement): Places {
  const wide = width === 'wide';
  const columns = 8;
  const pagePx = widthPx - 2 * marginPx;
  const bytePx = wide ? 30 : (pagePx - offsetPx) / columns;
  const hexHeightPx = Math.ceil(bytes / columns) * hexRowPx;
  const hexWidthPx = offsetPx + columns * bytePx;
  return {
    ...{ columns, bytePx, hexHeightPx, pagePx },
    treeLeftPx: wide ? hexWidthPx + 16 : 0,
    treeTopPx: wide ? 0 : hexHeightPx + 14,
  };
}

const marginPx = 10;
const offsetPx = 38;

function draw(
  { layers }: Dissection,
  bytes: Uint8Array,
  rows: readonly TreeRow[],
  arrangement: Arrangement,
): Content {
  const shown = bytes.subarray(0, maxBytes);
  const places = placesFor(shown.length, arrangement);
  const heightPx = Math.max(places.hexHeightPx, places.treeTopPx + rows.length * rowPx);
  const owners = Array.from(shown, (_, at) => ownerOf(layers, at));
  const boxes = [
    ...owners.map((owner, at) => byteBox(owner, at, places)),
    ...rows.map((row, i) => rowBox(row, i, places)),
  ];
  return {
    data: [
      textTrace(cells(shown, owners, layers, places, arrangement)),
      textTrace([...offsets(shown.length, places, arrangement), ...tree(rows, places, arrangement)]),
    ],
    layout: {
      xaxis: { ...bareAxis, range: [0, places.pagePx] },
      yaxis: { ...bareAxis, range: [heightPx, 0] },
      shapes: [...rectangleShapes(boxes, { width: 0 })],
      hovermode: 'closest',
    },
    plotHeightPx: heightPx,
    marginPx: { left: marginPx, right: marginPx, top: 0, bottom: 12 },
  };
}

/** The innermost layer that has this byte among its own: the last one, for layers are listed from the outside. */
function ownerOf(layers: readonly DissectedLayer[], at: number): number {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    if (layer && layer.offset <= at && at < layer.offset + layer.length) return i;
  }
  return -1;
}

function tintOf(layer: number): string {
  return layer < 0 ? palette.greyTint : (tints[layer % tints.length] ?? palette.greyTint);
}

function centreOf(at: number, { columns, bytePx }: Places): readonly [x: number, y: number] {
  return [offsetPx + ((at % columns) + 0.5) * bytePx, (Math.floor(at / columns) + 0.5) * hexRowPx];
}

function cells(
  bytes: Uint8Array,
  owners: readonly number[],
  layers: readonly DissectedLayer[],
  places: Places,
  { smallPx }: Arrangement,
): readonly PlacedText[] {
  return Array.from(bytes, (byte, at) => {
    const [x, y] = centreOf(at, places);
    const text = hexDigits(byte, 2);
    return { x, y, text, sizePx: smallPx, hover: hover(at, layers[owners[at] ?? -1]) };
  });
}

/** The smallest field that holds the byte, with its sentence. */
function hover(at: number, layer: DissectedLayer | undefined): string {
  if (!layer) return `octet ${at}`;
  const holding = layer.fields.filter(({ offset, length }) => offset <= at && at < offset + length);
  const [field] = [...holding].sort((a, b) => a.length - b.length);
  if (!field) return `<b>${label(layer.title)}</b><br>octet ${at}`;
  return `<b>${label(field.label)}</b> ${label(field.text)}<br>${label(field.about, 90)}<br>octet ${at}`;
}

function byteBox(owner: number, at: number, places: Places): Rectangle {
  const [x, y] = centreOf(at, places);
  return box([x - places.bytePx / 2, y - hexRowPx / 2], [x + places.bytePx / 2, y + hexRowPx / 2], owner);
}

function rowBox({ layer }: TreeRow, i: number, { treeLeftPx, treeTopPx, pagePx }: Places): Rectangle {
  const top = treeTopPx + i * rowPx;
  return box([treeLeftPx, top], [pagePx, top + rowPx], layer);
}

function box(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  layer: number,
): Rectangle {
  return { x0, x1, y0, y1, fill: tintOf(layer) };
}

function offsets(bytes: number, places: Places, { smallPx }: Arrangement): readonly PlacedText[] {
  return Array.from({ length: Math.ceil(bytes / places.columns) }, (_, row) => ({
    x: offsetPx - 4,
    y: (row + 0.5) * hexRowPx,
    text: hexDigits(row * places.columns, 4),
    side: 'middle left',
    sizePx: smallPx - 1,
    color: palette.muted,
  }));
}

function tree(
  rows: readonly TreeRow[],
  { treeLeftPx, treeTopPx, pagePx }: Places,
  { smallPx }: Arrangement,
): readonly PlacedText[] {
  return rows.map(({ text, depth }, i) => {
    const x = treeLeftPx + 4 + depth * 12;
    const letters = Math.max(8, Math.floor((pagePx - x) / (letterEm * smallPx)));
    const y = treeTopPx + (i + 0.5) * rowPx;
    const weight = depth === 0 ? 600 : 400;
    return { x, y, text: label(text, letters), side: 'middle right', sizePx: smallPx, weight };
  });
}
