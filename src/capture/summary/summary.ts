import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import type { CapturedPacket } from '../captured-packet.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Layer } from '../layers/layer.js';
import { Outline } from '../outline.js';
import { infoOf } from './summary-info.js';

/** One line about a packet, as a list of packets shows it. */
export interface PacketSummary {
  readonly number: number;
  /** Seconds since the first packet of the context; since 1970 without one. */
  readonly timeSeconds: number;
  readonly source: string;
  readonly destination: string;
  /** The last protocol that Sonde knows, such as `TCP` or `DNS`. */
  readonly protocol: string;
  /** Bytes on the wire. */
  readonly lengthBytes: number;
  readonly info: string;
}

/** What the lines of a capture share: when it began, and where each TCP conversation counts from. */
export class SummaryContext {
  private first: { readonly seconds: number; readonly nanoseconds: number } | undefined;
  private readonly starts = new Map<string, number>();

  /** @param outline walks through the packets: whoever has walked through them already gives its own */
  constructor(readonly outline = new Outline()) {}

  /** Seconds since the first packet it was asked about. */
  elapsedSeconds({ seconds, nanoseconds }: CapturedPacket): number {
    this.first ??= { seconds, nanoseconds };
    return seconds - this.first.seconds + (nanoseconds - this.first.nanoseconds) / 1e9;
  }

  /**
   * A sequence number counted from the first of its direction, as Wireshark does.
   *
   * @param direction names the direction of the conversation
   * @param first what to count from where nothing was seen yet
   */
  relative(direction: string, number: number, first: number, opens: boolean): number {
    if (opens || (!this.starts.has(direction) && this.starts.size < MAX_DIRECTIONS)) {
      this.starts.set(direction, first);
    }
    return (number - (this.starts.get(direction) ?? first)) >>> 0;
  }
}

/** What keeps the memory of a context bounded; beyond, new conversations count from their own packet. */
const MAX_DIRECTIONS = 200_000;

const names: Readonly<Record<string, string>> = {
  ip: 'IPv4',
  ipv6: 'IPv6',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  'ipv6.hopopts': 'IPv6',
  'ipv6.routing': 'IPv6',
  'ipv6.fraghdr': 'IPv6',
  'ipv6.dstopts': 'IPv6',
  eth: 'Ethernet',
  ieee8021ad: '802.1ad',
  null: 'NULL',
};

/**
 * One line about a packet: time, addresses, protocol, length, and what it says.
 *
 * @param packet a packet of a capture
 * @param context the same for all the packets of a capture, in their order: times and TCP numbers are then relative
 * @param known what earlier packets say about it, as a display filter takes it: numbers and verdicts of TCP are then its own
 * @see the columns of tshark(1)
 * @example
 * ```ts
 * import { summarise } from 'sonde/capture';
 * import { encodeUdp, encodeIpv4 } from 'sonde/packet';
 *
 * const ends = { source: '192.0.2.1', destination: '192.0.2.2' };
 * const payload = encodeUdp({ sourcePort: 50000, destinationPort: 9, data: Uint8Array.of(1) }, ends);
 * const bytes = encodeIpv4({ ...ends, protocol: 17, payload });
 * const packet = { number: 1, seconds: 0, nanoseconds: 0, capturedLength: 29, originalLength: 29, linkType: 101, bytes };
 * const { source, protocol, info } = summarise(packet);
 * console.log(source, protocol, info); // → 192.0.2.1 UDP 50000 → 9 Len=1
 * ```
 */
export function summarise(
  packet: CapturedPacket,
  context?: SummaryContext,
  known?: FieldContext,
): PacketSummary {
  const outline = (context?.outline ?? new Outline()).trace(packet);
  const main = mainLayer(outline);
  const address = addressLayer(outline);
  return {
    number: packet.number,
    timeSeconds: context?.elapsedSeconds(packet) ?? packet.seconds + packet.nanoseconds / 1e9,
    source: addressOf(outline, address, 'source'),
    destination: addressOf(outline, address, 'destination'),
    protocol: names[main.protocol] ?? main.protocol.toUpperCase(),
    lengthBytes: packet.originalLength,
    info: infoOf(main, outline, context, known),
  };
}

/** The last layer that is neither bare data nor inside a quote. */
function mainLayer(outline: Outline): Layer {
  let main = outline.layers[0];
  for (let i = 1; i < outline.count; i++) {
    const layer = outline.layers[i];
    if (!layer || layer.quoted) break;
    if (layer.protocol !== 'data') main = layer;
  }
  if (!main) throw new RangeError('an outline has a layer');
  return main;
}

/** The last layer with addresses outside of a quote. */
function addressLayer(outline: Outline): Layer | undefined {
  for (let i = outline.count - 1; i >= 0; i--) {
    const layer = outline.layers[i];
    if (!layer || layer.quoted) continue;
    if (layer.network === i || (layer.protocol === 'eth' && layer.end - layer.start >= 14)) return layer;
  }
  return undefined;
}

function addressOf({ bytes }: Outline, layer: Layer | undefined, end: 'source' | 'destination'): string {
  if (!layer) return '';
  const { start } = layer;
  if (layer.protocol === 'ip') return ipv4Text(bytes, start + (end === 'source' ? 12 : 16));
  if (layer.protocol === 'ipv6') return ipv6Text(bytes, start + (end === 'source' ? 8 : 24));
  const mac = macText(bytes, start + (end === 'source' ? 6 : 0));
  return mac === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : mac;
}
