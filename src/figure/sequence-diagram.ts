import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  arrow,
  bareAxis,
  compose,
  textAt,
} from './drawing/template.js';

/** One packet of a {@link sequenceDiagram}. */
export interface SequenceMessage {
  /** Time since the first message, in ms. */
  readonly timeMs: number;
  /** Whether the first of the two parties sent it. */
  readonly fromFirst: boolean;
  /** What is written on its arrow: « SYN », « GET / »… */
  readonly text: string;
  /** Something that a reader should notice: a retransmission, an error. */
  readonly remarkable?: boolean;
}

/** What a {@link sequenceDiagram} draws. */
export interface Sequence {
  readonly title: string;
  /** The two parties, as `address:port` or by name. */
  readonly parties: readonly [first: string, second: string];
  readonly messages: readonly SequenceMessage[];
  /** Of the times written, in ms. Default 1; a local network needs 3. */
  readonly decimals?: number;
  readonly origin?: Origin;
}

const headPx = 46;
const stepPx = 34;
const maxMessages = 60;

/**
 * The exchange of two machines: their two lifelines, time going down, an arrow for each packet.
 * Steps are equal, since pauses of an exchange are often a thousand times its packets; the times are written.
 *
 * @param sequence the parties and their messages, in order of time; the first sixty are drawn.
 * @throws RangeError without a message.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const messages = [
 *   { timeMs: 0, fromFirst: true, text: 'SYN' },
 *   { timeMs: 12.5, fromFirst: false, text: 'SYN, ACK' },
 * ];
 * const drawn = figure.sequenceDiagram({ title: 'Poignée de main', parties: ['client', 'serveur'], messages });
 * console.log(drawn.alt); // → Poignée de main. De client à serveur à 0,0 ms : SYN. De serveur à client à 12,5 ms : SYN, ACK.
 * ```
 */
export function sequenceDiagram(sequence: Sequence): Figure {
  const { title, parties, messages, decimals = 1, origin } = sequence;
  if (messages.length === 0) throw new RangeError('sequenceDiagram needs one message or more: []');
  const drawn = messages.slice(0, maxMessages);
  const left = messages.length - drawn.length;
  const sentences = drawn.map(({ timeMs, fromFirst, text }) => {
    const [from, to] = fromFirst ? parties : [parties[1], parties[0]];
    return `De ${from} à ${to} à ${frenchNumber(timeMs, decimals)} ms : ${text}.`;
  });
  return compose({
    title,
    alt: `${title}. ${sentences.join(' ')}${left > 0 ? ` Puis ${left} autres.` : ''}`,
    origin,
    config: diagramConfig,
    draw: (arrangement) => draw({ ...sequence, decimals, messages: drawn }, left, arrangement),
  });
}

/** With the defaults filled in. */
type DrawnSequence = Sequence & Required<Pick<Sequence, 'decimals'>>;

/** Where the two lifelines stand, as shares of the width: times are written at their left. */
function lifelines({ width }: Arrangement): readonly [first: number, second: number] {
  return width === 'wide' ? [0.16, 0.9] : [0.24, 0.92];
}

function draw(
  { parties, messages, decimals }: DrawnSequence,
  left: number,
  arrangement: Arrangement,
): Content {
  const bottom = headPx + messages.length * stepPx + (left > 0 ? stepPx : 8);
  const [first, second] = lifelines(arrangement);
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, 1] },
      yaxis: { ...bareAxis, range: [bottom, 0] },
      shapes: [first, second].map((x) => ({
        type: 'line',
        x0: x,
        x1: x,
        y0: headPx - 14,
        y1: bottom,
        line: { color: palette.muted, width: 2 },
      })),
      annotations: [
        partyName(parties[0], 0, 'left', arrangement),
        partyName(parties[1], 1, 'right', arrangement),
        ...messages.flatMap((message, index) => drawnMessage(message, index, decimals, arrangement)),
        ...(left > 0 ? [rest(left, bottom, arrangement)] : []),
      ],
    },
    plotHeightPx: bottom,
    marginPx: { left: 8, right: 8, top: 0, bottom: 10 },
  };
}

/** Against the edges, one above the other when the page is narrow: an IPv6 address and a port are long. */
function partyName(
  name: string,
  x: number,
  side: 'left' | 'right',
  { width, smallPx }: Arrangement,
): Annotation {
  const y = width === 'narrow' && side === 'right' ? 18 : 0;
  return textAt(x, y, label(name, width === 'wide' ? 46 : 40), {
    xanchor: side,
    yanchor: 'top',
    font: { size: smallPx, weight: 600 },
  });
}

function drawnMessage(
  message: SequenceMessage,
  index: number,
  decimals: number,
  arrangement: Arrangement,
): Annotation[] {
  const { timeMs, fromFirst, text, remarkable = false } = message;
  const y = headPx + (index + 0.75) * stepPx;
  const [first, second] = lifelines(arrangement);
  const [from, to] = fromFirst ? [first, second] : [second, first];
  const colour = remarkable ? palette.vermillion : fromFirst ? palette.blue : palette.green;
  const font = { size: arrangement.smallPx };
  return [
    arrow([from, y - 3], [to, y + 3], colour),
    textAt(
      (first + second) / 2,
      y - 4,
      label(remarkable ? `⚠ ${text}` : text, arrangement.width === 'wide' ? 60 : 34),
      {
        yanchor: 'bottom',
        font: { ...font, color: remarkable ? palette.vermillion : palette.ink },
      },
    ),
    textAt(first - 0.015, y, `${frenchNumber(timeMs, decimals)} ms`, {
      xanchor: 'right',
      yanchor: 'middle',
      font: { ...font, color: palette.muted },
    }),
  ];
}

function rest(left: number, bottom: number, { smallPx }: Arrangement): Annotation {
  return textAt(0.5, bottom - 6, `… et ${left} autres`, { yanchor: 'bottom', font: { size: smallPx } });
}
