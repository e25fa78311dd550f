import type { Origin } from '../../origin.js';
import type { ByteOrder, Machine } from '../machine.js';

/** A file in which a kernel says something: where it is, and what its text means. */
export interface KernelFile<Data> {
  /** Under /proc, as `machine.read` takes it: `net/dev`. */
  readonly path: string;
  /**
   * What a text of the file means.
   *
   * @param text with its heading, where the file has one; each line ended
   * @param byteOrder of the kernel that wrote it, `LE` by default, as on a PC; files without such numbers do without
   * @throws ParseError for anything that the kernel would not write, a file that was cut included
   */
  readonly parse: (text: string, byteOrder?: ByteOrder) => Data;
  /**
   * Starts to read the file piece by piece, for one that a busy server makes too long to be held whole; absent for the
   * others.
   */
  readonly inPieces?: (byteOrder?: ByteOrder) => PieceReader<Data>;
}

/** Reads a file whose bytes come in pieces, cut anywhere. */
export interface PieceReader<Data> {
  /**
   * Takes the next piece, whose memory may be used again afterwards.
   *
   * @throws ParseError with the line, and the offset in the file
   */
  feed(piece: Uint8Array): void;
  /**
   * What the whole file means.
   *
   * @throws ParseError when it was cut
   */
  end(): Data;
}

/** What the kernel said, with the machine and the instant. */
export interface Reading<Data> {
  readonly origin: Origin;
  /** Name of the machine. */
  readonly machine: string;
  /** When it was read, on the machine's clock. */
  readonly atMs: number;
  readonly data: Data;
}

/** The machine has no such kernel file: the kernel was built without it, or this user may not read it. */
export class NoKernelFileError extends Error {
  override readonly name = 'NoKernelFileError';
  constructor(
    readonly machine: string,
    /** Under /proc. */
    readonly path: string,
    why = 'its kernel does without, or forbids it',
  ) {
    super(`no readable /proc/${path} on ${JSON.stringify(machine)}: ${why}`);
  }
}

/**
 * Reads a kernel file of a machine.
 *
 * @param machine see `openMachine`
 * @param file one of those of this door, such as `netDev`
 * @throws {@link NoKernelFileError} where the kernel has none (`net/tcp6` without IPv6); ParseError for one that is not sound
 * @see proc(5)
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { netDev, read } from 'sonde/host';
 *
 * const { data, origin } = await read(await openMachine({ name: 'serveur-web' }), netDev);
 * console.log(origin, data.map(({ name }) => name).join(' ')); // → recorded lo eth0
 * ```
 */
export async function read<Data>(machine: Machine, file: KernelFile<Data>): Promise<Reading<Data>> {
  const meaning = await (file.inPieces ? streamed(machine, file.path, file.inPieces) : whole(machine, file));
  // The instant is that of the bytes: what it takes to understand them comes after.
  return { origin: machine.origin, machine: machine.name, atMs: machine.now(), data: meaning() };
}

async function whole<Data>(machine: Machine, { path, parse }: KernelFile<Data>): Promise<() => Data> {
  const text = await machine.read(path);
  if (text === undefined) throw new NoKernelFileError(machine.name, path);
  return () => parse(text, machine.byteOrder);
}

async function streamed<Data>(
  machine: Machine,
  path: string,
  inPieces: (byteOrder: ByteOrder) => PieceReader<Data>,
): Promise<() => Data> {
  const pieces = await machine.stream(path);
  if (!pieces) throw new NoKernelFileError(machine.name, path);
  const reader = inPieces(machine.byteOrder);
  for await (const piece of pieces) reader.feed(piece);
  return () => reader.end();
}

/**
 * What was read; `undefined` where the machine has no such file: a kernel without IPv6 has no `net/tcp6`, and nothing is
 * wrong.
 */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof NoKernelFileError) return undefined;
    throw error;
  }
}
