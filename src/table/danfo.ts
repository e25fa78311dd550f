import type * as Danfo from 'danfojs-node';

/** Danfo.js, the library of data frames, when it is first needed. A page has its own way to load it. */
export function danfo(): Promise<typeof Danfo> {
  return import('danfojs-node');
}
