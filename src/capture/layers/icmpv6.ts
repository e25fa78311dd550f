import { describeIcmpv6, icmpv6Types } from '../../packet/icmp-registry.js';
import { uint8 } from '../../packet/octets.js';
import { checksumStatus, hexadecimal, showChecksumStatus } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { pseudoHeaderChecksum } from './checksum-verdict.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const ICMPV6 = 58;
const HEADER = 4;
const TOO_BIG = 2;
const FIRST_INFORMATIONAL = 128;

const fields = {
  type: {
    name: 'icmpv6.type',
    label: 'Type',
    kind: 'number',
    show: (type: number) =>
      `${icmpv6Types.find((each) => each.type === type)?.name ?? 'Unknown'} (${String(type)})`,
    about: 'La sorte de message : sous 128, une erreur.',
  },
  code: {
    name: 'icmpv6.code',
    label: 'Code',
    kind: 'number',
    about: 'La précision apportée au type.',
  },
  checksum: {
    name: 'icmpv6.checksum',
    label: 'Checksum',
    kind: 'number',
    show: hexadecimal(4),
    about: 'La somme de contrôle du message et des adresses du paquet.',
  },
  checksumStatus: {
    name: 'icmpv6.checksum.status',
    label: 'Checksum Status',
    kind: 'number',
    show: showChecksumStatus,
    about: 'La somme de contrôle du message est-elle juste ?',
  },
  identifier: {
    name: 'icmpv6.echo.identifier',
    label: 'Identifier',
    kind: 'number',
    show: hexadecimal(4),
    about: 'Un numéro choisi par le programme qui demande, pour reconnaître ses réponses.',
  },
  sequence: {
    name: 'icmpv6.echo.sequence_number',
    label: 'Sequence',
    kind: 'number',
    about: 'Le rang de la demande ; la réponse porte le même.',
  },
  mtu: {
    name: 'icmpv6.mtu',
    label: 'MTU',
    kind: 'number',
    about: 'La taille du plus grand paquet qui passe sur le lien suivant.',
  },
  solicited: {
    name: 'icmpv6.nd.ns.target_address',
    label: 'Target Address',
    kind: 'ipv6',
    about: 'L’adresse IPv6 dont on demande la carte.',
  },
  advertised: {
    name: 'icmpv6.nd.na.target_address',
    label: 'Target Address',
    kind: 'ipv6',
    about: 'L’adresse IPv6 dont cette machine annonce la carte.',
  },
  optionType: {
    name: 'icmpv6.opt.type',
    label: 'Type',
    kind: 'number',
    about: 'La sorte d’option : 1 pour la carte de l’émetteur, 2 pour celle de la cible.',
  },
  optionLength: {
    name: 'icmpv6.opt.length',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de l’option, en unités de 8 octets.',
  },
  linkAddress: {
    name: 'icmpv6.opt.linkaddr',
    label: 'Link-layer address',
    kind: 'ether',
    about: 'L’adresse MAC annoncée.',
  },
} as const;

/** The messages that an IPv6 network sends (RFC 4443), and how neighbours find each other (RFC 4861). */
export const icmpv6: LayerModule = {
  protocol: 'icmpv6',
  title: 'Internet Control Message Protocol v6',
  about: 'Les messages de service d’IPv6 : échos, erreurs, et la découverte des voisins qui remplace ARP.',
  fields: listOf(fields),

  follow(layer, outline) {
    const { start, end } = layer;
    if (end - start < HEADER) return;
    const type = uint8(outline.bytes, start);
    layer.payload = Math.min(end, start + 8);
    if (type === 128 || type === 129) outline.enter('data', layer);
    else if (type > 0 && type <= 4) outline.quote('ipv6', layer, layer.wireEnd - layer.payload);
  },

  dissect(layer, sink, outline) {
    const { start, end, wireEnd } = layer;
    sink.add(fields.type, start, 1);
    sink.add(fields.code, start + 1, 1);
    sink.add(fields.checksum, start + 2, 2);
    if (sink.wants(fields.checksumStatus)) {
      const status = layer.quoted
        ? checksumStatus.unverified
        : pseudoHeaderChecksum(layer, outline, ICMPV6, wireEnd - start);
      sink.put(fields.checksumStatus, start + 2, 0, status);
    }
    const type = uint8(sink.bytes, start);
    if (type === TOO_BIG) sink.add(fields.mtu, start + 4, 4);
    if (type === 128 || type === 129) {
      sink.add(fields.identifier, start + 4, 2);
      sink.add(fields.sequence, start + 6, 2);
    }
    if (type > FIRST_INFORMATIONAL) dissectDiscovery(sink, type, start, end);
  },
};

function dissectDiscovery(sink: FieldSink, type: number, start: number, end: number): void {
  if (type === 133) dissectOptions(sink, start + 8, end);
  if (type === 134) dissectOptions(sink, start + 16, end);
  if (type !== 135 && type !== 136) return;
  sink.add(type === 135 ? fields.solicited : fields.advertised, start + 8, 16);
  dissectOptions(sink, start + 24, end);
}

/** Options of neighbour discovery (RFC 4861, section 4.6); a length of zero would never end. */
function dissectOptions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end;) {
    sink.add(fields.optionType, at, 1);
    sink.add(fields.optionLength, at + 1, 1);
    const type = uint8(sink.bytes, at);
    const length = uint8(sink.bytes, at + 1) * 8;
    if (length === 0) return;
    sink.need(at, length);
    if ((type === 1 || type === 2) && length === 8) sink.add(fields.linkAddress, at + 2, 6);
    at += length;
  }
}

/** What a message says, for a line: the registered name of its code, or of its type. */
export function icmpv6Title(type: number, code: number): string {
  const registered = describeIcmpv6(type, code) ?? icmpv6Types.find((each) => each.type === type);
  return registered?.name ?? `Type ${type}, code ${code}`;
}
