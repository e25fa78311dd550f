import { absent } from './absence.js';

/** What code looks for to know whether a module is a promise, or of another kind. */
const absentNames = ['__esModule', 'then'];

/**
 * What stands in the place of a module that needs a machine: it can be imported, and whatever of it is called says that a
 * page has none.
 *
 * @param name of the module, such as `node:fs`
 */
export function absentModule(name: string): object {
  const refuse = (): never => {
    throw absent(`le module «\u00a0${name}\u00a0»`);
  };
  const module: object = new Proxy(Object.create(null) as object, {
    has: (_, key) => typeof key === 'string' && !absentNames.includes(key),
    get: (_, key) => {
      if (typeof key === 'symbol' || absentNames.includes(key)) return undefined;
      return key === 'default' ? module : refuse;
    },
  });
  return module;
}
