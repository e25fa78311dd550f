import { ipv4Text } from '../packet/address.js';
import { readDnsName } from '../packet/dns/name.js';
import { macText } from '../packet/mac-address.js';
import { uint16, uint32, uint8 } from '../packet/octets.js';
import { ParseError } from '../parse-error.js';
import type { FieldContext } from './field-context.js';
import { dhcpMessageNames, dhcpMessageType } from './layers/dhcp.js';
import { dnsTypeNames } from './layers/dns-fields.js';
import { headLines, looksLikeHttp } from './layers/http-text.js';
import { icmpTitle } from './layers/icmp.js';
import { icmpv6Title } from './layers/icmpv6.js';
import type { Layer } from './layers/layer.js';
import { layerModules } from './layers/registry.js';
import { isRecord, tlsContentNames } from './layers/tls.js';
import type { Outline } from './outline.js';
import type { SummaryContext } from './summary.js';
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
      return icmpInfo(bytes, start, icmpTitle);
    case 'icmpv6':
      return icmpInfo(bytes, start, icmpv6Title);
    case 'dns':
      return dnsInfo(bytes.subarray(layer.network >= 0 && isTcp(outline, layer) ? start + 2 : start));
    case 'dhcp': {
      const type = dhcpMessageNames[dhcpMessageType(bytes, start, end) ?? 0];
      return `DHCP ${type ?? 'message'} - Transaction ID 0x${uint32(bytes, start + 4).toString(16)}`;
    }
    case 'http':
      return looksLikeHttp(bytes, start, end) ? firstLine(bytes, start, end) : 'Continuation';
    case 'tls':
      return isRecord(bytes, start, end) ? tlsInfo(bytes, start) : 'Continuation Data';
    case 'ntp':
      return `NTP Version ${(uint8(bytes, start) >> 3) & 7}`;
    case 'ip':
    case 'ipv6.fraghdr':
      return layer.fragment ? 'Fragmented IP protocol' : layerModules[layer.protocol].title;
    default:
      return layerModules[layer.protocol].title;
  }
}

function isTcp(outline: Outline, layer: Layer): boolean {
  return outline.layers[outline.layers.indexOf(layer) - 1]?.protocol === 'tcp';
}

function firstLine(bytes: Uint8Array, start: number, end: number): string {
  const line = headLines(bytes, start, Math.min(end, start + 200))[0]?.text ?? '';
  return `${line.replace(/[^\x20-\x7e]/g, '\ufffd')} `;
}

function tlsInfo(bytes: Uint8Array, start: number): string {
  const handshake = uint8(bytes, start) === 22 && uint8(bytes, start + 5) === 1;
  return handshake ? 'Client Hello' : (tlsContentNames[uint8(bytes, start)] ?? '');
}

function arpInfo(bytes: Uint8Array, start: number): string {
  const sender = ipv4Text(bytes, start + 14);
  const target = ipv4Text(bytes, start + 24);
  if (uint16(bytes, start + 6) === 2) return `${sender} is at ${macText(bytes, start + 8)}`;
  return sender === target ? `ARP Announcement for ${target}` : `Who has ${target}? Tell ${sender}`;
}

function icmpInfo(bytes: Uint8Array, start: number, title: (type: number, code: number) => string): string {
  const type = uint8(bytes, start);
  const echo = { 0: 'reply', 8: 'request', 128: 'request', 129: 'reply' }[type];
  if (echo === undefined) return title(type, uint8(bytes, start + 1));
  const identifier = uint16(bytes, start + 4)
    .toString(16)
    .padStart(4, '0');
  return `Echo (ping) ${echo}  id=0x${identifier}, seq=${uint16(bytes, start + 6)}`;
}

function dnsInfo(message: Uint8Array): string {
  const id = `0x${uint16(message, 0).toString(16).padStart(4, '0')}`;
  const response = (uint16(message, 2) & 0x8000) !== 0;
  const opening = `Standard query ${response ? 'response ' : ''}${id}`;
  if (uint16(message, 4) === 0) return opening;
  const { name, end } = readDnsName(message, 12);
  const type = uint16(message, end);
  return `${opening} ${dnsTypeNames[type] ?? `TYPE${type}`} ${name}`;
}
