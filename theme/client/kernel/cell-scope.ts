/** The variables that cells share, and those that are missing for want of a machine. */
import { howToRunForReal } from '#dist/not-in-page.js';
import type { CompiledCell } from './cell-code.js';
import type { CellFault } from './protocol.js';

/** A variable of a cell: read and written where the cell keeps it. */
type Accessors = Readonly<Record<string, unknown>>;

/** What every cell sees besides the engine's own globals. */
export const sharedScope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;

/**
 * Shares the variables of a cell that begins; those of the same names are hidden.
 *
 * @param accessors one getter and setter per variable
 * @returns what to call when the cell failed: variables that were never given a value leave their place to the former ones
 */
export function share(accessors: Accessors): () => void {
  const descriptors = Object.getOwnPropertyDescriptors(accessors);
  const former = Object.keys(descriptors).map(
    (name) => [name, Object.getOwnPropertyDescriptor(sharedScope, name)] as const,
  );
  Object.defineProperties(sharedScope, descriptors);
  return () => {
    for (const [name, descriptor] of former) {
      if (hasValue(name)) continue;
      if (descriptor) Object.defineProperty(sharedScope, name, descriptor);
      else Reflect.deleteProperty(sharedScope, name);
    }
  };
}

/** Whether a cell has given a value to a name; reading a `const` before its line throws. */
function hasValue(name: string): boolean {
  try {
    return sharedScope[name] !== undefined;
  } catch {
    return false;
  }
}

/** Names that cells would have declared, had they had a machine: a cell that uses one is told why it is not there. */
const lost = new Set<string>();

export function rememberLost(cell: CompiledCell): void {
  for (const name of namesOf(cell)) if (!hasValue(name)) lost.add(name);
}

export function forgetLost(cell: CompiledCell): void {
  for (const name of namesOf(cell)) lost.delete(name);
}

function namesOf({ declared, imports }: CompiledCell): readonly string[] {
  return [...declared, ...imports.flatMap(({ names }) => names.map(({ local }) => local))];
}

/** The fault as it is told: a name that a machine would have given is no mistake of the student's. */
export function lostFault(fault: CellFault): CellFault {
  const { missing } = fault;
  if (missing === undefined || !lost.has(missing)) return fault;
  const message = `«\u00a0${missing}\u00a0» vient d’une cellule qui demande une vraie machine\u202f; ${howToRunForReal}`;
  return { name: 'NotInPageError', message, trace: '', why: 'absence' };
}
