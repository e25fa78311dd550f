import { type OutputLine, lineFault, wordFault, wordsOf } from '../text/output-line.js';
import { isAddress } from '../text/printed-host.js';
import { entriesOf, printedTable, readRows } from '../text/printed-table.js';

/** One entry of the ARP table. */
export interface ArpEntry {
  /** Absent where arp printed a name in its place. */
  readonly address?: string;
  /** Its name, where arp found one. */
  readonly hostName?: string;
  /** Six pairs of lower-case digits and colons whatever arp prints; absent as long as nobody has answered. */
  readonly hardwareAddress?: string;
  /** An interface; on Windows, our address on it; absent on AIX. */
  readonly interface?: string;
  /** Set by hand, and kept. */
  readonly isPermanent: boolean;
  /** We answer for it (proxy ARP). */
  readonly isPublished: boolean;
  /** Until it is forgotten, in seconds, on FreeBSD. */
  readonly expiresSeconds?: number;
  /** On the last entry of a text that was cut: its end, or what followed, is not there. */
  readonly complete?: false;
}

/** Lines that arp prints around its entries. */
const ASIDE =
  /^(?:Entries: \d+\s+Skipped: \d+\s+Found: \d+|arp: in \d+ entries no match found\.|\s*bucket: +\d+ .*|There are \d+ entries in the arp table\.)\s*$/;
const HEADING = /^Address +HWtype +HWaddress +Flags Mask +Iface\s*$/;
/** « Adresse Internet », « Internet Address »: the heading of Windows, in any language, ends with three columns. */
const WINDOWS_INTERFACE = /^Interface\s*: (\S+) --- 0x[\da-f]{1,8}\s*$/i;
const WINDOWS_ROW = /^ {1,4}(\d{1,3}(?:\.\d{1,3}){3})\s+([\da-f]{2}(?:-[\da-f]{2}){5})?\s+(\S+)\s*$/i;

/**
 * Reads what `arp` printed: `-n` and `-a` of Linux (net-tools, busybox), `-a` of macOS, FreeBSD, AIX and Windows, in English
 * or French.
 *
 * @param text the whole output; empty when the table is
 * @returns the entries; `complete` is false on the last one of a text that was cut
 * @throws {@link ParseError} with the line, for one that is not an entry
 * @see arp(8)
 * @example
 * ```ts
 * import { readArp } from 'sonde/tools';
 *
 * const [entry] = readArp('? (192.0.2.1) at 0:0:5e:0:53:1 on en0 ifscope [ethernet]\n');
 * console.log(entry?.address, entry?.hardwareAddress); // → 192.0.2.1 00:00:5e:00:53:01
 * ```
 */
export function readArp(text: string): readonly ArpEntry[] {
  const table = printedTable(text);
  const lines = table.lines.filter((line) => !ASIDE.test(line.text));
  const [first] = lines;
  if (first === undefined || /^No ARP Entries Found|^Aucune entr/.test(first.text)) return [];
  if (HEADING.test(first.text)) return entriesOf({ ...readRows(lines.slice(1), readRow), cut: [] }, table);
  if (WINDOWS_INTERFACE.test(first.text)) return entriesOf(readWindows(lines), table);
  return entriesOf(readRows(lines, readSentence), table);
}

/** `192.0.2.2   ether   ee:d0:18:c2:01:10   C   veth0`; a mask may stand before the interface. */
function readRow(line: OutputLine): ArpEntry {
  const words = wordsOf(line).map(({ text }) => text);
  const [host = '', type, hardware, ...rest] = words;
  const isIncomplete = type === '(incomplete)';
  if (isIncomplete ? words.length !== 3 : rest.length < 2 || rest.length > 3) {
    throw wordFault(line, wordsOf(line)[words.length - 1], 'an entry of six columns');
  }
  const flags = isIncomplete ? '' : (rest[0] ?? '');
  if (!/^[CMP!]*$/.test(flags)) throw wordFault(line, wordsOf(line)[3], 'the flags of an entry');
  return {
    ...(isAddress(host) ? { address: host } : { hostName: host }),
    ...(isIncomplete ? {} : hardwareFrom(line, hardware)),
    interface: words.at(-1) ?? '',
    isPermanent: flags.includes('M'),
    isPublished: flags.includes('P'),
  };
}

const SENTENCE = /^ *(\S{1,255}) \(([\d.]{7,15})\) at (\S{1,64})((?: {1,4}[^ ]{1,40}){0,12})\s*$/;

/** `? (192.0.2.77) at 00:00:5e:00:53:77 [ether] PERM on veth0`: the layout of BSD, which Linux follows with `-a`. */
function readSentence(line: OutputLine): ArpEntry {
  const [, name = '', address = '', hardware = '', rest = ''] = SENTENCE.exec(line.text) ?? [];
  const [, device] = / on (\S+)/.exec(rest) ?? [];
  const isShort = line.isCut && rest.trim() === '';
  if (
    !isAddress(address) ||
    isShort ||
    (device === undefined && !/ stored in bucket \d/.test(rest) && hardware !== '(incomplete)' && !line.isCut)
  ) {
    throw lineFault(line, 'an entry is expected («? (192.0.2.1) at 00:00:5e:00:53:01 on eth0»)');
  }
  const [, expires] = / expires in (\d{1,9}) seconds/.exec(rest) ?? [];
  return {
    address,
    ...(name !== '?' && { hostName: name }),
    ...hardwareFrom(line, hardware),
    ...(device !== undefined && { interface: device }),
    isPermanent: / PERM\b| permanent\b/.test(rest),
    isPublished: / PUB\b| published\b/.test(rest),
    ...(expires !== undefined && { expiresSeconds: Number(expires) }),
  };
}

/** A table for each interface of ours: its own address, the names of the columns, the entries. */
function readWindows(lines: readonly OutputLine[]): ReturnType<typeof readRows<ArpEntry>> {
  let [ours, isHeading] = ['', false];
  const entries = readRows(lines, (line): ArpEntry | undefined => {
    const [, address] = WINDOWS_INTERFACE.exec(line.text) ?? [];
    if (address !== undefined) ours = address;
    // The names of the columns, whatever the language.
    if (address !== undefined || (isHeading && !/\d/.test(line.text))) {
      isHeading = address !== undefined;
      return undefined;
    }
    isHeading = false;
    return readWindowsRow(line, ours);
  });
  return { ...entries, rows: entries.rows.filter((entry) => entry !== undefined) };
}

function readWindowsRow(line: OutputLine, ours: string): ArpEntry {
  const [, host, hardware, type = ''] = WINDOWS_ROW.exec(line.text) ?? [];
  if (host === undefined || !isAddress(host)) throw lineFault(line, 'an entry of Windows is expected');
  return {
    address: host,
    ...hardwareFrom(line, hardware),
    interface: ours,
    isPermanent: /^stati/i.test(type),
    isPublished: false,
  };
}

/** BSD leaves out leading zeros, Windows writes dashes. */
function hardwareFrom(line: OutputLine, text: string | undefined): Pick<ArpEntry, 'hardwareAddress'> {
  // `<from_interface>` and `*`: ours, for a proxy entry.
  if (text === undefined || /^[<(*]/.test(text)) return {};
  const pairs = text.toLowerCase().split(/[:-]/);
  if (!pairs.every((pair) => /^[\da-f]{1,2}$/.test(pair)) || pairs.length < 2) {
    throw lineFault(line, 'a hardware address is expected');
  }
  return { hardwareAddress: pairs.map((pair) => pair.padStart(2, '0')).join(':') };
}
