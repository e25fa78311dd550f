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
