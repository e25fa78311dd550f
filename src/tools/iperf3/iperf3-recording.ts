import { InvalidOptionError } from '../../option.js';
import { readIperf3 } from './read-iperf3.js';
import type { Iperf3Link, Iperf3Options, Iperf3Result } from './iperf3-options.js';
import { Catalogue } from '../../catalogue.js';

const links = ['ethernet-gigabit', 'wifi-ac', 'fibre-100', '4g', 'adsl-20', 'satellite-geo'] as const;
/** Targets of the recorded UDP tests, in Mbit/s. */
const udpMegabits = [5, 10, 20, 30, 40, 60];
/** Windows of the recorded TCP tests, in kibibytes. */
const windowsKiB = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
/** Four streams at once, each with its window of 64 KiB. */
const PARALLEL = 'parallel-long-fat-64K';
const BIDIRECTIONAL = 'bidir-adsl-20';

/**
 * Names of the recorded runs of iperf3: `tcp-LINK` and `tcp-LINK-reverse` for the six kinds of link of the course,
 * `udp-4g-RATE-reverse`, `window-long-fat-SIZE`, four streams (`parallel-…`), both ways at once (`bidir-…`). The links are emulated; `data/iperf3/origin.yaml` says how.
 *
 * @example
 * ```ts
 * import { iperf3RecordingNames } from 'sonde/tools';
 *
 * console.log(iperf3RecordingNames.includes('tcp-wifi-ac-reverse')); // → true
 * ```
 */
export const iperf3RecordingNames: readonly string[] = [
  ...links.flatMap((link) => [`tcp-${link}`, `tcp-${link}-reverse`]),
  ...udpMegabits.map(udpName),
  ...windowsKiB.map(windowName),
  PARALLEL,
  BIDIRECTIONAL,
];

const recordings = new Catalogue('recording of iperf3', 'iperf3', '.json', () => iperf3RecordingNames);

/**
 * A recorded run of iperf3.
 *
 * @param name one of {@link iperf3RecordingNames}
 * @throws UnknownNameError when there is no such recording
 * @example
 * ```ts
 * import { iperf3Recording } from 'sonde/tools';
 *
 * const { origin, test } = await iperf3Recording('tcp-satellite-geo-reverse');
 * console.log(origin, test?.durationS); // → recorded 10
 * ```
 */
export async function iperf3Recording(name: string): Promise<Iperf3Result> {
  const run = readIperf3(await recordings.text(name));
  return { origin: 'recorded', reason: '', recording: name, ...run };
}

const ONLY = ', the only one recorded for such a test';

/**
 * The recording that is nearest to what is asked.
 *
 * @throws InvalidOptionError for what no recording has: several streams in both directions, a warm-up, such a test on
 *   another link than its own, in the other direction, or in UDP
 */
export function nearestRecording(options: Iperf3Options): string {
  const { bidirectional = false, parallel = 1, omitS = 0, recordedLink } = options;
  if (bidirectional && parallel !== 1)
    throw new InvalidOptionError('parallel', parallel, '1 with a recorded run');
  if (omitS !== 0) throw new InvalidOptionError('omitS', omitS, '0 with a recorded run');
  const { name, link } = nearestRun(options);
  const { udp = false, reverse = false } = options;
  if (udp && !name.startsWith('udp-')) throw new InvalidOptionError('udp', udp, `false with ${name}${ONLY}`);
  // Without -R, the nearest UDP test is one that the server sends: there is no other.
  if (reverse && !name.endsWith('-reverse'))
    throw new InvalidOptionError('reverse', reverse, `false with ${name}${ONLY}`);
  if (recordedLink !== undefined && recordedLink !== link)
    throw new InvalidOptionError('recordedLink', recordedLink, `${link}${ONLY}`);
  return name;
}

function nearestRun(options: Iperf3Options): { readonly name: string; readonly link: Iperf3Link } {
  const { udp = false, bitsPerSecond = 1e6, windowBytes, reverse = false } = options;
  const { bidirectional = false, parallel = 1, recordedLink = 'fibre-100' } = options;
  if (bidirectional) return { name: BIDIRECTIONAL, link: 'adsl-20' };
  if (parallel !== 1) return { name: PARALLEL, link: 'long-fat' };
  if (udp) return { name: udpName(nearest(udpMegabits, bitsPerSecond / 1e6)), link: '4g' };
  if (windowBytes === undefined) return { name: tcpName(recordedLink, reverse), link: recordedLink };
  return { name: windowName(nearest(windowsKiB, windowBytes / 1024)), link: 'long-fat' };
}

function tcpName(link: Iperf3Link, reverse: boolean): string {
  if (link === 'long-fat') return windowName(4096);
  return `tcp-${link}${reverse ? '-reverse' : ''}`;
}

function udpName(megabits: number): string {
  return `udp-4g-${megabits}M-reverse`;
}

function windowName(kibibytes: number): string {
  return `window-long-fat-${kibibytes < 1024 ? `${kibibytes}K` : `${kibibytes / 1024}M`}`;
}

/** By ratio: between 5 and 20, 10 is in the middle. */
function nearest(values: readonly number[], asked: number): number {
  const distance = (value: number): number => Math.abs(Math.log(value / asked));
  return values.reduce((best, value) => (distance(value) < distance(best) ? value : best));
}
