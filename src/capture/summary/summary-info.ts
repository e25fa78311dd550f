import { ipv4Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import { uint16, uint32, uint8 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import type { FieldContext } from '../fields/field-context.js';
import { dhcpMessageNames, dhcpMessageType } from '../layers/dhcp.js';
import { headLines, looksLikeHttp } from '../layers/http-text.js';
import { showProtocolNumber } from '../layers/ip-protocol.js';
import type { Layer } from '../layers/layer.js';
import { layerModules } from '../layers/registry.js';
import { isRecord, tlsMessages } from '../layers/tls.js';
import type { Outline } from '../outline.js';
import type { SummaryContext } from './summary.js';
import { dnsInfo } from './summary-dns.js';
import { icmpInfo, icmpv6Info } from './summary-icmp.js';
import { tcpInfo } from './summary-tcp.js';

/** What a packet says, in the words of tshark as far as Sonde knows them. Never throws: a cut layer is said to be. */
export function infoOf(
  layer: Layer,
  outline: Outline,
  context: SummaryContext | undefined,
  known: FieldContext | undefined,
): string {
  try {
    return infoOfWhole(layer, outline, context, known);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return layer.end < layer.wireEnd ? '[Packet size limited during capture]' : '[Malformed Packet]';
  }
}

function infoOfWhole(
  layer: Layer,
  outline: Outline,
  context: SummaryContext | undefined,
  known: FieldContext | undefined,
): string {
  const bytes = outline.bytes.length === layer.end ? outline.bytes : outline.bytes.subarray(0, layer.end);
  const { start, end } = layer;
  switch (layer.protocol) {
    case 'tcp':
      return tcpInfo(layer, bytes, outline.networkOf(layer), context, known);
    case 'udp':
      return `${uint16(bytes, start)} → ${uint16(bytes, start + 2)} Len=${uint16(bytes, start + 4) - 8}`;
    case 'arp':
      return arpInfo(bytes, start);
    case 'icmp':
      return icmpInfo(bytes, layer, outline.networkOf(layer), known);
    case 'icmpv6':
      return icmpv6Info(bytes, layer, outline.networkOf(layer), known);
    case 'dns':
      return dnsInfo(bytes.subarray(layer.network >= 0 && isTcp(outline, layer) ? start + 2 : start));
    case 'dhcp': {
      const type = dhcpMessageNames[dhcpMessageType(bytes, start, end) ?? 0];
      return `DHCP ${type ?? 'message'} - Transaction ID 0x${uint32(bytes, start + 4).toString(16)}`;
    }
    case 'http':
      return looksLikeHttp(bytes, start, end, layer.wireEnd) ? httpInfo(bytes, start, end) : 'Continuation';
    case 'tls':
      return isRecord(bytes, start, end) ? tlsMessages(bytes, start, end).join(', ') : 'Continuation Data';
    case 'ntp':
      return ntpInfo(uint8(bytes, start));
    case 'ip':
      return layer.fragment ? ipFragmentInfo(bytes, start) : layerModules.ip.title;
    case 'ipv6.fraghdr':
      return ipv6FragmentInfo(bytes, start);
    default:
      return layerModules[layer.protocol].title;
  }
}

function isTcp(outline: Outline, layer: Layer): boolean {
  return outline.layers[outline.layers.indexOf(layer) - 1]?.protocol === 'tcp';
}

const ntpModes: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'symmetric active',
  2: 'symmetric passive',
  3: 'client',
  4: 'server',
  5: 'broadcast',
  6: 'control',
  7: 'private',
};

function ntpInfo(first: number): string {
  return `NTP Version ${(first >> 3) & 7}, ${ntpModes[first & 7] ?? ''}`;
}

function ipFragmentInfo(bytes: Uint8Array, start: number): string {
  const identification = uint16(bytes, start + 4)
    .toString(16)
    .padStart(4, '0');
  const protocol = showProtocolNumber(uint8(bytes, start + 9)).replace(/ \((\d+)\)$/, ' $1');
  const offset = (uint16(bytes, start + 6) & 0x1fff) * 8;
  return `Fragmented IP protocol (proto=${protocol}, off=${offset}, ID=${identification})`;
}

function ipv6FragmentInfo(bytes: Uint8Array, start: number): string {
  const offsetAndMore = uint16(bytes, start + 2);
  const more = (offsetAndMore & 1) === 0 ? 'n' : 'y';
  const identification = uint32(bytes, start + 4)
    .toString(16)
    .padStart(8, '0');
  return `IPv6 fragment (off=${offsetAndMore & 0xfff8} more=${more} ident=0x${identification} nxt=${uint8(bytes, start)})`;
}

/** Heads of more bytes than this are read no further for a line. */
const MAX_HTTP_HEAD = 2000;

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
