import { nearestNames } from '../unknown-name.js';
import type { LibraryNames } from './doors.js';

/** Whether an import means the library: `sonde`, or what is written as one of its doors. */
export function ofLibrary(module: string): boolean {
  return /^sonde(\/|$)/.test(module);
}

/**
 * What a student is told of an import that no door can serve, in French: who has the name, or which one is near.
 *
 * @param names what each door exports
 * @param door as written, such as `sonde/packet`; one of no library, such as `sond`, may mean one of ours
 * @param name the imported name; none when the door itself is in question
 * @returns nothing for an import that is sound
 */
export function unknownImport(names: LibraryNames, door: string, name?: string): string | undefined {
  const exported = Object.hasOwn(names, door) ? names[door] : undefined;
  if (!exported) return unknownDoor(Object.keys(names), door);
  if (name === undefined || name === '*' || exported.some((each) => each.name === name)) return undefined;
  if (name === 'default')
    return `«\u00a0${door}\u00a0» n’a pas d’export par défaut\u202f; écrivez import * as s from '${door}'; ou des noms entre accolades`;
  const elsewhere = Object.keys(names).find((other) => names[other]?.some((each) => each.name === name));
  if (elsewhere !== undefined)
    return `«\u00a0${name}\u00a0» est derrière une autre porte\u202f: import { ${name} } from '${elsewhere}';`;
  const all = [exported, ...Object.values(names)].flat().map((each) => each.name);
  const [nearest] = nearestNames(name, new Set(all));
  const its = nearest === undefined ? undefined : doorOf(nearest, names, door);
  const meant = nearest === undefined ? '' : `\u202f; vouliez-vous dire «\u00a0${nearest}\u00a0»`;
  const from = its === undefined || its === door ? '' : `, de '${its}'`;
  return `«\u00a0${door}\u00a0» n’a pas «\u00a0${name.slice(0, 60)}\u00a0»${meant}${from}${meant && '\u202f?'}`;
}

function unknownDoor(doors: readonly string[], door: string): string | undefined {
  // A file of the student's own is no door.
  const [nearest] = /^[./]/.test(door) ? [] : nearestNames(door, doors);
  if (nearest === undefined && !ofLibrary(door)) return undefined;
  const meant = nearest === undefined ? '' : `\u202f; vouliez-vous dire «\u00a0${nearest}\u00a0»\u202f?`;
  const all = nearest === undefined ? `\u202f; il y a ${doors.join(', ')}` : '';
  return `la porte «\u00a0${door.slice(0, 60)}\u00a0» n’existe pas${meant}${all}`;
}

/** The door asked, where it has the name; otherwise the first that has it. */
function doorOf(name: string, names: LibraryNames, asked: string): string | undefined {
  const has = (door: string): boolean => names[door]?.some((each) => each.name === name) === true;
  return has(asked) ? asked : Object.keys(names).find(has);
}
