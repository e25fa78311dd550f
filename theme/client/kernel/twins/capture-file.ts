/** A page has no files of its own. */
import { absent } from '../absence.js';

function refused(): Promise<never> {
  return Promise.reject(absent('un fichier de capture à soi'));
}

export const openCaptureFile = refused;
export const writeCaptureFile = refused;
