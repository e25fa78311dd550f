import type { CaptureErrorCount, CaptureErrorKind } from '../capture/statistics/errors.js';
import type { ResponseKind } from '../capture/conversations/requests.js';
import type { ResponseTimes } from '../capture/statistics/response-times.js';
import type { Origin } from '../origin.js';
import { barChart } from './bar-chart.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber } from './drawing/label.js';

/** What a student reads for each error. */
export const errorNames: Readonly<Record<CaptureErrorKind, string>> = {
  malformed: 'Paquet malformé',
  truncated: 'Paquet coupé par la capture',
  'bad-checksum': 'Somme de contrôle fausse',
  'partial-checksum': 'Somme partielle, calculée par la carte (offload)',
  'icmp-error': 'Erreur ICMP',
  retransmission: 'Retransmission',
  'fast-retransmission': 'Retransmission rapide',
  'spurious-retransmission': 'Retransmission inutile',
  'out-of-order': 'Segment dans le désordre',
  'duplicate-ack': 'Acquittement répété',
  'lost-segment': 'Segment précédent absent',
  'ack-lost-segment': 'Acquittement d’un segment absent',
  'zero-window': 'Fenêtre nulle',
  'window-full': 'Fenêtre remplie',
  reset: 'Connexion coupée (RST)',
};

/** What a student reads for what an error's share is counted among. */
export const errorBases: Readonly<Record<CaptureErrorCount['of'], string>> = {
  packets: 'paquets',
  tcp: 'segments TCP',
  'tcp-data': 'segments de données',
};

/** What a student reads for each kind of answer. */
export const responseNames: Readonly<Record<ResponseKind, string>> = {
  icmp: 'Écho ICMP',
  icmpv6: 'Écho ICMPv6',
  dns: 'Réponse DNS',
  'tcp-syn': 'SYN → SYN/ACK',
  'tcp-syn-ack': 'SYN/ACK → ACK',
  http: 'Réponse HTTP',
};

/** What {@link errorShares} draws. */
export interface ErrorShares {
  readonly errors: readonly CaptureErrorCount[];
  readonly title?: string;
  readonly origin?: Origin;
}

/**
 * The errors of a capture and their share: of TCP's segments, or of those that carry data, for what only they can have; of all
 * packets for the others.
 *
 * @param shares the `errors` of `captureStatistics`.
 * @throws RangeError without an error: there is nothing to draw.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { captureStatistics, recordedCapture } from 'sonde/capture';
 *
 * const { errors = [], origin } = await captureStatistics(await recordedCapture('fenetre-nulle'), { of: ['errors'] });
 * console.log(figure.errorShares({ errors, origin }).title); // → Les erreurs de la capture et leur part
 * ```
 */
export function errorShares({ errors, title, origin }: ErrorShares): Figure {
  return barChart({
    title: title ?? 'Les erreurs de la capture et leur part',
    x: { title: 'Part de ce qui est entre parenthèses (%)' },
    rows: errors.map(({ kind, packets, share, of }) => ({
      name: `${errorNames[kind]} (${errorBases[of]})`,
      bars: [
        { value: 100 * share, text: `${frenchNumber(100 * share, 1)}\u202f% (${frenchNumber(packets)})` },
      ],
    })),
    ...(origin && { origin }),
  });
}

/** What {@link responseQuantiles} draws. */
export interface ResponseQuantiles {
  readonly times: readonly ResponseTimes[];
  readonly title?: string;
  readonly origin?: Origin;
}

/** A logarithmic axis cannot show zero: a time below a nanosecond is drawn as one nanosecond. */
const leastMs = 1e-6;

/**
 * Response times by kind: the median and the times that 95 % and 99 % of the answers stay under, on a logarithmic axis.
 *
 * @param quantiles the `times` of `captureStatistics`; kinds without an answer are left out.
 * @throws RangeError when nothing was answered.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { captureStatistics, recordedCapture } from 'sonde/capture';
 *
 * const { times = [], origin } = await captureStatistics(await recordedCapture('ping'), { of: ['times'] });
 * console.log(figure.responseQuantiles({ times, origin }).title); // → Les temps de réponse de la capture
 * ```
 */
export function responseQuantiles({ times, title, origin }: ResponseQuantiles): Figure {
  const bar = (ms: number) => ({ value: Math.max(leastMs, ms), text: `${frenchNumber(ms, 3)} ms` });
  return barChart({
    title: title ?? 'Les temps de réponse de la capture',
    x: { title: 'Temps de réponse (ms)', scale: 'log' },
    groups: ['médiane', '95\u202f%', '99\u202f%'],
    rows: times.flatMap(({ kind, answered, unanswered, times: measured }) =>
      measured
        ? [
            {
              name: `${responseNames[kind]} : reçues ${frenchNumber(answered)}, absentes ${frenchNumber(unanswered)}`,
              bars: [bar(measured.p50Ms), bar(measured.p95Ms), bar(measured.p99Ms)],
            },
          ]
        : [],
    ),
    ...(origin && { origin }),
  });
}
