/** What a cell may import in a page. */
import { danfo } from '#dist/table/danfo.js';
import { unknownImport } from '#dist/package/unknown-import.js';
import type { LibraryNames } from '#dist/package/doors.js';
import { doors } from 'sonde-doors';
import { absentModule } from './absence.js';
import { asset } from './page-requests.js';
import { fileModules } from './file-modules.js';
import { format, inspect } from './inspect.js';

const modules: Readonly<Record<string, () => Promise<object> | object>> = {
  ...doors(absentModule),
  'danfojs-node': danfo,
  perf_hooks: () => ({ performance }),
  'timers/promises': () => ({ setTimeout: wait }),
  util: () => ({ format, inspect }),
};

/** Modules of Node that a cell may name without `node:`. */
const ofNode =
  /^(node:.*|(assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|process|readline|stream|tls|url|vm|worker_threads|zlib)(\/.*)?)$/;

/**
 * A module by its name. One that needs a machine can be imported all the same: the cell fails where it uses it, and its
 * other imports serve the next cells.
 *
 * @throws Error for one that the course does not have
 */
export async function loadModule(name: string): Promise<object> {
  const key = name.replace(/^node:/, '');
  const load = Object.hasOwn(modules, key) ? modules[key] : undefined;
  if (Object.hasOwn(fileModules, key)) return fileModules[key] ?? {};
  if (load) return load();
  if (ofNode.test(name)) return absentModule(name);
  if (/^sonde\//.test(name)) throw new Error(unknownImport(await libraryNames(), name));
  throw new Error(`Cannot find module '${name}'`);
}

/**
 * Refuses a name that a door of the library does not have, with the nearest one that exists.
 *
 * @throws Error for a name that is neither a value nor a type there
 */
export async function checkImported(door: string, module: object, names: readonly string[]): Promise<void> {
  if (!/^sonde(\/|$)/.test(door)) return;
  // Types are no part of a module: only who has read the declarations knows that they exist.
  const unknown = names.filter((name) => name !== '*' && name !== 'default' && !(name in module));
  if (unknown.length === 0) return;
  // Without the list of names an import is what it was: a name that stays undeclared.
  const known = await libraryNames().catch(() => undefined);
  if (!known) return;
  for (const name of unknown) {
    const fault = unknownImport(known, door, name);
    if (fault !== undefined) throw new Error(fault);
  }
}

async function libraryNames(): Promise<LibraryNames> {
  return (await asset('names')) as LibraryNames;
}

function wait<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, value);
  });
}
