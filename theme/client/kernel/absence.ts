/** What is told when a page cannot do what a machine can. */
import { NotInPageError, howToRunForReal } from '#dist/not-in-page.js';
import { currentCell } from './cell-port.js';

/**
 * The error of something that needs a machine; the reader is told even where it is caught and replaced.
 *
 * @param what in French, as the subject of « n’existe pas dans une page »
 */
export function absent(what: string): NotInPageError {
  currentCell()?.noticeAtEnd(`Dans une page, pas de vraie sonde\u202f; ${howToRunForReal}.`);
  return new NotInPageError(what);
}

/** What code looks for to know whether a module is a promise, or of another kind. */
const absentNames = ['__esModule', 'then'];

/**
 * What stands in the place of a module that needs a machine: it can be imported, and whatever of it is called says that a
 * page has none.
 *
 * @param name of the module, such as `node:fs`
 * @param present the part of it that a page has
 */
export function absentModule(name: string, present: Readonly<Record<string, unknown>> = {}): object {
  const refuse = (): never => {
    throw absent(`le module «\u00a0${name}\u00a0»`);
  };
  const module: object = new Proxy(Object.create(null) as object, {
    has: (_, key) => typeof key === 'string' && !absentNames.includes(key),
    get: (_, key) => {
      if (typeof key === 'symbol' || absentNames.includes(key)) return undefined;
      if (key === 'default') return module;
      return Object.hasOwn(present, key) ? present[key] : refuse;
    },
  });
  return module;
}
