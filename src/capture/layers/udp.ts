import { uint16 } from '../../packet/octets.js';
import { checksumStatus, hexadecimal, showChecksumStatus } from '../fields/field.js';
import type { Outline } from '../outline.js';
import { pseudoHeaderChecksum } from './checksum-verdict.js';
import type { Layer, LayerModule, ProtocolName } from './layer.js';
import { listOf } from './layer.js';

const UDP = 17;
const HEADER = 8;
const DNS_HEADER = 12;
const DNS_FIRST_WORDS = 4;

const fields = {
  source: {
    name: 'udp.srcport',
    label: 'Source Port',
    kind: 'number',
    also: ['udp.port'],
    about: 'Le port du programme qui a émis.',
  },
  destination: {
    name: 'udp.dstport',
    label: 'Destination Port',
    kind: 'number',
    also: ['udp.port'],
    about: 'Le port du programme à qui c’est destiné.',
  },
  length: {
    name: 'udp.length',
    label: 'Length',
    kind: 'number',
    about: 'La longueur du datagramme, en-tête compris, en octets.',
  },
  checksum: {
    name: 'udp.checksum',
    label: 'Checksum',
    kind: 'number',
    show: hexadecimal(4),
    about: 'La somme de contrôle du datagramme et des adresses ; 0 quand l’émetteur n’en met pas.',
  },
  checksumStatus: {
    name: 'udp.checksum.status',
    label: 'Checksum Status',
    kind: 'number',
    show: showChecksumStatus,
    about: 'La somme de contrôle du datagramme est-elle juste ?',
  },
  payload: {
    name: 'udp.payload',
    label: 'Payload',
    kind: 'bytes',
    about: 'Les données portées par le datagramme.',
  },
} as const;

/** The User Datagram Protocol (RFC 768). */
export const udp: LayerModule = {
  protocol: 'udp',
  title: 'User Datagram Protocol',
  about: 'Le transport sans connexion : un datagramme part, rien ne dit s’il arrive.',
  fields: listOf(fields),

  follow(layer, outline) {
    const { start } = layer;
    if (layer.end - start < HEADER) return;
    const { bytes } = outline;
    const length = uint16(bytes, start + 4);
    if (length < HEADER) return;
    layer.payload = start + HEADER;
    // A fragment holds less than the length says; anything else holds no more.
    layer.wireEnd = Math.min(layer.wireEnd, start + length);
    layer.end = Math.min(layer.end, layer.wireEnd);
    const source = uint16(bytes, start);
    const destination = uint16(bytes, start + 2);
    const low = protocolOfPort(Math.min(source, destination));
    const protocol = low === 'data' ? protocolOfPort(Math.max(source, destination)) : low;
    // Wireshark takes less than the header of a message for nothing at all; of a quote, less than its first words.
    const least = layer.quoted ? DNS_FIRST_WORDS : DNS_HEADER;
    if (protocol !== 'dns' || layer.wireEnd - layer.payload >= least) outline.enter(protocol, layer);
  },

  dissect(layer, sink, outline) {
    const { start, end } = layer;
    sink.need(start, 4);
    sink.add(fields.source, start, 2);
    sink.add(fields.destination, start + 2, 2);
    sink.add(fields.length, start + 4, 2);
    sink.need(start + 4, 2);
    if (uint16(sink.bytes, start + 4) < HEADER) sink.need(end, 1);
    sink.add(fields.checksum, start + 6, 2);
    if (sink.wants(fields.checksumStatus))
      sink.put(fields.checksumStatus, start + 6, 0, verdict(layer, outline));
    if (end > start + HEADER) sink.add(fields.payload, start + HEADER, end - start - HEADER);
  },
};

function verdict(layer: Layer, outline: Outline): number {
  if (uint16(outline.bytes, layer.start + 6) === 0) {
    // Only IPv4 may go without (RFC 8200, section 8.1).
    return outline.networkOf(layer)?.protocol === 'ipv6' ? checksumStatus.illegal : checksumStatus.notPresent;
  }
  return pseudoHeaderChecksum(layer, outline, UDP, uint16(outline.bytes, layer.start + 4));
}

function protocolOfPort(port: number): ProtocolName {
  switch (port) {
    case 53:
      return 'dns';
    case 67:
    case 68:
      return 'dhcp';
    case 123:
      return 'ntp';
    default:
      return 'data';
  }
}
