/** Names that cells would have declared, had they had a machine: who uses them is told why they are not there. */
import { howToRunForReal } from '#dist/not-in-page.js';
import { hasValue } from './cell-scope.js';
import type { CompiledCell } from './cell-code.js';
import type { CellFault } from './protocol.js';

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
