/** Danfo.js is a file of its own: few cells ask for it. */
import type * as Danfo from '#dist/table/danfo.js';
import { asset } from '../page-requests.js';

export const danfo: typeof Danfo.danfo = async () =>
  (0, eval)((await asset('danfo')) as string) as Awaited<ReturnType<typeof Danfo.danfo>>;
