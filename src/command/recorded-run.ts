import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where recordings are: beside `src` and `dist`. */
const DATA_FOLDER = join(__dirname, '..', '..', 'data');

/**
 * What a tool wrote when the course was made.
 *
 * @param file a name of ours, never one that a person wrote
 */
export function recordedOutput(tool: 'nmap' | 'iperf3', file: string): Promise<string> {
  return readFile(join(DATA_FOLDER, tool, file), 'utf8');
}
