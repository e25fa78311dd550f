/** Danfo.js weighs more than all the rest: it is a file of its own. */
import type * as Danfo from '#dist/table/danfo.js';
import { asset } from '../page-requests.js';

export const danfo: typeof Danfo.danfo = async () => {
  const source = (await asset('danfo')) as string;
  const { warn } = console;
  // TensorFlow tells what it registers; a student has no use for it.
  console.warn = () => undefined;
  try {
    return (0, eval)(source) as Awaited<ReturnType<typeof Danfo.danfo>>;
  } finally {
    console.warn = warn;
  }
};
