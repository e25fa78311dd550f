import { ipv4Text } from '../../packet/address.js';
import { uint16, uint8 } from '../../packet/octets.js';
import { checksumStatus, rangeChecksum, showChecksumStatus } from './checksum.js';
import { ipv4Destination, isSourceRoute } from './destination.js';
import { type FieldSink, type ValueText, field, hexadecimal, named } from './field.js';
import type { LayerModule, ProtocolName } from './layer.js';

/** What Sonde takes apart behind a protocol number, or an IPv6 next header (IANA protocol-numbers). */
const protocols: Readonly<Record<number, ProtocolName>> = {
  0: 'ipv6.hopopts',
  1: 'icmp',
  4: 'ip',
  6: 'tcp',
  17: 'udp',
  41: 'ipv6',
  43: 'ipv6.routing',
  44: 'ipv6.fraghdr',
  58: 'icmpv6',
  60: 'ipv6.dstopts',
};

export function protocolOfNumber(number: number): ProtocolName {
  return protocols[number] ?? 'data';
}

export const showProtocolNumber = named({
  0: 'IPv6 Hop-by-Hop Option',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing Header for IPv6',
  44: 'Fragment Header for IPv6',
  47: 'Generic Routing Encapsulation',
  50: 'Encap Security Payload',
  51: 'Authentication Header',
  58: 'ICMPv6',
  59: 'IPv6 No Next Header',
  60: 'Destination Options for IPv6',
  89: 'OSPF IGP',
  132: 'SCTP',
});

const assured = [1, 2, 3, 4].flatMap((group) =>
  [1, 2, 3].map((drop) => [8 * group + 2 * drop, `Assured Forwarding ${group}${drop}`] as const),
);
const selectors = [1, 2, 3, 4, 5, 6, 7].map((group) => [8 * group, `Class Selector ${group}`] as const);

/** Classes of service in words (IANA dscp-registry), which a filter takes. */
export const showServiceClass: ValueText = Object.assign((value: number) => String(value), {
  names: {
    ...Object.fromEntries([...assured, ...selectors]),
    0: 'Default',
    1: 'Lower Effort',
    44: 'Voice-Admit',
    46: 'Expedited Forwarding',
  },
});

/** The same codepoint in both versions of IP (RFC 2474), and the mark of congestion (RFC 3168). */
export const showEcn = named({
  0: 'Not ECN-Capable Transport',
  1: 'ECN-Capable Transport codepoint 01',
  2: 'ECN-Capable Transport codepoint 10',
  3: 'Congestion Experienced',
});

const MIN_HEADER = 20;

const fields = {
  version: field.number('ip.version', 'Version', 'La version du protocole IP : 4.', { mask: 0xf0 }),
  headerLength: field.number(
    'ip.hdr_len',
    'Header Length',
    'La longueur de l’en-tête, options comprises, en octets.',
  ),
  service: field.number(
    'ip.dsfield',
    'Differentiated Services Field',
    'La classe de service demandée aux routeurs, et la marque de congestion.',
    { show: hexadecimal(2) },
  ),
  dscp: field.number(
    'ip.dsfield.dscp',
    'Differentiated Services Codepoint',
    'La classe de service demandée aux routeurs.',
    { mask: 0xfc, show: showServiceClass },
  ),
  ecn: field.number(
    'ip.dsfield.ecn',
    'Explicit Congestion Notification',
    'Un routeur encombré peut y écrire 3 au lieu de jeter le paquet.',
    { mask: 3, show: showEcn },
  ),
  length: field.number('ip.len', 'Total Length', 'La longueur du paquet entier, en-tête compris, en octets.'),
  identification: field.number(
    'ip.id',
    'Identification',
    'Un numéro commun à tous les fragments d’un même paquet.',
    { show: (value: number) => `${hexadecimal(4)(value)} (${value})` },
  ),
  flags: field.number('ip.flags', 'Flags', 'Trois bits qui règlent la fragmentation.', {
    mask: 0xe0,
    show: hexadecimal(1),
  }),
  reservedBit: field.boolean('ip.flags.rb', 'Reserved bit', 'Un bit réservé, toujours à zéro.', {
    mask: 0x80,
  }),
  dontFragment: field.boolean(
    'ip.flags.df',
    'Don’t fragment',
    'Interdit aux routeurs de couper le paquet : trop grand, il est refusé.',
    { mask: 0x40 },
  ),
  moreFragments: field.boolean(
    'ip.flags.mf',
    'More fragments',
    'D’autres fragments du même paquet suivent celui-ci.',
    { mask: 0x20 },
  ),
  fragmentOffset: field.number(
    'ip.frag_offset',
    'Fragment Offset',
    'La place de ce fragment dans le paquet d’origine, en unités de 8 octets.',
    { mask: 0x1fff, show: (value: number) => String(8 * value) },
  ),
  ttl: field.number(
    'ip.ttl',
    'Time to Live',
    'Le compteur que chaque routeur diminue de 1 : celui qui l’amène à zéro détruit le paquet.',
  ),
  protocol: field.number('ip.proto', 'Protocol', 'Le protocole transporté par le paquet.', {
    show: showProtocolNumber,
  }),
  checksum: field.number(
    'ip.checksum',
    'Header Checksum',
    'La somme de contrôle de l’en-tête, refaite par chaque routeur.',
    { show: hexadecimal(4) },
  ),
  checksumStatus: field.number(
    'ip.checksum.status',
    'Header checksum status',
    'La somme de contrôle de l’en-tête est-elle juste ?',
    { show: showChecksumStatus },
  ),
  source: field.ipv4('ip.src', 'Source Address', 'L’adresse IPv4 de la machine qui a émis le paquet.', {
    also: ['ip.addr'],
  }),
  destination: field.ipv4(
    'ip.dst',
    'Destination Address',
    'L’adresse IPv4 de la machine à qui le paquet est destiné.',
    { also: ['ip.addr'] },
  ),
  sourceHost: field.text('ip.src_host', 'Source Host', 'L’adresse de l’émetteur, comme un texte.', {
    also: ['ip.host'],
    hidden: true,
  }),
  destinationHost: field.text(
    'ip.dst_host',
    'Destination Host',
    'L’adresse du destinataire, comme un texte.',
    {
      also: ['ip.host'],
      hidden: true,
    },
  ),
};

const END = 0;
const NOP = 1;
const RECORD_ROUTE = 7;

const optionFields = {
  type: field.number('ip.opt.type', 'Type', 'L’option demandée aux routeurs.', {
    show: named({
      0: 'End of Options List (EOL)',
      1: 'No-Operation (NOP)',
      7: 'Record Route (RR)',
      68: 'Time Stamp (TS)',
      131: 'Loose Source Route (LSR)',
      137: 'Strict Source Route (SSR)',
      148: 'Router Alert (RTRALT)',
    }),
  }),
  length: field.number('ip.opt.len', 'Length', 'La longueur de l’option, en octets.'),
  pointer: field.number('ip.opt.ptr', 'Pointer', 'La première case encore libre de la route enregistrée.'),
  current: field.ipv4('ip.cur_rt', 'Current Route', 'La prochaine étape imposée : l’adresse de l’en-tête.'),
  coming: field.ipv4('ip.src_rt', 'Source Route', 'Une étape imposée, pas encore visitée.'),
  recorded: field.ipv4('ip.rec_rt', 'Recorded Route', 'L’adresse qu’un routeur du chemin a écrite ici.'),
};

/** The Internet Protocol, version 4 (RFC 791). */
export const ip: LayerModule = {
  protocol: 'ip',
  title: 'Internet Protocol Version 4',
  about: 'Le paquet : ce que les routeurs portent de proche en proche, d’un bout à l’autre du réseau.',
  fields: [...Object.values(fields), ...Object.values(optionFields)],

  follow(layer, stack) {
    const { start } = layer;
    const { bytes } = stack;
    const header = headerLength(bytes, start, layer.end);
    if (header === undefined) return;
    // 0 is what a network card that cuts segments itself leaves there: the packet then fills its frame.
    const total = uint16(bytes, start + 2) || layer.wireEnd - start;
    if (total < header) return;
    layer.wireEnd = Math.min(layer.wireEnd, start + total);
    layer.end = Math.min(layer.end, layer.wireEnd);
    layer.payload = start + header;
    if (layer.payload > layer.end) return;
    const flagsAndOffset = uint16(bytes, start + 6);
    layer.fragment = (flagsAndOffset & 0x3fff) !== 0;
    layer.network = stack.layers.indexOf(layer);
    const later = (flagsAndOffset & 0x1fff) !== 0;
    stack.enter(later ? 'data' : protocolOfNumber(uint8(bytes, start + 9)), layer);
  },

  dissect({ start, end }, sink) {
    sink.add(fields.version, start, 1);
    const header = ((sink.bytes[start] ?? 0) & 15) * 4;
    sink.put(fields.headerLength, start, 1, header);
    // A header that the capture cut shows what is left of it; one that says it is too short shows no more.
    if (header < MIN_HEADER) sink.need(end, 1);
    dissectService(sink, start + 1);
    sink.add(fields.length, start + 2, 2);
    sink.add(fields.identification, start + 4, 2);
    dissectFragment(sink, start + 6);
    sink.add(fields.ttl, start + 8, 1);
    sink.add(fields.protocol, start + 9, 1);
    sink.add(fields.checksum, start + 10, 2);
    if (sink.wants(fields.checksumStatus)) {
      const whole = start + header <= end;
      const status = whole ? rangeChecksum(sink.bytes, start, start + header) : checksumStatus.unverified;
      sink.put(fields.checksumStatus, start + 10, 0, status);
    }
    sink.add(fields.source, start + 12, 4);
    if (sink.wants(fields.sourceHost))
      sink.put(fields.sourceHost, start + 12, 4, ipv4Text(sink.bytes, start + 12));
    // Wireshark shows the destination once it has the options too.
    sink.need(start + 16, header - 16);
    const final = ipv4Destination(sink.bytes, start);
    if (final !== start + 16) sink.add(optionFields.current, start + 16, 4);
    sink.add(fields.destination, final, 4);
    if (sink.wants(fields.destinationHost)) {
      sink.put(fields.destinationHost, final, 4, ipv4Text(sink.bytes, final));
    }
    dissectIpOptions(sink, start + MIN_HEADER, start + header);
  },
};

function dissectService(sink: FieldSink, offset: number): void {
  sink.add(fields.service, offset, 1);
  sink.open();
  sink.add(fields.dscp, offset, 1);
  sink.add(fields.ecn, offset, 1);
  sink.close();
}

function dissectFragment(sink: FieldSink, offset: number): void {
  sink.need(offset, 2);
  sink.add(fields.flags, offset, 1);
  sink.open();
  sink.add(fields.reservedBit, offset, 1);
  sink.add(fields.dontFragment, offset, 1);
  sink.add(fields.moreFragments, offset, 1);
  sink.close();
  sink.add(fields.fragmentOffset, offset, 2);
}

/** The length of the header, when there is one. */
function headerLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < MIN_HEADER) return undefined;
  const header = ((bytes[start] ?? 0) & 15) * 4;
  return header < MIN_HEADER ? undefined : header;
}

/** The options of an IPv4 header (RFC 791, section 3.1), up to the first whose length makes no sense. */
function dissectIpOptions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end;) {
    sink.add(optionFields.type, at, 1);
    const type = uint8(sink.bytes, at);
    if (type === END) return;
    if (type === NOP) {
      at++;
      continue;
    }
    sink.open();
    sink.add(optionFields.length, at + 1, 1);
    const length = uint8(sink.bytes, at + 1);
    if (length < 2 || at + length > end) {
      sink.close();
      return;
    }
    if ((type === RECORD_ROUTE || isSourceRoute(type)) && length > 2) dissectRoute(sink, at, at + length);
    sink.close();
    at += length;
  }
}

function dissectRoute(sink: FieldSink, option: number, end: number): void {
  sink.add(optionFields.pointer, option + 2, 1);
  const filled = Math.min(end, option + uint8(sink.bytes, option + 2) - 1);
  for (let at = option + 3; at + 4 <= filled; at += 4) sink.add(optionFields.recorded, at, 4);
  if (!isSourceRoute(uint8(sink.bytes, option))) return;
  // The last address is the destination.
  for (let at = Math.max(filled, option + 3); at + 8 <= end; at += 4) sink.add(optionFields.coming, at, 4);
}
