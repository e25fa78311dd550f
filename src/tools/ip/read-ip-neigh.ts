import { type OutputLine, type Word, natural, present, wordFault, wordsOf } from '../text/output-line.js';
import { isAddress } from '../text/printed-host.js';
import { entriesOf, printedTable, readRows } from '../text/printed-table.js';

/** One neighbour. */
export interface IpNeighbour {
  readonly address: string;
  readonly device?: string;
  /** Absent as long as the neighbour has not answered. */
  readonly hardwareAddress?: string;
  /** `REACHABLE`, `STALE`, `FAILED`, `PERMANENT` …; absent for a proxy entry. */
  readonly state?: string;
  /** It says that it is a router (RFC 4861, section 4.4). */
  readonly isRouter: boolean;
  /** We answer in its place. */
  readonly isProxy: boolean;
  /** Since the entry was used, confirmed and updated, in seconds (`-s`). */
  readonly usedSeconds?: number;
  readonly confirmedSeconds?: number;
  readonly updatedSeconds?: number;
  readonly references?: number;
  readonly probes?: number;
  /** Attributes that are not known here, as they were printed. */
  readonly more?: readonly string[];
  /** On the last neighbour of a text that was cut: its end, or what followed, is not there. */
  readonly complete?: false;
}

const STATES = new Set('INCOMPLETE REACHABLE STALE DELAY PROBE FAILED NOARP PERMANENT NONE'.split(' '));

/**
 * Reads what `ip neigh` printed, `-s`, `-o` and `-c` included.
 *
 * @param text the whole output; empty when there is no neighbour
 * @returns the neighbours; `complete` is false on the last one of a text that was cut
 * @throws {@link ParseError} with the line, for a line that is not a neighbour
 * @see ip-neighbour(8), and ip/ipneigh.c of iproute2
 * @example
 * ```ts
 * import { readIpNeigh } from 'sonde/tools';
 *
 * const [neighbour] = readIpNeigh('192.0.2.1 dev eth0 lladdr 00:00:5e:00:53:01 router STALE\n');
 * console.log(neighbour?.hardwareAddress, neighbour?.state); // → 00:00:5e:00:53:01 STALE
 * ```
 */
export function readIpNeigh(text: string): readonly IpNeighbour[] {
  const table = printedTable(text);
  return entriesOf(readRows(table.lines, readNeighbour), table);
}

function readNeighbour(line: OutputLine): IpNeighbour {
  // `-s` leaves no space between its durations and its probes: `used 2/2/2probes 4`.
  const spaced = { ...line, text: line.text.replace(/(\d)probes /, '$1 probes ') };
  const [address, ...words] = wordsOf(spaced);
  if (address === undefined || !isAddress(address.text))
    throw wordFault(line, address, 'the address of a neighbour');
  const found: { -readonly [K in keyof IpNeighbour]?: IpNeighbour[K] } = {};
  const more: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const key = words[i]?.text ?? '';
    const next = (): Word | undefined => words[++i];
    if (key === 'dev') found.device = present(line, next(), 'a device');
    else if (key === 'lladdr') found.hardwareAddress = hardware(line, next());
    else if (key === 'router') found.isRouter = true;
    else if (key === 'proxy') found.isProxy = true;
    else if (key === 'ref') found.references = natural(line, next(), 'references');
    else if (key === 'probes') found.probes = natural(line, next(), 'probes');
    else if (key === 'used') Object.assign(found, readAges(line, next()));
    else if (STATES.has(key)) found.state = key;
    else more.push(key);
  }
  if (found.state === undefined && found.isProxy !== true && !line.isCut)
    throw wordFault(line, undefined, 'a state');
  const { isRouter = false, isProxy = false, ...rest } = found;
  return { address: address.text, ...rest, isRouter, isProxy, ...(more.length > 0 && { more }) };
}

/** Of any kind of link: six pairs of Ethernet, twenty of InfiniBand, the IPv4 or IPv6 address that a tunnel has for one. */
function hardware(line: OutputLine, word: Word | undefined): string {
  const text = present(line, word, 'a hardware address');
  if (!/^[\da-f]{2}(?::[\da-f]{2}){0,31}$/i.test(text) && !isAddress(text)) {
    throw wordFault(line, word, 'a hardware address');
  }
  return text;
}

function readAges(
  line: OutputLine,
  word: Word | undefined,
): Pick<IpNeighbour, 'usedSeconds' | 'confirmedSeconds' | 'updatedSeconds'> {
  const [, used, confirmed, updated] = /^(\d{1,15})\/(\d{1,15})\/(\d{1,15})$/.exec(word?.text ?? '') ?? [];
  if (used === undefined) throw wordFault(line, word, 'three ages');
  return { usedSeconds: Number(used), confirmedSeconds: Number(confirmed), updatedSeconds: Number(updated) };
}
