import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { hexDigits } from '../../packet/hex.js';
import { macText } from '../../packet/ethernet.js';
import { uint16, uint32, uint8 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import type { CapturedPacket } from '../capture.js';
import { type FieldContext, numberIn } from '../conversations/tracked-fields.js';
import { dhcpMessageNames, dhcpMessageType } from '../layers/dhcp.js';
import { ipv4Destination } from '../layers/destination.js';
import { headLines, looksLikeHttp } from '../layers/http.js';
import { showProtocolNumber } from '../layers/ip.js';
import type { Layer } from '../layers/layer.js';
import { ntpModeNames } from '../layers/ntp.js';
import { layerModules } from '../layers/registry.js';
import { isRecord, tlsMessages } from '../layers/tls.js';
import { Outline } from '../outline.js';
import { dnsInfo } from './summary-dns.js';
import { icmpInfo, icmpv6Info } from './summary-icmp.js';
import { tcpInfo, verdictsText } from './summary-tcp.js';

/** One line about a packet, as a list of packets shows it. */
export interface PacketSummary {
  readonly number: number;
  /** Seconds since the first packet of the capture; since 1970 for a packet alone. */
  readonly timeSeconds: number;
  readonly source: string;
  readonly destination: string;
  /** The last protocol that Sonde knows, such as `TCP` or `DNS`. */
  readonly protocol: string;
  /** Bytes on the wire. */
  readonly lengthBytes: number;
  readonly info: string;
}

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
 * One line about a packet taken alone: time, addresses, protocol, length, and what it says. Of a whole capture,
 * `listing` counts times and TCP numbers from the first packet.
 *
 * @param packet a packet of a capture
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
export function summarise(packet: CapturedPacket): PacketSummary {
  return summaryOf(packet, new Outline().trace(packet), {});
}

/**
 * The same of a packet of a capture whose conversations are followed.
 *
 * @param outline that has traced the packet
 * @param known what the packets before say about it
 */
export function summaryOf(packet: CapturedPacket, outline: Outline, known: FieldContext): PacketSummary {
  const main = mainLayer(outline);
  const address = addressLayer(outline);
  return {
    number: packet.number,
    timeSeconds: numberIn(known, 'frame.time_relative') ?? packet.seconds + packet.nanoseconds / 1e9,
    source: addressOf(outline, address, 'source'),
    destination: addressOf(outline, address, 'destination'),
    protocol: names[main.protocol] ?? main.protocol.toUpperCase(),
    lengthBytes: packet.originalLength,
    // Bytes that a wrong record gives may not be those of the packet.
    info: `${faultText(packet)}${infoOf(main, outline, known)}`,
  };
}

function faultText({ fault, capturedLength, originalLength }: CapturedPacket): string {
  const isLonger = capturedLength > originalLength;
  const said = fault ?? (isLonger ? 'longer in the file than on the wire' : undefined);
  return said === undefined ? '' : `[Wrong record: ${said}] `;
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
  if (layer.protocol === 'ip')
    return ipv4Text(bytes, end === 'source' ? start + 12 : ipv4Destination(bytes, start));
  if (layer.protocol === 'ipv6') return ipv6Text(bytes, start + (end === 'source' ? 8 : 24));
  const mac = macText(bytes, start + (end === 'source' ? 6 : 0));
  return mac === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : mac;
}

/** What a packet says, in the words of tshark as far as Sonde knows them. Never throws: a cut layer is said to be. */
function infoOf(layer: Layer, outline: Outline, known: FieldContext): string {
  try {
    return infoOfWhole(layer, outline, known);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return layer.end < layer.wireEnd ? '[Packet size limited during capture]' : '[Malformed Packet]';
  }
}

function infoOfWhole(layer: Layer, outline: Outline, known: FieldContext): string {
  const bytes = outline.bytes.length === layer.end ? outline.bytes : outline.bytes.subarray(0, layer.end);
  const { start, end } = layer;
  const verdicts = layer.protocol === 'tls' ? verdictsText(known) : '';
  switch (layer.protocol) {
    case 'tcp':
      return unfinishedInfo(tcpInfo(layer, bytes, known), outline.unfinished);
    case 'udp':
      return udpInfo(bytes, start, outline.networkOf(layer));
    case 'arp':
      return arpInfo(bytes, start);
    case 'icmp':
      return icmpInfo(bytes, layer, outline.networkOf(layer), known);
    case 'icmpv6':
      return icmpv6Info(bytes, layer, outline.networkOf(layer), known);
    case 'dns':
    case 'mdns':
    case 'llmnr':
      return dnsInfo(bytes.subarray(layer.network >= 0 && isTcp(outline, layer) ? start + 2 : start));
    case 'dhcp': {
      const type = dhcpMessageNames[dhcpMessageType(bytes, start, end) ?? 0];
      return `DHCP ${type ?? 'message'} - Transaction ID 0x${uint32(bytes, start + 4).toString(16)}`;
    }
    case 'http':
      return `${verdictsText(known)}${httpInfos(outline)}`;
    case 'ssdp':
      return httpInfo(bytes, start, end);
    case 'tls':
      return `${verdicts === '' ? '' : `${verdicts}, `}${
        isRecord(bytes, start, end)
          ? tlsMessages(bytes, start, end, layer.enciphered).join(', ')
          : 'Continuation Data'
      }`;
    case 'ntp':
      return ntpInfo(bytes, start);
    case 'ip':
      return layer.fragment ? ipFragmentInfo(bytes, start) : layerModules.ip.title;
    case 'ipv6.fraghdr':
      return ipv6FragmentInfo(bytes, start);
    default:
      return layerModules[layer.protocol].title;
  }
}

/** Of a segment that is but a part of a message, Wireshark writes no more where the message begins. */
function unfinishedInfo(info: string, unfinished: Outline['unfinished']): string {
  const said = '[TCP segment of a reassembled PDU]';
  if (unfinished === undefined) return info;
  return unfinished === 'first' ? info.replace(/^((?:\[TCP [^\]]+\] )*).*/, `$1${said}`) : `${info} ${said}`;
}

function isTcp(outline: Outline, layer: Layer): boolean {
  return outline.layers[outline.layers.indexOf(layer) - 1]?.protocol === 'tcp';
}

/** `50000 → 9 Len=1`; a length that cannot be is said to be so. */
function udpInfo(bytes: Uint8Array, start: number, network: Layer | undefined): string {
  const length = uint16(bytes, start + 4);
  const ports = `${uint16(bytes, start)} → ${uint16(bytes, start + 2)}`;
  if (length < 8) return `${ports} [BAD UDP LENGTH ${length} < 8]`;
  // Of a datagram in fragments, the header is not that of the packet in which it is whole.
  const room = network && start < network.wireEnd && !network.fragment ? network.wireEnd - start : length;
  const beyond = length > room ? ` [BAD UDP LENGTH ${length} > IP PAYLOAD LENGTH]` : '';
  return `${ports}${beyond} Len=${length - 8}`;
}

function ntpInfo(bytes: Uint8Array, start: number): string {
  const first = uint8(bytes, start);
  const said = `NTP Version ${(first >> 3) & 7}, ${ntpModeNames[first & 7] ?? 'reserved'}`;
  if ((first & 7) !== 7) return said;
  const request = { 20: 'MON_GETLIST', 42: 'MON_GETLIST_1' }[uint8(bytes, start + 3)];
  return `${said}, ${first < 0x80 ? 'Request' : 'Response'}${request === undefined ? '' : `, ${request}`}`;
}

function ipFragmentInfo(bytes: Uint8Array, start: number): string {
  const identification = hexDigits(uint16(bytes, start + 4), 4);
  const protocol = showProtocolNumber(uint8(bytes, start + 9)).replace(/ \((\d+)\)$/, ' $1');
  const offset = (uint16(bytes, start + 6) & 0x1fff) * 8;
  return `Fragmented IP protocol (proto=${protocol}, off=${offset}, ID=${identification})`;
}

function ipv6FragmentInfo(bytes: Uint8Array, start: number): string {
  const offsetAndMore = uint16(bytes, start + 2);
  const more = (offsetAndMore & 1) === 0 ? 'n' : 'y';
  const identification = hexDigits(uint32(bytes, start + 4), 8);
  return `IPv6 fragment (off=${offsetAndMore & 0xfff8} more=${more} ident=0x${identification} nxt=${uint8(bytes, start)})`;
}

/** Heads of more bytes than this are read no further for a line. */
const MAX_HTTP_HEAD = 16_384;

/** Of each head that the packet has. */
function httpInfos({ bytes, layers, count }: Outline): string {
  let infos = '';
  for (let i = 0; i < count; i++) {
    const layer = layers[i];
    if (layer?.protocol !== 'http' || layer.quoted) continue;
    const { start, end, wireEnd } = layer;
    infos += looksLikeHttp(bytes, start, end, wireEnd) ? httpInfo(bytes, start, end) : 'Continuation';
  }
  return infos;
}

/** The first line, and of a response the kind of body that comes with it. */
function httpInfo(bytes: Uint8Array, start: number, end: number): string {
  const lines = headLines(bytes, start, Math.min(end, start + MAX_HTTP_HEAD));
  const first = `${(lines[0]?.text ?? '').slice(0, 200).replace(/[^\x20-\x7e]/g, '\ufffd')} `;
  const last = lines.at(-1);
  const hasBody = last?.text === '' && last.start + last.length < end;
  if (!hasBody) return first;
  const header = lines.find(({ text }) => /^content-type:/i.test(text))?.text;
  const type =
    header === undefined ? undefined : /^[\w-]{1,20}:\s*([\w.+-]{1,60}\/[\w.+-]{1,80})/.exec(header)?.[1];
  return type === undefined ? first : `${first} (${type})`;
}

function arpInfo(bytes: Uint8Array, start: number): string {
  const sender = ipv4Text(bytes, start + 14);
  const target = ipv4Text(bytes, start + 24);
  if (uint16(bytes, start + 6) === 2) return `${sender} is at ${macText(bytes, start + 8)}`;
  return sender === target ? `ARP Announcement for ${target}` : `Who has ${target}? Tell ${sender}`;
}
