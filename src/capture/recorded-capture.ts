import { dataBytes, dataText } from '../data-file.js';
import { UnknownNameError } from '../unknown-name.js';
import type { Capture } from './capture.js';
import { readCapture } from './file/read-capture.js';

/** Where the recorded captures of the course are. */
const COURSE_FOLDER = 'captures';

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
  const origins = parse(await dataText(`${COURSE_FOLDER}/origin.yaml`)) as Readonly<
    Record<string, Omit<RecordedCapture, 'name'>>
  >;
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
  const known = await recordedCaptures();
  if (!known.some((each) => each.name === name)) {
    throw new UnknownNameError(
      'capture',
      name,
      known.map((each) => each.name),
    );
  }
  const bytes = await dataBytes(`${COURSE_FOLDER}/${name}.pcapng`);
  return readCapture([bytes], { origin: 'recorded', reason: why });
}
