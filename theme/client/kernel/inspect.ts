/**
 * Values as Node prints them: the text under a cell must be the same in a page and in a notebook. Node's own `util.inspect` is part
 * of the program; this is its source, taken out of it. What only the engine knows is not told: whether a promise is kept, what an
 * iterator still holds, what stands behind a proxy.
 */
import { format as nodeFormat, inspect as nodeInspect } from 'node-inspect-extracted';

/** Longer lists are not searched for properties besides their elements. */
const longestSearched = 100_000;

/**
 * To find the properties of a list besides its elements, the library lists the properties of all of them: half a minute for ten
 * million, where Node asks the engine. They are kept from it while it writes.
 */
function withoutElements<Args extends readonly unknown[]>(write: (...args: Args) => string) {
  return (...args: Args): string => {
    const all = Object.getOwnPropertyDescriptors;
    const some = (value: object): object => (isLongList(value) ? {} : all(value));
    // A cell may have frozen `Object`: nothing is lost then but time.
    Reflect.set(Object, 'getOwnPropertyDescriptors', some);
    try {
      return write(...args);
    } finally {
      Reflect.set(Object, 'getOwnPropertyDescriptors', all);
    }
  };
}

function isLongList(value: object): boolean {
  const length = ArrayBuffer.isView(value) ? value.byteLength : Array.isArray(value) ? value.length : 0;
  return length > longestSearched;
}

/** As `util.inspect`. */
export const inspect = Object.assign(withoutElements(nodeInspect), { custom: nodeInspect.custom });

/** As `util.format`: the words of `console.log` as one text. */
export const format = withoutElements(nodeFormat);
