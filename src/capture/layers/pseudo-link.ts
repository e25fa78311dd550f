import { uint16, uint32 } from '../../packet/octets.js';
import { linkType } from '../capture.js';
import { protocolOfEtherType, showEtherType } from './eth.js';
import { type FieldSink, field, littleUint32, named } from './field.js';
import type { LayerModule, ProtocolName } from './layer.js';

/*
 * What a frame begins with where the capture has no header of a real link: sll, raw, null.
 */

/** The hardware types of Linux (ARPHRD_ETHER, ARPHRD_LOOPBACK) whose addresses are MAC addresses. */
const ETHERNET_LIKE = new Set([1, 772]);

const fields = {
  packetType: field.number(
    'sll.pkttype',
    'Packet type',
    'Le sens du paquet : reçu, diffusé, ou émis par cette machine.',
    {
      show: named({
        0: 'Unicast to us',
        1: 'Broadcast',
        2: 'Multicast',
        3: 'Unicast to another host',
        4: 'Sent by us',
      }),
    },
  ),
  hardwareType: field.number(
    'sll.hatype',
    'Link-layer address type',
    'La sorte de lien, selon les numéros ARPHRD de Linux.',
  ),
  addressLength: field.number(
    'sll.halen',
    'Link-layer address length',
    'La longueur de l’adresse de l’émetteur sur le lien.',
  ),
  source: field.ether('sll.src.eth', 'Source', 'L’adresse MAC de la carte qui a émis le paquet sur ce lien.'),
  protocol: field.number('sll.etype', 'Protocol', 'Le protocole transporté.', { show: showEtherType }),
  interfaceIndex: field.number(
    'sll.ifindex',
    'Interface index',
    'Le numéro de l’interface où le paquet a été vu.',
  ),
};

/** What `tcpdump -i any` writes instead of a link header (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2). */
export const sll: LayerModule = {
  protocol: 'sll',
  title: 'Linux cooked capture',
  about: 'L’en-tête que Linux invente quand on capture sur toutes les interfaces à la fois.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const version2 = stack.linkType === linkType.linuxSll2;
    const header = version2 ? 20 : 16;
    if (layer.end - layer.start < header) return;
    layer.payload = layer.start + header;
    stack.enter(protocolOfEtherType(uint16(stack.bytes, layer.start + (version2 ? 0 : 14))), layer);
  },

  dissect({ start }, sink, stack) {
    if (stack.linkType === linkType.linuxSll2) {
      sink.add(fields.protocol, start, 2);
      sink.add(fields.interfaceIndex, start + 4, 4);
      sink.add(fields.hardwareType, start + 8, 2);
      sink.add(fields.packetType, start + 10, 1);
      sink.add(fields.addressLength, start + 11, 1);
      putSource(sink, start + 12, start + 8, sink.bytes[start + 11] ?? 0);
    } else {
      sink.add(fields.packetType, start, 2);
      sink.add(fields.hardwareType, start + 2, 2);
      sink.add(fields.addressLength, start + 4, 2);
      putSource(sink, start + 6, start + 2, sink.bytes[start + 5] ?? 0);
      sink.add(fields.protocol, start + 14, 2);
    }
  },
};

function putSource(sink: FieldSink, offset: number, hardwareType: number, length: number): void {
  if (length === 6 && ETHERNET_LIKE.has(uint16(sink.bytes, hardwareType))) sink.add(fields.source, offset, 6);
}

/** No link header: the frame is an IP packet (LINKTYPE_RAW, _IPV4, _IPV6). */
export const raw: LayerModule = {
  protocol: 'raw',
  title: 'Raw packet data',
  about: 'Pas d’en-tête de lien : la capture commence au paquet IP.',
  fields: [],

  follow(layer, stack) {
    layer.payload = layer.start;
    stack.enter(protocolOf(layer.end > layer.start ? (stack.bytes[layer.start] ?? 0) >> 4 : 0), layer);
  },

  dissect() {
    // A layer without a byte of its own.
  },
};

function protocolOf(version: number): ProtocolName {
  if (version === 4) return 'ip';
  return version === 6 ? 'ipv6' : 'data';
}

const LOOPBACK_HEADER = 4;

const loopbackFields = {
  family: field.number(
    'null.family',
    'Family',
    'La famille d’adresses du paquet, selon les numéros du système qui a capturé.',
    { show: named({ 2: 'IP', 24: 'IPv6', 28: 'IPv6', 30: 'IPv6' }) },
  ),
};

/** What BSD writes for its loopback: an address family in the byte order of the machine (LINKTYPE_NULL, _LOOP). */
export const loopback: LayerModule = {
  protocol: 'null',
  title: 'Null/Loopback',
  about: 'L’en-tête de l’interface de bouclage sur BSD et macOS.',
  fields: Object.values(loopbackFields),

  follow(layer, stack) {
    if (layer.end - layer.start < LOOPBACK_HEADER) return;
    layer.payload = layer.start + LOOPBACK_HEADER;
    stack.enter(protocolOfFamily(familyAt(stack.bytes, layer.start)), layer);
  },

  dissect({ start }, sink) {
    sink.need(start, LOOPBACK_HEADER);
    sink.put(loopbackFields.family, start, LOOPBACK_HEADER, familyAt(sink.bytes, start));
  },
};

/** No family has a number of more than 16 bits: a greater one was written in the other byte order. */
function familyAt(bytes: Uint8Array, offset: number): number {
  const family = uint32(bytes, offset);
  return family <= 0xffff ? family : littleUint32(bytes, offset);
}

/** AF_INET is 2 everywhere; AF_INET6 is 24, 28 or 30 (NetBSD, FreeBSD, macOS). */
function protocolOfFamily(family: number): ProtocolName {
  if (family === 2) return 'ip';
  return family === 24 || family === 28 || family === 30 ? 'ipv6' : 'data';
}
