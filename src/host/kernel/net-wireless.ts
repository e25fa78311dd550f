import { ParseError } from '../../parse-error.js';
import type { KernelFile } from './kernel-file.js';
import {
  type Field,
  type FieldReader,
  type KernelLine,
  decimalField,
  fieldFault,
  hexField,
  kernelLines,
  newWords,
  signedField,
} from './kernel-line.js';

/** A line of /proc/net/wireless: how well a Wi-Fi interface receives. */
export interface WirelessQuality {
  /** Such as `wlan0`. */
  readonly interface: string;
  /** State that the driver gives, without common meaning. */
  readonly status: number;
  /** Quality of the link, most often out of 70. */
  readonly link: WirelessMeasure;
  /** Strength of the signal: dBm when negative, otherwise the driver's own units. */
  readonly level: WirelessMeasure;
  /** Strength of the noise, in the same units; -256 when the driver does not know it. */
  readonly noise: WirelessMeasure;
  /** Packets thrown away because they belonged to another network. */
  readonly discardedNetworkId: number;
  /** Packets thrown away because they could not be decrypted. */
  readonly discardedCrypt: number;
  /** Packets thrown away because they could not be put together again. */
  readonly discardedFragment: number;
  /** Packets given up after too many retries. */
  readonly discardedRetry: number;
  /** Packets thrown away for other reasons. */
  readonly discardedMisc: number;
  /** Beacons of the access point that did not come. */
  readonly missedBeacons: number;
  /** Words after those, of a newer kernel; absent when there are none. */
  readonly others?: readonly string[];
}

/** A measure, and whether it is new since the last reading (the kernel writes a dot after it then). */
export interface WirelessMeasure {
  readonly value: number;
  readonly updated: boolean;
}

/**
 * /proc/net/wireless: how well Wi-Fi interfaces receive. A kernel that knows no Wi-Fi has no such file.
 *
 * @see net/wireless/wext-proc.c, wireless_seq_printf_stats
 * @example
 * ```ts
 * import { netWireless } from 'sonde/host';
 *
 * const [wifi] = netWireless.parse(`Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 *  face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 *  wlan0: 0000   54.  -56.  -256        0      0      0      2    239        0
 * `);
 * console.log(wifi?.level.value, wifi?.discardedRetry); // → -56 2
 * ```
 */
export const netWireless: KernelFile<readonly WirelessQuality[]> = {
  path: 'net/wireless',
  parse(text) {
    const [title, names, ...lines] = kernelLines(text);
    if (!title || !names) throw new ParseError('the two lines of heading are missing', text.length);
    if (!/^Inter-\| sta-\|/.test(title.text)) throw title.fault('not the heading of wireless');
    if (!/^\s*face \| tus \|/.test(names.text)) throw names.fault('not the second heading of wireless');
    return lines.map(qualityOf);
  },
};

function qualityOf(line: KernelLine): WirelessQuality {
  const { name, words } = line.named(':', 'last');
  return {
    interface: name.text,
    status: hexField(words.next('the status')),
    link: measureOf(words.next('the quality of the link')),
    level: measureOf(words.next('the level')),
    noise: measureOf(words.next('the noise')),
    ...discardsOf(words),
    missedBeacons: decimalField(words.next('the missed beacons')),
    ...newWords(words),
  };
}

function discardsOf(
  words: FieldReader,
): Pick<WirelessQuality, Extract<keyof WirelessQuality, `discarded${string}`>> {
  return {
    discardedNetworkId: decimalField(words.next('nwid')),
    discardedCrypt: decimalField(words.next('crypt')),
    discardedFragment: decimalField(words.next('frag')),
    discardedRetry: decimalField(words.next('retry')),
    discardedMisc: decimalField(words.next('misc')),
  };
}

function measureOf(field: Field): WirelessMeasure {
  const updated = field.text.endsWith('.');
  const text = updated ? field.text.slice(0, -1) : field.text;
  if (text.length > 6) throw fieldFault(field, 'a measure such as 54.');
  return { value: signedField({ ...field, text }), updated };
}
