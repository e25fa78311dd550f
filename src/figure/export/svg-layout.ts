/** Lays out the texts and paths that Plotly measures, from font metrics: jsdom lays nothing out. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Font } from 'opentype.js';

/** A rectangle, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How the letters of a text are set. */
interface Letters {
  readonly fontPx: number;
  readonly bold: boolean;
}

const none: Box = { left: 0, top: 0, right: 0, bottom: 0 };

/**
 * The bounding box of an SVG element in its own coordinates, from font metrics: jsdom lays nothing out.
 * Knows what Plotly measures: texts of one or several lines, rectangles, and groups of them, moved and turned.
 *
 * @param element an SVG element.
 * @param metrics what measures texts.
 * @returns its box, before its own `transform`; an empty one at the origin for other shapes.
 */
export function localBox(element: Element, metrics: TextMetrics): Box {
  switch (element.localName) {
    case 'text':
      return textBox(element, metrics);
    case 'rect':
      return rectBox(element);
    case 'g':
    case 'svg':
    case 'a':
      return union(childrenOf(element).map((child) => moved(localBox(child, metrics), child)));
    default:
      return none;
  }
}

/** The same as `children`, ten times as fast: jsdom's is a live collection, kept up to date with the document. */
function childrenOf(element: Element): readonly Element[] {
  const children: Element[] = [];
  for (let child = element.firstElementChild; child !== null; child = child.nextElementSibling)
    children.push(child);
  return children;
}

/** {@link localBox} after the element's own `transform` and those of the groups around it. */
export function pageBox(element: Element, metrics: TextMetrics): Box {
  let box = localBox(element, metrics);
  for (
    let node: Element | null = element;
    node !== null && node.localName !== 'svg';
    node = node.parentElement
  ) {
    box = moved(box, node);
  }
  return box;
}

/** The upright box around a box moved by an element's own transform. */
function moved(box: Box, element: Element): Box {
  const transform = element.getAttribute('transform');
  if (transform === null || box === none) return box;
  const corners = [
    [box.left, box.top],
    [box.right, box.top],
    [box.left, box.bottom],
    [box.right, box.bottom],
  ] as const;
  const placed = corners.map(([x, y]) => transformed(transform, x, y));
  const [xs, ys] = [placed.map(([x]) => x), placed.map(([, y]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** A point after an SVG transform made of what Plotly writes: `translate`, `rotate` (about a point) and `scale`. */
function transformed(transform: string, x: number, y: number): readonly [number, number] {
  const steps = Array.from(transform.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)).reverse();
  return steps.reduce<readonly [number, number]>(
    ([px, py], [, name, list = '']) => {
      const [a = 0, b, c] = list.split(/[\s,]+/).map(Number);
      if (name === 'translate') return [px + a, py + (b ?? 0)];
      if (name === 'scale') return [px * a, py * (b ?? a)];
      const [cos, sin] = [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)];
      const [dx, dy] = [px - (b ?? 0), py - (c ?? 0)];
      return [(b ?? 0) + cos * dx - sin * dy, (c ?? 0) + sin * dx + cos * dy];
    },
    [x, y],
  );
}

function union(boxes: readonly Box[]): Box {
  const filled = boxes.filter((box) => box.right > box.left || box.bottom > box.top);
  if (filled.length === 0) return none;
  return {
    left: Math.min(...filled.map(({ left }) => left)),
    top: Math.min(...filled.map(({ top }) => top)),
    right: Math.max(...filled.map(({ right }) => right)),
    bottom: Math.max(...filled.map(({ bottom }) => bottom)),
  };
}

function rectBox(rect: Element): Box {
  const [left, top, width, height] = ['x', 'y', 'width', 'height'].map((name) => number(rect, name)) as [
    number,
    number,
    number,
    number,
  ];
  return { left, top, right: left + width, bottom: top + height };
}

function number(element: Element, name: string): number {
  return parseFloat(element.getAttribute(name) ?? '') || 0;
}

/** Plotly writes each line of a text in a `tspan` of class `line`, at its own `dy`. */
function textBox(text: Element, metrics: TextMetrics): Box {
  const letters = lettersOf(text, { fontPx: 12, bold: false });
  const lines = childrenOf(text).filter((child) => child.getAttribute('class') === 'line');
  const boxes = (lines.length === 0 ? [text] : lines).map((line) => lineBox(line, text, letters, metrics));
  return union(boxes);
}

function lineBox(line: Element, text: Element, letters: Letters, metrics: TextMetrics): Box {
  const widthPx = textWidth(line, letters, metrics);
  if (widthPx === 0) return none;
  const anchor = text.getAttribute('text-anchor');
  const x = number(line.hasAttribute('x') ? line : text, 'x');
  const baseline = number(line.hasAttribute('y') ? line : text, 'y') + number(line, 'dy') * letters.fontPx;
  const left = x - (anchor === 'middle' ? widthPx / 2 : anchor === 'end' ? widthPx : 0);
  return {
    left,
    right: left + widthPx,
    top: baseline - metrics.ascentEm * letters.fontPx,
    bottom: baseline + metrics.descentEm * letters.fontPx,
  };
}

function textWidth(element: Element, letters: Letters, metrics: TextMetrics): number {
  let widthPx = 0;
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (node.nodeType === 3) widthPx += metrics.widthPx(node.textContent ?? '', letters.fontPx, letters.bold);
    else if (node.nodeType === 1)
      widthPx += textWidth(node as Element, lettersOf(node as Element, letters), metrics);
  }
  return widthPx;
}

function lettersOf(element: Element, outer: Letters): Letters {
  const style = element.getAttribute('style') ?? '';
  const size = /font-size:\s*([\d.]+)(px|%)/.exec(style);
  const weight = /font-weight:\s*(\w+)/.exec(style)?.[1];
  const fontPx =
    size === null ? outer.fontPx : size[2] === '%' ? (outer.fontPx * Number(size[1])) / 100 : Number(size[1]);
  return { fontPx, bold: weight === undefined ? outer.bold : weight === 'bold' || Number(weight) >= 600 };
}

/** A point of a drawing, in pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The corners of a path made of straight segments: Plotly measures those of its arrows (`M x,y L x,y …`).
 * Curves are taken for the line through their last points.
 */
function corners(path: Element): readonly Point[] {
  const d = path.getAttribute('d') ?? '';
  return Array.from(d.matchAll(/(-?[\d.]+(?:e-?\d+)?)[\s,]+(-?[\d.]+(?:e-?\d+)?)/g), ([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** The length of a polyline, as `SVGGeometryElement.getTotalLength` gives it. */
export function pathLength(path: Element): number {
  const points = corners(path);
  return points
    .slice(1)
    .reduce((length, point, index) => length + distance(points[index] ?? point, point), 0);
}

/** The point of a polyline at a distance from its start, as `SVGGeometryElement.getPointAtLength` gives it. */
export function pointAt(path: Element, length: number): Point {
  const points = corners(path);
  let left = Math.max(length, 0);
  let from: Point = points[0] ?? { x: 0, y: 0 };
  for (const to of points.slice(1)) {
    const segment = distance(from, to);
    if (left <= segment && segment > 0) {
      const share = left / segment;
      return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
    }
    left -= segment;
    from = to;
  }
  return from;
}

/** The files of the course's typeface, regular and semibold: the ones resvg draws with. */
export function fontFiles(): string[] {
  return [interFile('400Regular'), interFile('600SemiBold')];
}

function interFile(style: string): string {
  const folder = path.dirname(require.resolve('@expo-google-fonts/inter/package.json'));
  return path.join(folder, style, `Inter_${style}.ttf`);
}

/** Measures texts as a browser with the course's typeface would. */
export interface TextMetrics {
  /**
   * The width of a text on one line, without kerning (opentype.js does not shape Inter): at most 1 % too wide.
   *
   * @param text plain text.
   * @param fontPx the size of the letters, in pixels.
   * @param bold whether it is set in semibold.
   */
  widthPx(text: string, fontPx: number, bold: boolean): number;
  /** Height above the baseline, in ems. */
  readonly ascentEm: number;
  /** Depth under the baseline, in ems. */
  readonly descentEm: number;
}

/**
 * Reads the typeface (0.1 s) and returns what measures with it.
 *
 * @throws Error when the font package is not installed.
 */
export async function loadTextMetrics(): Promise<TextMetrics> {
  const { default: opentype } = await import('opentype.js');
  const [regular, semibold] = fontFiles().map((file) =>
    opentype.parse(Uint8Array.from(readFileSync(file)).buffer),
  ) as [Font, Font];
  const advances = new Map<string, number>();
  const advanceEm = (character: string, font: Font): number => {
    const key = `${font === regular ? 'r' : 's'}${character}`;
    const known = advances.get(key);
    if (known !== undefined) return known;
    const em = (font.charToGlyph(character).advanceWidth ?? font.unitsPerEm / 2) / font.unitsPerEm;
    advances.set(key, em);
    return em;
  };
  return {
    widthPx: (text, fontPx, bold) => {
      const font = bold ? semibold : regular;
      return Array.from(text).reduce((em, character) => em + advanceEm(character, font), 0) * fontPx;
    },
    ascentEm: regular.ascender / regular.unitsPerEm,
    descentEm: -regular.descender / regular.unitsPerEm,
  };
}
