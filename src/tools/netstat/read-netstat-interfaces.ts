import { type OutputLine, type Word, natural, present, wordFault, wordsOf } from '../text/output-line.js';
import { type TableRows, readRows } from '../text/printed-table.js';
import type { NetstatInterface } from './netstat-interfaces.js';

type Field = Exclude<keyof NetstatInterface, 'name' | 'network' | 'address' | 'flags'>;

const COUNTERS: Readonly<Record<string, Field>> = {
  MTU: 'mtu',
  Mtu: 'mtu',
  'RX-OK': 'rxOk',
  'RX-ERR': 'rxErrors',
  'RX-DRP': 'rxDropped',
  'RX-OVR': 'rxOverruns',
  'TX-OK': 'txOk',
  'TX-ERR': 'txErrors',
  'TX-DRP': 'txDropped',
  'TX-OVR': 'txOverruns',
  Ipkts: 'rxOk',
  Ierrs: 'rxErrors',
  Idrop: 'rxDropped',
  Ibytes: 'rxBytes',
  Opkts: 'txOk',
  Oerrs: 'txErrors',
  Drop: 'txDropped',
  Obytes: 'txBytes',
  Coll: 'collisions',
};

/**
 * Reads a table of interfaces.
 *
 * @param heading the names of the columns
 * @throws {@link ParseError} with the line
 */
export function readInterfaces(
  heading: OutputLine,
  rows: readonly OutputLine[],
): TableRows<NetstatInterface> {
  const names = wordsOf(heading);
  const columns = names.map(({ text }) => text);
  const known = (name: string): boolean =>
    Object.hasOwn(COUNTERS, name) || ['Iface', 'Name', 'Network', 'Address', 'Flg', 'Met'].includes(name);
  const unknown = names.find(({ text }) => !known(text));
  if (unknown) throw wordFault(heading, unknown, 'a known column of interfaces');
  return readRows(rows, (row) =>
    columns.includes('Network') ? readBsd(row, columns) : readLinux(row, columns),
  );
}

function readLinux(line: OutputLine, columns: readonly string[]): NetstatInterface {
  const words = wordsOf(line);
  const name = present(line, words[0], 'an interface');
  // One that has gone since, or a name without a device.
  if (/ - no statistics available -\s*$/.test(line.text)) return { name };
  if (words.length !== columns.length)
    throw wordFault(line, words[columns.length], `${columns.length} columns`);
  const flags = columns.at(-1) === 'Flg' ? words.at(-1)?.text : undefined;
  // Our own report has a dash where it is not known.
  const isKnown = flags !== undefined && flags !== '-';
  return { name, ...counters(line, columns, words), ...(isKnown && { flags }) };
}

/** The address may be blank, so that the counters are counted from the right. */
function readBsd(line: OutputLine, columns: readonly string[]): NetstatInterface {
  const words = wordsOf(line);
  const place = columns.indexOf('Address') + 1;
  const counted = columns.slice(place);
  const [name, mtu, network, address, ...extra] = words.slice(0, Math.max(0, words.length - counted.length));
  if (network === undefined || extra.length > 0) throw wordFault(line, extra[0], `${columns.length} columns`);
  return {
    name: present(line, name, 'an interface'),
    ...counters(line, ['Mtu'], mtu === undefined ? [] : [mtu]),
    network: network.text,
    ...(address !== undefined && { address: address.text }),
    ...counters(line, counted, words.slice(-counted.length)),
  };
}

function counters(
  line: OutputLine,
  columns: readonly string[],
  words: readonly Word[],
): Partial<Record<Field, number>> {
  const found = columns.flatMap((column, i): (readonly [Field, number])[] => {
    const field = Object.hasOwn(COUNTERS, column) ? COUNTERS[column] : undefined;
    // A dash where the driver does not count.
    return field === undefined || words[i]?.text === '-' ? [] : [[field, natural(line, words[i], column)]];
  });
  return Object.fromEntries(found);
}
