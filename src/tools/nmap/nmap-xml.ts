import type { NmapRun } from './nmap-run.js';

/**
 * Reads what nmap writes with `-oX`: hosts with addresses and names, ports with services and versions, systems, scripts,
 * traceroutes. A run that was interrupted has no `end`, and the hosts that were done with.
 *
 * Entities and document types are never expanded; bytes that are not ASCII stay as nmap writes them (`\xC3\xA9`).
 *
 * @param text the XML
 * @throws ParseError with line and offset: what is not XML or not nmap's, attributes out of their range
 * @see nmap(1), -oX; nmap.dtd
 * @example
 * ```ts
 * import { parseNmapXml } from 'sonde/tools';
 *
 * const { hosts, end } = await parseNmapXml('<nmaprun scanner="nmap" version="7.93" start="1795319401"><host>');
 * console.log(hosts.length, end); // → 0 undefined
 * ```
 */
export async function parseNmapXml(text: string): Promise<NmapRun> {
  // The library of XML waits until something is read: importing Sonde stays quick.
  const { readNmapDocument } = await import('./nmap-document.js');
  return readNmapDocument(text);
}
