import { Catalogue } from '../catalogue.js';
import { dataText } from '../data-file.js';
import type { Capture } from './capture.js';
import { readCapture } from './file/read-capture.js';

const captures = new Catalogue('capture', 'captures', '.pcapng', async () => {
  const recorded = await recordedCaptures();
  return recorded.map(({ name }) => name);
});

/** A capture kept in `data/captures`. */
export interface RecordedCapture {
  /** Such as `ping`: its file is `ping.pcapng`. */
  readonly name: string;
  /** In French. */
  readonly title: string;
  /** How and where it was made, in French. */
  readonly origin: string;
}

/**
 * The recorded captures of the course, each with its origin.
 *
 * @example
 * ```ts
 * import { recordedCaptures } from 'sonde/capture';
 *
 * const [first] = await recordedCaptures();
 * console.log(first?.name); // → ping
 * ```
 */
export async function recordedCaptures(): Promise<readonly RecordedCapture[]> {
  const { parse } = await import('yaml');
  type Origins = Readonly<Record<string, Omit<RecordedCapture, 'name'>>>;
  const origins = parse(await dataText('captures/origin.yaml')) as Origins;
  return Object.entries(origins).map(([name, { title, origin }]) => ({ name, title, origin }));
}

/**
 * Opens a recorded capture of the course.
 *
 * @param name such as `ping`, see {@link recordedCaptures}
 * @param why it is read and not a live one, in French
 * @throws UnknownNameError
 * @example
 * ```ts
 * import { recordedCapture } from 'sonde/capture';
 *
 * const capture = await recordedCapture('ping');
 * for await (const { number, originalLength } of capture) console.log(number, originalLength);
 * // → 1 98
 * // → 2 98
 * // → 3 98
 * // → 4 98
 * // → 5 98
 * // → 6 98
 * ```
 */
export async function recordedCapture(
  name: string,
  why = 'capture enregistrée, demandée par l’appelant',
): Promise<Capture> {
  return readCapture([await captures.bytes(name)], { origin: 'recorded', reason: why });
}
