import { uint16, uint8 } from '../../packet/octets.js';
import { named } from '../fields/field.js';
import { showEtherType } from './ether-type.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const ETHERNET = 1;
const IPV4 = 0x0800;

const fields = {
  hardwareType: {
    name: 'arp.hw.type',
    label: 'Hardware type',
    kind: 'number',
    show: named({ 1: 'Ethernet' }),
    about: 'La sorte de lien.',
  },
  protocolType: {
    name: 'arp.proto.type',
    label: 'Protocol type',
    kind: 'number',
    show: showEtherType,
    about: 'La sorte d’adresse que l’on cherche à joindre.',
  },
  hardwareSize: {
    name: 'arp.hw.size',
    label: 'Hardware size',
    kind: 'number',
    about: 'La longueur d’une adresse du lien : 6 octets pour Ethernet.',
  },
  protocolSize: {
    name: 'arp.proto.size',
    label: 'Protocol size',
    kind: 'number',
    about: 'La longueur d’une adresse de protocole : 4 octets pour IPv4.',
  },
  opcode: {
    name: 'arp.opcode',
    label: 'Opcode',
    kind: 'number',
    show: named({ 1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply' }),
    about: 'Une question (1) ou une réponse (2).',
  },
  sourceMac: {
    name: 'arp.src.hw_mac',
    label: 'Sender MAC address',
    kind: 'ether',
    about: 'L’adresse MAC de qui parle.',
  },
  sourceIpv4: {
    name: 'arp.src.proto_ipv4',
    label: 'Sender IP address',
    kind: 'ipv4',
    about: 'L’adresse IPv4 de qui parle.',
  },
  targetMac: {
    name: 'arp.dst.hw_mac',
    label: 'Target MAC address',
    kind: 'ether',
    about: 'L’adresse MAC cherchée : des zéros dans une question.',
  },
  targetIpv4: {
    name: 'arp.dst.proto_ipv4',
    label: 'Target IP address',
    kind: 'ipv4',
    about: 'L’adresse IPv4 dont on demande la carte.',
  },
  sourceHardware: {
    name: 'arp.src.hw',
    label: 'Sender hardware address',
    kind: 'bytes',
    about: 'L’adresse de qui parle, sur un lien autre qu’Ethernet.',
  },
  sourceProtocol: {
    name: 'arp.src.proto',
    label: 'Sender protocol address',
    kind: 'bytes',
    about: 'L’adresse de qui parle, dans un protocole autre qu’IPv4.',
  },
  targetHardware: {
    name: 'arp.dst.hw',
    label: 'Target hardware address',
    kind: 'bytes',
    about: 'L’adresse cherchée, sur un lien autre qu’Ethernet.',
  },
  targetProtocol: {
    name: 'arp.dst.proto',
    label: 'Target protocol address',
    kind: 'bytes',
    about: 'L’adresse dont on demande la carte, dans un protocole autre qu’IPv4.',
  },
} as const;

/** Who has this address on this link (RFC 826). */
export const arp: LayerModule = {
  protocol: 'arp',
  title: 'Address Resolution Protocol',
  about: 'Le protocole qui demande, sur un lien, quelle carte porte une adresse IPv4.',
  fields: listOf(fields),

  follow(layer, outline) {
    const { start } = layer;
    if (layer.end - start < 8) return;
    const { bytes } = outline;
    const addresses = 2 * (uint8(bytes, start + 4) + uint8(bytes, start + 5));
    layer.payload = layer.end = Math.min(layer.end, start + 8 + addresses);
  },

  dissect({ start }, sink) {
    sink.add(fields.hardwareType, start, 2);
    sink.add(fields.protocolType, start + 2, 2);
    sink.add(fields.hardwareSize, start + 4, 1);
    sink.add(fields.protocolSize, start + 5, 1);
    sink.add(fields.opcode, start + 6, 2);
    const { bytes } = sink;
    const hardware = uint8(bytes, start + 4);
    const protocol = uint8(bytes, start + 5);
    const mac = hardware === 6 && uint16(bytes, start) === ETHERNET;
    const ipv4 = protocol === 4 && uint16(bytes, start + 2) === IPV4;
    sink.need(start + 8, 2 * (hardware + protocol));
    let at = start + 8;
    if (hardware > 0) sink.add(mac ? fields.sourceMac : fields.sourceHardware, at, hardware);
    at += hardware;
    if (protocol > 0) sink.add(ipv4 ? fields.sourceIpv4 : fields.sourceProtocol, at, protocol);
    at += protocol;
    if (hardware > 0) sink.add(mac ? fields.targetMac : fields.targetHardware, at, hardware);
    at += hardware;
    if (protocol > 0) sink.add(ipv4 ? fields.targetIpv4 : fields.targetProtocol, at, protocol);
  },
};
