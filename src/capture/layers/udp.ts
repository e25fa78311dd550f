import { uint16 } from '../../packet/octets.js';
import {
  checksumStatus,
  isPartialChecksum,
  partialChecksum,
  pseudoHeaderChecksum,
  showChecksumStatus,
} from './checksum.js';
import { looksLikeDns } from './dns.js';
import { field, hexadecimal } from './field.js';
import type { Layer, LayerModule, LayerStack, ProtocolName } from './layer.js';

const UDP = 17;
const HEADER = 8;
const DNS_HEADER = 12;
const DNS_FIRST_WORDS = 4;

/** The ports where Wireshark expects these protocols. */
const protocols: Readonly<Record<number, ProtocolName>> = {
  53: 'dns',
  67: 'dhcp',
  68: 'dhcp',
  123: 'ntp',
  1900: 'ssdp',
  5353: 'mdns',
  5355: 'llmnr',
};
/** Those that are messages of the DNS. */
const messages: ReadonlySet<ProtocolName> = new Set(['dns', 'mdns', 'llmnr']);

const fields = {
  source: field.number('udp.srcport', 'Source Port', 'Le port du programme qui a émis.', {
    also: ['udp.port'],
  }),
  destination: field.number('udp.dstport', 'Destination Port', 'Le port du programme à qui c’est destiné.', {
    also: ['udp.port'],
  }),
  length: field.number('udp.length', 'Length', 'La longueur du datagramme, en-tête compris, en octets.'),
  checksum: field.number(
    'udp.checksum',
    'Checksum',
    'La somme de contrôle du datagramme et des adresses ; 0 quand l’émetteur n’en met pas.',
    { show: hexadecimal(4) },
  ),
  checksumStatus: field.number(
    'udp.checksum.status',
    'Checksum Status',
    'La somme de contrôle du datagramme est-elle juste ?',
    { show: showChecksumStatus },
  ),
  checksumPartial: partialChecksum('udp.checksum.partial'),
  payload: field.bytes('udp.payload', 'Payload', 'Les données portées par le datagramme.'),
};

/** The User Datagram Protocol (RFC 768). */
export const udp: LayerModule = {
  protocol: 'udp',
  title: 'User Datagram Protocol',
  about: 'Le transport sans connexion : un datagramme part, rien ne dit s’il arrive.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const { start } = layer;
    if (layer.end - start < HEADER) return;
    const { bytes } = stack;
    const length = uint16(bytes, start + 4);
    if (length < HEADER) return;
    layer.payload = start + HEADER;
    // A fragment holds less than the length says; anything else holds no more.
    layer.wireEnd = Math.min(layer.wireEnd, start + length);
    layer.end = Math.min(layer.end, layer.wireEnd);
    const source = uint16(bytes, start);
    const destination = uint16(bytes, start + 2);
    const expected = protocols[Math.min(source, destination)] ?? protocols[Math.max(source, destination)];
    const protocol = expected ?? (looksLikeDns(bytes, layer.payload, layer.end) ? 'dns' : 'data');
    // Wireshark shows no DNS where there is less than the header of a message; in a quote, less than its first words.
    const least = layer.quoted ? DNS_FIRST_WORDS : DNS_HEADER;
    if (!messages.has(protocol) || layer.wireEnd - layer.payload >= least) stack.enter(protocol, layer);
  },

  dissect(layer, sink, stack) {
    const { start, end } = layer;
    sink.need(start, 4);
    sink.add(fields.source, start, 2);
    sink.add(fields.destination, start + 2, 2);
    sink.add(fields.length, start + 4, 2);
    sink.need(start + 4, 2);
    if (uint16(sink.bytes, start + 4) < HEADER) sink.need(end, 1);
    sink.add(fields.checksum, start + 6, 2);
    if (sink.wants(fields.checksumStatus) || sink.wants(fields.checksumPartial)) {
      const status = verdict(layer, stack);
      sink.put(fields.checksumStatus, start + 6, 0, status);
      const length = uint16(sink.bytes, start + 4);
      if (status === checksumStatus.bad && isPartialChecksum(layer, stack, UDP, length, start + 6))
        sink.put(fields.checksumPartial, start + 6, 0, true);
    }
    if (end > start + HEADER) sink.add(fields.payload, start + HEADER, end - start - HEADER);
  },
};

function verdict(layer: Layer, stack: LayerStack): number {
  if (uint16(stack.bytes, layer.start + 6) === 0) {
    // Only IPv4 may go without (RFC 8200, section 8.1).
    return stack.networkOf(layer)?.protocol === 'ipv6' ? checksumStatus.illegal : checksumStatus.notPresent;
  }
  return pseudoHeaderChecksum(layer, stack, UDP, uint16(stack.bytes, layer.start + 4));
}
