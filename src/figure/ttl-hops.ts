import type { Figure } from './drawing/figure.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  type Shape,
  bareAxis,
  compose,
  textAt,
} from './drawing/template.js';

/** The values systems give to a new packet's TTL: Linux and macOS 64, Windows 128, many routers 255. */
const initialTtls = [64, 128, 255] as const;

const rowPx = 62;
const plotHeightPx = initialTtls.length * rowPx + 22;

/**
 * How a received TTL becomes a number of routers. Each router takes one from the TTL, and systems start from
 * 64, 128 or 255: the number of routers crossed is the initial value minus the received one, and the
 * smallest possible initial value is the likeliest, for paths of more than thirty routers are rare. The destination is one hop beyond the last of them.
 *
 * @param ttl the TTL of the received packet, an integer from 0 to 255.
 * @throws RangeError when the TTL is not such an integer.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.ttlHops(57).alt);
 * ```
 */
export function ttlHops(ttl: number): Figure {
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 255) {
    throw new RangeError(`ttl must be an integer from 0 to 255: ${ttl}`);
  }
  const plausible = initialTtls.find((initial) => initial >= ttl) ?? 255;
  return compose({
    title: `D’un TTL reçu de ${ttl} au nombre de routeurs`,
    alt:
      `Trois barres, une par valeur initiale possible du TTL. ${initialTtls.map((i) => sentence(i, ttl)).join(' ; ')}. ` +
      `La plus plausible est la plus petite valeur possible : départ à ${plausible}, soit ${routers(plausible, ttl)}.`,
    config: diagramConfig,
    draw: (arrangement) => draw(ttl, plausible, arrangement),
  });
}

function routers(initial: number, ttl: number): string {
  const count = initial - ttl;
  return `${count} ${count > 1 ? 'routeurs' : 'routeur'}`;
}

function sentence(initial: number, ttl: number): string {
  if (initial < ttl) return `départ à ${initial} : impossible, ${initial} < ${ttl}`;
  return `départ à ${initial} : ${initial} − ${ttl} = ${routers(initial, ttl)}`;
}

function draw(ttl: number, plausible: number, arrangement: Arrangement): Content {
  const rows = initialTtls.map((initial, index) => ({ initial, index, kept: initial === plausible }));
  return {
    data: [],
    layout: {
      xaxis: axis,
      yaxis: { ...bareAxis, range: [plotHeightPx, 0] },
      shapes: [
        ...rows.flatMap(({ initial, index, kept }) => bars({ initial, ttl, index, kept })),
        ...receivedMarks(ttl),
      ],
      annotations: [
        ...rows.map(({ initial, index, kept }) => rowText({ initial, ttl, index, kept }, arrangement)),
        receivedText(ttl, arrangement),
      ],
    },
    plotHeightPx,
    marginPx: { left: 16, right: 20, top: 4, bottom: 48 },
  };
}

const axis: NonNullable<Content['layout']['xaxis']> = {
  title: { text: 'TTL (valeur du champ de l’en-tête IP)' },
  range: [0, 260],
  tickvals: [0, 64, 128, 192, 255],
  fixedrange: true,
  showgrid: false,
};

interface Row {
  readonly initial: number;
  readonly ttl: number;
  readonly index: number;
  readonly kept: boolean;
}

/** The path of a packet: what is left of its TTL in grey, what the routers took in colour. */
function bars({ initial, ttl, index, kept }: Row): Shape[] {
  const edges = { type: 'rect', y0: index * rowPx + 30, y1: index * rowPx + 48, layer: 'below' } as const;
  const left = {
    ...edges,
    x0: 0,
    x1: Math.min(initial, ttl),
    fillcolor: palette.greyTint,
    line: { width: 0 },
  };
  if (initial <= ttl) return [left];
  const colour = kept ? palette.blue : palette.muted;
  const fillcolor = kept ? palette.blue : palette.grid;
  return [left, { ...edges, x0: ttl, x1: initial, fillcolor, line: { color: colour, width: 1 } }];
}

/** The received value, marked across each bar: between them are texts. */
function receivedMarks(ttl: number): Shape[] {
  return initialTtls.map((_, index) => ({
    type: 'line',
    x0: ttl,
    x1: ttl,
    y0: index * rowPx + 27,
    y1: index * rowPx + 51,
    line: { color: palette.vermillion, width: 3 },
  }));
}

function receivedText(ttl: number, { smallPx }: Arrangement): Annotation {
  return textAt(ttl, initialTtls.length * rowPx + 4, `TTL reçu : ${ttl}`, {
    xanchor: ttl < 128 ? 'left' : 'right',
    yanchor: 'middle',
    font: { size: smallPx, color: palette.vermillion },
  });
}

function rowText(row: Row, { smallPx, width }: Arrangement): Annotation {
  const { initial, ttl, index, kept } = row;
  const text = sentence(initial, ttl).replace('<', '&lt;').replace('départ', 'Départ');
  const likeliest = width === 'wide' ? ' — le plus plausible' : ' (plausible)';
  return textAt(0, index * rowPx + 17, kept ? `<b>${text}</b>${likeliest}` : text, {
    xanchor: 'left',
    yanchor: 'middle',
    xshift: -4,
    font: { size: smallPx, color: kept ? palette.ink : palette.muted },
  });
}
