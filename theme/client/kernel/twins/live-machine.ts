/** A page sees nothing of the machine that shows it. */
import { absent } from '../absence.js';

export function whyNoLiveMachine(): string {
  return absent('/proc').message;
}

/** Called with `new` where a live machine is asked for whatever the page says. */
export function LiveMachine(): never {
  throw absent('/proc');
}
