/** Parts of the library that need a machine: a page sends no packets, starts no programs, and writes no images. */
import { absent } from '../absence.js';

/** In the place of the kernel's own network. */
export function openKernel(): never {
  throw absent('le réseau réel');
}

/** In the place of raw sockets. */
export function openRaw(): never {
  throw absent('le réseau réel');
}

/** A page sees nothing of the machine that shows it. */
export function whyNoLiveMachine(): string {
  return absent('/proc').message;
}

/** Called with `new` where a live machine is asked for whatever the page says. */
export function LiveMachine(): never {
  throw absent('/proc');
}

export function findTool(name: string): Promise<never> {
  return Promise.reject(absent(`le programme «\u00a0${name}\u00a0»`));
}

export const ToolProcess = { start: ([name = '']: readonly string[]) => findTool(name) };

/** The figures of a page have their own button for that. */
function noExport(): Promise<never> {
  return Promise.reject(absent('l’export de figures'));
}

export const exportFigure = noExport;
export const renderSvg = noExport;
export const renderPng = noExport;
export const pngOf = noExport;
