import { uint16 } from '../../packet/octets.js';
import { named } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { protocolOfEtherType, showEtherType } from './ether-type.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const LINKTYPE_SLL2 = 276;
/** ARPHRD_ETHER and ARPHRD_LOOPBACK: an address of six bytes is a MAC address. */
const ETHERNET_LIKE = new Set([1, 772]);

const fields = {
  packetType: {
    name: 'sll.pkttype',
    label: 'Packet type',
    kind: 'number',
    show: named({
      0: 'Unicast to us',
      1: 'Broadcast',
      2: 'Multicast',
      3: 'Unicast to another host',
      4: 'Sent by us',
    }),
    about: 'Le sens du paquet : reçu, diffusé, ou émis par cette machine.',
  },
  hardwareType: {
    name: 'sll.hatype',
    label: 'Link-layer address type',
    kind: 'number',
    about: 'La sorte de lien, selon les numéros ARPHRD de Linux.',
  },
  addressLength: {
    name: 'sll.halen',
    label: 'Link-layer address length',
    kind: 'number',
    about: 'La longueur de l’adresse de l’émetteur sur le lien.',
  },
  source: {
    name: 'sll.src.eth',
    label: 'Source',
    kind: 'ether',
    about: 'L’adresse MAC de la carte qui a émis le paquet sur ce lien.',
  },
  protocol: {
    name: 'sll.etype',
    label: 'Protocol',
    kind: 'number',
    show: showEtherType,
    about: 'Le protocole transporté.',
  },
  interfaceIndex: {
    name: 'sll.ifindex',
    label: 'Interface index',
    kind: 'number',
    about: 'Le numéro de l’interface où le paquet a été vu.',
  },
} as const;

/** What `tcpdump -i any` writes instead of a link header (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2). */
export const sll: LayerModule = {
  protocol: 'sll',
  title: 'Linux cooked capture',
  about: 'L’en-tête que Linux invente quand on capture sur toutes les interfaces à la fois.',
  fields: listOf(fields),

  follow(layer, outline) {
    const version2 = outline.linkType === LINKTYPE_SLL2;
    const header = version2 ? 20 : 16;
    if (layer.end - layer.start < header) return;
    layer.payload = layer.start + header;
    outline.enter(protocolOfEtherType(uint16(outline.bytes, layer.start + (version2 ? 0 : 14))), layer);
  },

  dissect({ start }, sink, outline) {
    if (outline.linkType === LINKTYPE_SLL2) {
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
