/** A page opens no connections. */
import { absent } from '../absence.js';

export function openKernel(): never {
  throw absent('le réseau réel');
}
