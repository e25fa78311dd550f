import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const home = path.join(import.meta.dirname, 'golden');

/** What a tool printed, and what it must be read as; README.md beside them tells where each comes from. */
export interface Golden {
  readonly name: string;
  readonly text: string;
  readonly expected: unknown;
}

/** The golden files of a tool: every `NAME.txt` with its `NAME.json`. */
export function golden(tool: string, prefix = ''): Golden[] {
  const folder = path.join(home, tool);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && name.startsWith(prefix))
    .map((name) => ({
      name,
      text: readFileSync(path.join(folder, name), 'utf8'),
      expected: JSON.parse(readFileSync(path.join(folder, name.replace(/txt$/, 'json')), 'utf8')) as unknown,
    }));
}
