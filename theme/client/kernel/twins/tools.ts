/** A page starts no programs. */
import { absent } from '../absence.js';

export function findTool(name: string): Promise<never> {
  return Promise.reject(absent(`le programme «\u00a0${name}\u00a0»`));
}

export const ToolProcess = { start: ([name = '']: readonly string[]) => findTool(name) };
