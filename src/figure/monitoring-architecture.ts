import type { Figure } from './drawing/figure.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  type Shape,
  arrow,
  bareAxis,
  compose,
  textAt,
} from './drawing/template.js';

interface Part {
  readonly name: string;
  /** What it does, in a few words. */
  readonly role: string;
  readonly column: 0 | 1 | 2;
  /** Row on a wide page; a narrow one stacks the parts in their order. */
  readonly row: number;
  readonly colour: 'blue' | 'green' | 'vermillion' | 'purple' | 'amber';
}

const prometheus: Part = {
  name: 'Prometheus',
  role: 'séries et règles',
  column: 1,
  row: 1.5,
  colour: 'blue',
};

const sources: readonly Part[] = [
  { name: 'node_exporter', role: 'une machine', column: 0, row: 0, colour: 'green' },
  { name: 'sonde exporter', role: 'nos sondes', column: 0, row: 1, colour: 'green' },
  { name: 'blackbox_exporter', role: 'vu de dehors', column: 0, row: 2, colour: 'amber' },
  { name: 'application', role: 'ses propres mesures', column: 0, row: 3, colour: 'amber' },
];

const readers: readonly Part[] = [
  { name: 'Grafana', role: 'tableaux de bord', column: 2, row: 0.5, colour: 'purple' },
  { name: 'Alertmanager', role: 'groupe et route', column: 2, row: 1.75, colour: 'vermillion' },
  { name: 'courriel, astreinte', role: 'des humains', column: 2, row: 3, colour: 'vermillion' },
];

/**
 * Who speaks to whom in a monitored network: Prometheus reads the exporters at regular intervals (it pulls, they
 * do not push), evaluates rules, answers Grafana's queries, and hands alerts to Alertmanager.
 *
 * @returns a drawing with no measure in it.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.monitoringArchitecture().title); // → L’architecture de surveillance
 * ```
 */
export function monitoringArchitecture(): Figure {
  return compose({
    title: 'L’architecture de surveillance',
    alt:
      'Prometheus, au centre, lit en HTTP, toutes les quelques secondes, les métriques de quatre sources : node_exporter, ' +
      'sonde exporter, blackbox_exporter et les applications. Grafana l’interroge en PromQL. Ses règles ' +
      'envoient les alertes à Alertmanager, qui les groupe et les route vers le courriel ou l’astreinte.',
    config: diagramConfig,
    draw,
  });
}

/** A part with the place of its box. */
interface Placed extends Part {
  readonly x: number;
  readonly y: number;
}

const boxHeightPx = 46;

function draw(arrangement: Arrangement): Content {
  const { widthPx, width } = arrangement;
  const wide = width === 'wide';
  const rowPx = wide ? 72 : 62;
  const rows = wide ? 4 : 4 + 1 + 3;
  const boxPx = wide ? 168 : 150;
  const place = wide ? beside(widthPx, rowPx) : stacked(widthPx, rowPx);
  const [left, centre, right] = [sources.map(place), place(prometheus), readers.map(place)] as const;
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, widthPx] },
      yaxis: { ...bareAxis, range: [rows * rowPx, 0] },
      shapes: [...left, centre, ...right].map((part) => box(part, boxPx)),
      annotations: [
        ...[...left, centre, ...right].map((part) => partText(part, arrangement)),
        ...(wide ? wideLinks(left, centre, right, boxPx) : narrowLinks(left, centre, right, boxPx)),
        ...(wide ? linkWords(centre, widthPx, arrangement) : []),
      ],
    },
    plotHeightPx: rows * rowPx,
    marginPx: { left: 8, right: 8, top: 0, bottom: 10 },
  };
}

function beside(widthPx: number, rowPx: number): (part: Part) => Placed {
  const columns = [widthPx * 0.135, widthPx * 0.5, widthPx * 0.865];
  return (part) => ({ ...part, x: columns[part.column] ?? 0, y: (part.row + 0.5) * rowPx });
}

/** Sources on the left, one under the other; then Prometheus; then its readers on the right. */
function stacked(widthPx: number, rowPx: number): (part: Part) => Placed {
  const order = [...sources, prometheus, ...readers];
  const columns = [widthPx * 0.25, widthPx * 0.5, widthPx * 0.75];
  return (part) => ({ ...part, x: columns[part.column] ?? 0, y: (order.indexOf(part) + 0.5) * rowPx });
}

function box({ x, y, colour }: Placed, boxPx: number): Shape {
  return {
    type: 'rect',
    layer: 'below',
    x0: x - boxPx / 2,
    x1: x + boxPx / 2,
    y0: y - boxHeightPx / 2,
    y1: y + boxHeightPx / 2,
    fillcolor: palette[`${colour}Tint`],
    line: { color: palette[colour], width: 1.5 },
  };
}

function partText({ x, y, name, role }: Placed, { smallPx }: Arrangement): Annotation {
  return textAt(x, y, `<b>${name}</b><br>${role}`, { font: { size: smallPx } });
}

/** Arrows go from the program that asks to the one that answers; those of alerts, from the one that sends them. */
function wideLinks(
  left: readonly Placed[],
  centre: Placed,
  right: readonly Placed[],
  boxPx: number,
): Annotation[] {
  const half = boxPx / 2 + 3;
  const [grafana, alertmanager, people] = right;
  const asks = left.map(({ x, y }) => arrow([centre.x - half, centre.y], [x + half, y], palette.blue));
  if (!grafana || !alertmanager || !people) return asks;
  return [
    ...asks,
    arrow([grafana.x - half, grafana.y], [centre.x + half, centre.y - 10], palette.purple),
    arrow([centre.x + half, centre.y + 10], [alertmanager.x - half, alertmanager.y], palette.vermillion),
    down(alertmanager, people),
  ];
}

/** The sources' arrows share a trunk at the right of their boxes, which rises from Prometheus. */
function narrowLinks(
  left: readonly Placed[],
  centre: Placed,
  right: readonly Placed[],
  boxPx: number,
): Annotation[] {
  const trunk = centre.x + boxPx / 2 - 18;
  const [grafana, alertmanager, people] = right;
  const asks = left.map(({ x, y }) =>
    arrow([trunk, centre.y - boxHeightPx / 2], [x + boxPx / 2 + 3, y], palette.blue),
  );
  if (!grafana || !alertmanager || !people) return asks;
  const under = centre.x - boxPx / 2 + 18;
  const bottom = centre.y + boxHeightPx / 2;
  return [
    ...asks,
    arrow([grafana.x, grafana.y - boxHeightPx / 2], [grafana.x - 40, bottom + 3], palette.purple),
    arrow([under, bottom], [alertmanager.x - boxPx / 2 - 3, alertmanager.y], palette.vermillion),
    down(alertmanager, people),
  ];
}

function down(from: Placed, to: Placed): Annotation {
  const edge = boxHeightPx / 2 + 3;
  return arrow([from.x, from.y + edge], [to.x, to.y - edge], palette.vermillion);
}

function linkWords(centre: Placed, widthPx: number, { smallPx }: Arrangement): Annotation[] {
  const font = { size: smallPx - 0.5 };
  return [
    textAt(centre.x, centre.y - 58, 'lit en HTTP<br>(scrape)', {
      font: { ...font, color: palette.blue },
      xanchor: 'right',
      xshift: -40,
    }),
    textAt(widthPx * 0.66, centre.y - 66, 'PromQL', { font: { ...font, color: palette.purple } }),
    textAt(widthPx * 0.68, centre.y + 42, 'alertes', { font: { ...font, color: palette.vermillion } }),
  ];
}
