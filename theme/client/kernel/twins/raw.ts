/** A page sends no packets. */
import { absent } from '../absence.js';

export function openRaw(): never {
  throw absent('le réseau réel');
}
