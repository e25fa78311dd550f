import { dataText } from '../data-file.js';

/**
 * What a tool wrote when the course was made.
 *
 * @param file a name of ours, never one that a person wrote
 */
export function recordedOutput(tool: 'nmap' | 'iperf3', file: string): Promise<string> {
  return dataText(`${tool}/${file}`);
}
