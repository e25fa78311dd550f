/** What a cell may import in a page. */
import { danfo } from '#dist/table/danfo.js';
import { ofLibrary, unknownImport } from '#dist/package/unknown-import.js';
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
  throw new Error((await importFault(name)) ?? `Cannot find module '${name}'`);
}

/** What any object is asked for: by `await`, by JSON, by what prints it. */
const askedOfAll = new Set([
  ...['__esModule', 'length', 'then', 'toJSON'],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/**
 * A module as `import *` and `import()` give it: whole, and an unknown name of the library is an error that tells the right one.
 *
 * @throws Error for one that the course does not have
 */
export async function loadWhole(door: string): Promise<object> {
  const module = await loadModule(door);
  const names = ofLibrary(door) ? await libraryNames() : undefined;
  if (!names) return module;
  return new Proxy(module, {
    get: (target, key) => {
      const asked = typeof key === 'string' && !Object.hasOwn(target, key) && !askedOfAll.has(key);
      const fault = asked ? unknownImport(names, door, key) : undefined;
      if (fault !== undefined) throw new Error(fault);
      return Reflect.get(target, key) as unknown;
    },
  });
}

/**
 * Refuses a name that a door of the library does not have, with the nearest one that exists.
 *
 * @throws Error for a name that is neither a value nor a type there
 */
export async function checkImported(door: string, module: object, names: readonly string[]): Promise<void> {
  if (!ofLibrary(door)) return;
  // Types are no part of a module, and one that needs a machine has no part at all: only who has read the declarations
  // knows their names. What every object inherits is no name of a module.
  const own = ['*', ...Object.keys(module)];
  for (const name of names) {
    const fault = own.includes(name) ? undefined : await importFault(door, name);
    if (fault !== undefined) throw new Error(fault);
  }
}

/** What is wrong with an import. Without the list of names it is what it was: a name that stays undeclared. */
async function importFault(door: string, name?: string): Promise<string | undefined> {
  const names = await libraryNames();
  return names && unknownImport(names, door, name);
}

function libraryNames(): Promise<LibraryNames | undefined> {
  return asset('names').then(
    (names) => names as LibraryNames,
    () => undefined,
  );
}

function wait<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, value);
  });
}
