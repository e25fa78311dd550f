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

/** The places of the drawing: x as a share of its width, y in pixels downwards. */
interface Places {
  readonly sender: number;
  readonly receiver: number;
  readonly bracket: number;
  readonly sentY: number;
  readonly receivedY: number;
  readonly answeredY: number;
  readonly returnedY: number;
  readonly boxHeight: number;
  readonly endY: number;
}

/**
 * The mechanism of ping (RFC 792, "Echo or Echo Reply Message"): an echo request goes, an echo reply comes
 * back with the same identifier, sequence number and data, and the sender's clock gives the round-trip time.
 *
 * @returns a drawing with no measure in it.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.pingMechanism().alt);
 * ```
 */
export function pingMechanism(): Figure {
  return compose({
    title: 'Le mécanisme de ping : un écho ICMP',
    alt:
      'Schéma dans le temps, de haut en bas, entre deux hôtes. À l’instant t₁, l’hôte A envoie à l’hôte B une demande d’écho ' +
      'ICMP : type 8, code 0, un identifiant, un numéro de séquence, des données. B répond aussitôt par une réponse ' +
      'd’écho : type 0, code 0, mêmes identifiant, séquence et données. Elle parvient à A à l’instant t₂ : le temps d’aller-retour ' +
      '(RTT) est t₂ − t₁.',
    config: diagramConfig,
    draw,
  });
}

function draw(arrangement: Arrangement): Content {
  const places = placesFor(arrangement);
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, 1] },
      yaxis: { ...bareAxis, range: [places.endY, 0] },
      shapes: [...lifelines(places), ...messageBoxes(places)],
      annotations: [
        ...hostNames(places, arrangement),
        ...messageTexts(places, arrangement),
        ...arrows(places),
        ...roundTrip(places, arrangement),
      ],
    },
    plotHeightPx: places.endY,
    marginPx: { left: 4, right: 4, top: 0, bottom: 8 },
  };
}

const hostHeight = 30;

function placesFor({ width, smallPx }: Arrangement): Places {
  const boxHeight = Math.round(4 * smallPx * 1.3 + 12);
  const sentY = hostHeight + 14 + boxHeight + 10;
  const flight = width === 'wide' ? 48 : 40;
  const returnedY = sentY + 2 * flight + 12;
  return {
    sender: width === 'wide' ? 0.2 : 0.23,
    receiver: width === 'wide' ? 0.84 : 0.86,
    bracket: width === 'wide' ? 0.13 : 0.115,
    sentY,
    receivedY: sentY + flight,
    answeredY: sentY + flight + 12,
    returnedY,
    boxHeight,
    endY: returnedY + 10 + boxHeight + 16,
  };
}

function lifelines({ sender, receiver, endY }: Places): Shape[] {
  return [sender, receiver].map((x) => ({
    type: 'line',
    x0: x,
    x1: x,
    y0: hostHeight,
    y1: endY,
    line: { color: palette.muted, width: 2 },
  }));
}

function messageBoxes(places: Places): Shape[] {
  const { sender, receiver, sentY, returnedY, boxHeight } = places;
  const edges = { type: 'rect', x0: sender + 0.02, x1: receiver - 0.02 } as const;
  const request = { fillcolor: palette.blueTint, line: { color: palette.blue, width: 1 } };
  const reply = { fillcolor: palette.vermillionTint, line: { color: palette.vermillion, width: 1 } };
  return [
    { ...edges, ...request, y0: sentY - 10 - boxHeight, y1: sentY - 10 },
    { ...edges, ...reply, y0: returnedY + 10, y1: returnedY + 10 + boxHeight },
  ];
}

function hostNames({ sender, receiver }: Places, { smallPx }: Arrangement): Annotation[] {
  const style = { font: { weight: 600, size: smallPx }, yanchor: 'middle' } as const;
  return [textAt(sender, hostHeight / 2, 'Hôte A', style), textAt(receiver, hostHeight / 2, 'Hôte B', style)];
}

function messageTexts(
  { sender, receiver, sentY, returnedY, boxHeight }: Places,
  { smallPx }: Arrangement,
): Annotation[] {
  const middle = (sender + receiver) / 2;
  const style = { font: { size: smallPx }, yanchor: 'middle' } as const;
  return [
    textAt(
      middle,
      sentY - 10 - boxHeight / 2,
      '<b>Demande d’écho</b> (echo request)<br>type 8, code 0<br>identifiant, séquence<br>données',
      style,
    ),
    textAt(
      middle,
      returnedY + 10 + boxHeight / 2,
      '<b>Réponse d’écho</b> (echo reply)<br>type 0, code 0<br>mêmes identifiant et séquence<br>mêmes données',
      style,
    ),
  ];
}

function arrows({ sender, receiver, sentY, receivedY, answeredY, returnedY }: Places): Annotation[] {
  return [
    arrow([sender, sentY], [receiver, receivedY], palette.blue),
    arrow([receiver, answeredY], [sender, returnedY], palette.vermillion),
  ];
}

function roundTrip({ sender, bracket, sentY, returnedY }: Places, { smallPx }: Arrangement): Annotation[] {
  const font = { size: smallPx };
  const middle = (sentY + returnedY) / 2;
  const beside = { xanchor: 'right', xshift: -7, font } as const;
  return [
    textAt(sender, sentY, 't₁', { ...beside, yanchor: 'bottom' }),
    textAt(sender, returnedY, 't₂', { ...beside, yanchor: 'top' }),
    { ...arrow([bracket, sentY], [bracket, returnedY], palette.ink), ...bothEnds },
    textAt(bracket, middle, '<b>RTT</b> = t₂ − t₁', {
      textangle: -90,
      xanchor: 'right',
      yanchor: 'middle',
      xshift: -5,
      font,
    }),
  ];
}

const bothEnds = { arrowside: 'end+start', startarrowhead: 2, startarrowsize: 1.1 } as const;
