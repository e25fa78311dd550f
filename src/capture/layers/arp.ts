import { uint16, uint8 } from '../../packet/octets.js';
import { showEtherType } from './eth.js';
import { field, named } from './field.js';
import type { LayerModule } from './layer.js';

const ETHERNET = 1;
const IPV4 = 0x0800;

const fields = {
  hardwareType: field.number('arp.hw.type', 'Hardware type', 'La sorte de lien.', {
    show: named({ 1: 'Ethernet' }),
  }),
  protocolType: field.number(
    'arp.proto.type',
    'Protocol type',
    'La sorte d’adresse que l’on cherche à joindre.',
    { show: showEtherType },
  ),
  hardwareSize: field.number(
    'arp.hw.size',
    'Hardware size',
    'La longueur d’une adresse du lien : 6 octets pour Ethernet.',
  ),
  protocolSize: field.number(
    'arp.proto.size',
    'Protocol size',
    'La longueur d’une adresse de protocole : 4 octets pour IPv4.',
  ),
  opcode: field.number('arp.opcode', 'Opcode', 'Une question (1) ou une réponse (2).', {
    show: named({ 1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply' }),
  }),
  sourceMac: field.ether('arp.src.hw_mac', 'Sender MAC address', 'L’adresse MAC de qui parle.'),
  sourceIpv4: field.ipv4('arp.src.proto_ipv4', 'Sender IP address', 'L’adresse IPv4 de qui parle.'),
  targetMac: field.ether(
    'arp.dst.hw_mac',
    'Target MAC address',
    'L’adresse MAC cherchée : des zéros dans une question.',
  ),
  targetIpv4: field.ipv4(
    'arp.dst.proto_ipv4',
    'Target IP address',
    'L’adresse IPv4 dont on demande la carte.',
  ),
  sourceHardware: field.bytes(
    'arp.src.hw',
    'Sender hardware address',
    'L’adresse de qui parle, sur un lien autre qu’Ethernet.',
  ),
  sourceProtocol: field.bytes(
    'arp.src.proto',
    'Sender protocol address',
    'L’adresse de qui parle, dans un protocole autre qu’IPv4.',
  ),
  targetHardware: field.bytes(
    'arp.dst.hw',
    'Target hardware address',
    'L’adresse cherchée, sur un lien autre qu’Ethernet.',
  ),
  targetProtocol: field.bytes(
    'arp.dst.proto',
    'Target protocol address',
    'L’adresse dont on demande la carte, dans un protocole autre qu’IPv4.',
  ),
};

/** The Address Resolution Protocol (RFC 826). */
export const arp: LayerModule = {
  protocol: 'arp',
  title: 'Address Resolution Protocol',
  about: 'Le protocole qui demande, sur un lien, quelle carte porte une adresse IPv4.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const { start } = layer;
    if (layer.end - start < 8) return;
    const { bytes } = stack;
    const addresses = 2 * (uint8(bytes, start + 4) + uint8(bytes, start + 5));
    // What follows in the frame is padding.
    layer.wireEnd = Math.min(layer.wireEnd, start + 8 + addresses);
    layer.payload = layer.end = Math.min(layer.end, layer.wireEnd);
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
