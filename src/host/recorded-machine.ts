import { type ByteOrder, type Machine, checkProcPath } from './machine.js';

/** What a recording holds. */
export interface Recording {
  readonly name: string;
  /** Order of the bytes of the machine that was recorded; least significant first by default, as on a PC. */
  readonly byteOrder?: ByteOrder;
  /** At least one, oldest first. */
  readonly readings: readonly RecordedReading[];
}

/** The files of one instant. */
export interface RecordedReading {
  /** From the start of the recording. */
  readonly atMs: number;
  /** Text of each file by its path under /proc, such as `net/dev`. */
  readonly files: Readonly<Record<string, string>>;
  /** Target of each symbolic link by its path, such as `1234/fd/3`. */
  readonly links?: Readonly<Record<string, string>>;
}

/** A machine that is not there any more, read from its recording. Its time passes only when one waits. */
export class RecordedMachine implements Machine {
  readonly origin = 'recorded';
  readonly name: string;
  readonly byteOrder: ByteOrder;
  readonly #readings: readonly RecordedReading[];
  #current: RecordedReading;

  constructor(
    recording: Recording,
    readonly reason: string,
  ) {
    const [first] = recording.readings;
    if (!first) throw new RangeError(`the recording ${JSON.stringify(recording.name)} has no reading`);
    this.name = recording.name;
    this.byteOrder = recording.byteOrder ?? 'LE';
    this.#readings = recording.readings;
    this.#current = first;
  }

  now(): number {
    return this.#current.atMs;
  }

  wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    const next = signal?.aborted ? undefined : this.#nearest(this.now() + ms);
    if (next) this.#current = next;
    return Promise.resolve(next !== undefined);
  }

  read(path: string): Promise<string | undefined> {
    return Promise.resolve(own(this.#current.files, checkProcPath(path)));
  }

  async stream(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const text = await this.read(path);
    return text === undefined ? undefined : inOnePiece(text);
  }

  list(path: string): Promise<readonly string[]> {
    const prefix = checkProcPath(path) === '' ? '' : `${path}/`;
    const { files, links = {} } = this.#current;
    const names = [...Object.keys(files), ...Object.keys(links)]
      .filter((each) => each.startsWith(prefix))
      .map((each) => each.slice(prefix.length).split('/', 1)[0] ?? '');
    return Promise.resolve([...new Set(names)]);
  }

  links(path: string): Promise<ReadonlyMap<string, string>> {
    const prefix = checkProcPath(path) === '' ? '' : `${path}/`;
    const inside = Object.entries(this.#current.links ?? {})
      .filter(([each]) => each.startsWith(prefix) && !each.includes('/', prefix.length))
      .map(([each, target]) => [each.slice(prefix.length), target] as const);
    return Promise.resolve(new Map(inside));
  }

  /** The later reading that is nearest to an instant: those of a recording never come to the millisecond. */
  #nearest(instantMs: number): RecordedReading | undefined {
    const distance = ({ atMs }: RecordedReading): number => Math.abs(atMs - instantMs);
    return this.#readings
      .filter(({ atMs }) => atMs > this.now())
      .reduce<RecordedReading | undefined>(
        (best, each) => (best && distance(best) <= distance(each) ? best : each),
        undefined,
      );
  }
}

/** Not what every object inherits: a file could be called `constructor`. */
function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what a live machine gives
async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
