/** A page writes no images: its figures have their own button for that. */
import { absent } from '../absence.js';

function refused(): Promise<never> {
  return Promise.reject(absent('l’export de figures'));
}

export const exportFigure = refused;
export const renderSvg = refused;
export const renderPng = refused;
export const pngOf = refused;
