import { describeIcmpv6, icmpv6Types } from '../../packet/icmp-registry.js';
import { uint8 } from '../../packet/octets.js';
import { checksumStatus, pseudoHeaderChecksum, showChecksumStatus } from './checksum.js';
import { type FieldSink, field, hexadecimal } from './field.js';
import type { LayerModule } from './layer.js';

const ICMPV6 = 58;
const HEADER = 4;
const TOO_BIG = 2;
const FIRST_INFORMATIONAL = 128;

const fields = {
  type: field.number('icmpv6.type', 'Type', 'La sorte de message : sous 128, une erreur.', {
    show: Object.assign(
      (type: number) =>
        `${icmpv6Types.find((each) => each.type === type)?.name ?? 'Unknown'} (${String(type)})`,
      { names: Object.fromEntries(icmpv6Types.map(({ type, name }) => [type, name])) },
    ),
  }),
  code: field.number('icmpv6.code', 'Code', 'La précision apportée au type.'),
  checksum: field.number(
    'icmpv6.checksum',
    'Checksum',
    'La somme de contrôle du message et des adresses du paquet.',
    { show: hexadecimal(4) },
  ),
  checksumStatus: field.number(
    'icmpv6.checksum.status',
    'Checksum Status',
    'La somme de contrôle du message est-elle juste ?',
    { show: showChecksumStatus },
  ),
  identifier: field.number(
    'icmpv6.echo.identifier',
    'Identifier',
    'Un numéro choisi par le programme qui demande, pour reconnaître ses réponses.',
    { show: hexadecimal(4) },
  ),
  sequence: field.number(
    'icmpv6.echo.sequence_number',
    'Sequence',
    'Le rang de la demande ; la réponse porte le même.',
  ),
  mtu: field.number('icmpv6.mtu', 'MTU', 'La taille du plus grand paquet qui passe sur le lien suivant.'),
  solicited: field.ipv6(
    'icmpv6.nd.ns.target_address',
    'Target Address',
    'L’adresse IPv6 dont on demande la carte.',
  ),
  advertised: field.ipv6(
    'icmpv6.nd.na.target_address',
    'Target Address',
    'L’adresse IPv6 dont cette machine annonce la carte.',
  ),
  optionType: field.number(
    'icmpv6.opt.type',
    'Type',
    'La sorte d’option : 1 pour la carte de l’émetteur, 2 pour celle de la cible.',
  ),
  optionLength: field.number(
    'icmpv6.opt.length',
    'Length',
    'La longueur de l’option, en unités de 8 octets.',
  ),
  linkAddress: field.ether('icmpv6.opt.linkaddr', 'Link-layer address', 'L’adresse MAC annoncée.'),
};

/** The messages that an IPv6 network sends (RFC 4443), and how neighbours find each other (RFC 4861). */
export const icmpv6: LayerModule = {
  protocol: 'icmpv6',
  title: 'Internet Control Message Protocol v6',
  about: 'Les messages de service d’IPv6 : échos, erreurs, et la découverte des voisins qui remplace ARP.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const { start, end } = layer;
    if (end - start < HEADER) return;
    const type = uint8(stack.bytes, start);
    layer.payload = Math.min(end, start + 8);
    if (type === 128 || type === 129) stack.enter('data', layer);
    else if (type > 0 && type <= 4) stack.quote('ipv6', layer, layer.wireEnd - layer.payload);
  },

  dissect(layer, sink, stack) {
    const { start, end, wireEnd } = layer;
    sink.add(fields.type, start, 1);
    sink.add(fields.code, start + 1, 1);
    sink.add(fields.checksum, start + 2, 2);
    if (sink.wants(fields.checksumStatus)) {
      const status = layer.quoted
        ? checksumStatus.unverified
        : pseudoHeaderChecksum(layer, stack, ICMPV6, wireEnd - start);
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
