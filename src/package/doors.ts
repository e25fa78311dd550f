/** The doors of the library: `sonde`, and `sonde/ROOM` for each room that has an `index.ts`; and what each exports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Seen from `src/package` and from `dist/package` alike. */
const root = path.resolve(__dirname, '../..');

/** A door: what `import … from` names, and where it stands. */
export interface Door {
  /** `sonde`, `sonde/packet`. */
  readonly name: string;
  /** Its folder from `src` and from `dist` alike; empty for `sonde`. */
  readonly folder: string;
}

/** A name that cells may import, as an editor proposes it. */
export interface LibraryName {
  /** As a program writes it: `ping`, `figure.ttlHops`. */
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'namespace' | 'type';
  /** The first sentence of its documentation. */
  readonly says?: string;
}

/** The names of each door, such as those of `sonde/packet`. */
export type LibraryNames = Readonly<Record<string, readonly LibraryName[]>>;

/** Every door, `sonde` first. */
export function doors(): readonly Door[] {
  const rooms = readdirSync(path.join(root, 'src')).filter((room) =>
    existsSync(path.join(root, 'src', room, 'index.ts')),
  );
  return [{ name: 'sonde', folder: '' }, ...rooms.map((room) => ({ name: `sonde/${room}`, folder: room }))];
}

/** The file in which the build keeps what the doors export. */
export const namesFile = path.join(root, 'dist/types/names.json');

/** What each door exports, as the last build left it. */
export function libraryNames(): LibraryNames {
  return JSON.parse(readFileSync(namesFile, 'utf8')) as LibraryNames;
}
