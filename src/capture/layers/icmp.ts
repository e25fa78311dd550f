import { describeIcmp, icmpTypes } from '../../packet/icmp-registry.js';
import { uint32, uint8 } from '../../packet/octets.js';
import { messageChecksum, showChecksumStatus } from './checksum.js';
import { field, hexadecimal, littleUint32, utcTimeText } from './field.js';
import type { Layer, LayerModule } from './layer.js';

const HEADER = 8;
const REDIRECT = 5;
/** A time in an echo: four bytes of seconds, four of microseconds. */
const TIME = 8;
const DAY_SECONDS = 86_400;
/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ERRORS = new Set([3, 4, 5, 11, 12]);
/** Errors whose sixth byte tells how much they quote, where something follows (RFC 4884). */
const EXTENDED = new Set([3, 11, 12]);
/** Questions and answers: echo, timestamp, information, address mask. */
const QUERIES = new Set([0, 8, 13, 14, 15, 16, 17, 18]);

const fields = {
  type: field.number(
    'icmp.type',
    'Type',
    'La sorte de message : 8 demande un écho, 0 y répond, 3 et 11 sont des erreurs.',
    {
      show: (type: number) =>
        `${String(type)} (${icmpTypes.find((each) => each.type === type)?.name ?? 'Unknown'})`,
    },
  ),
  code: field.number('icmp.code', 'Code', 'La précision apportée au type.'),
  checksum: field.number('icmp.checksum', 'Checksum', 'La somme de contrôle du message entier.', {
    show: hexadecimal(4),
  }),
  checksumStatus: field.number(
    'icmp.checksum.status',
    'Checksum Status',
    'La somme de contrôle du message est-elle juste ?',
    { show: showChecksumStatus },
  ),
  identifier: field.number(
    'icmp.ident',
    'Identifier (BE)',
    'Un numéro choisi par le programme qui demande, pour reconnaître ses réponses.',
  ),
  identifierLittle: field.number('icmp.ident_le', 'Identifier (LE)', 'Le même, lu par le petit bout.', {
    hidden: true,
  }),
  sequenceLittle: field.number('icmp.seq_le', 'Sequence Number (LE)', 'Le rang, lu par le petit bout.', {
    hidden: true,
  }),
  sequence: field.number(
    'icmp.seq',
    'Sequence Number (BE)',
    'Le rang de la demande ; la réponse porte le même.',
  ),
  mtu: field.number(
    'icmp.mtu',
    'MTU of next hop',
    'La taille du plus grand paquet qui passe sur le lien suivant.',
  ),
  gateway: field.ipv4('icmp.redir_gw', 'Gateway Address', 'Le routeur qu’il vaut mieux prendre.'),
  time: field.text(
    'icmp.data_time',
    'Timestamp from icmp data',
    'L’heure d’émission, que le programme ping met dans ses données pour mesurer le trajet.',
  ),
};

/** The Internet Control Message Protocol (RFC 792). */
export const icmp: LayerModule = {
  protocol: 'icmp',
  title: 'Internet Control Message Protocol',
  about: 'Les messages de service du réseau : demandes d’écho, et erreurs au sujet d’un paquet.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const { start, end } = layer;
    if (end - start < HEADER) return;
    const { bytes } = stack;
    layer.payload = start + HEADER;
    const type = uint8(bytes, start);
    if (!ERRORS.has(type)) {
      if (type !== 0 && type !== 8) return;
      if (timeInEcho(bytes, layer, stack.seconds)) layer.payload += TIME;
      stack.enter('data', layer);
      return;
    }
    stack.quote('ip', layer, quotedLength(bytes, layer, type));
  },

  dissect(layer, sink, stack) {
    const { start } = layer;
    // Wireshark reads as far as the length of a quote (RFC 4884) before it shows anything.
    sink.need(start, 6);
    sink.add(fields.type, start, 1);
    sink.add(fields.code, start + 1, 1);
    sink.add(fields.checksum, start + 2, 2);
    if (sink.wants(fields.checksumStatus))
      sink.put(fields.checksumStatus, start + 2, 0, messageChecksum(layer, sink.bytes));
    const type = uint8(sink.bytes, start);
    if (QUERIES.has(type)) {
      sink.add(fields.identifier, start + 4, 2);
      sink.add(fields.sequence, start + 6, 2);
      sink.put(fields.identifierLittle, start + 4, 2, littleUint32(sink.bytes, start + 4) & 0xffff);
      sink.put(fields.sequenceLittle, start + 6, 2, littleUint32(sink.bytes, start + 6) & 0xffff);
    }
    if (type === 0 || type === 8) {
      const time = timeInEcho(sink.bytes, layer, stack.seconds);
      if (time) sink.put(fields.time, start + HEADER, TIME, utcTimeText(time[0], time[1] * 1000));
    }
    if (type === 3 && uint8(sink.bytes, start + 1) === 4) sink.add(fields.mtu, start + 6, 2);
    if (type === REDIRECT) sink.add(fields.gateway, start + 4, 4);
  },
};

/** How much an error quotes; of a redirect, Wireshark reads the IP header and 8 bytes (RFC 792), whatever follows. */
function quotedLength(bytes: Uint8Array, layer: Layer, type: number): number {
  if (type === REDIRECT && layer.payload < layer.end) return (uint8(bytes, layer.payload) & 15) * 4 + 8;
  const said = EXTENDED.has(type) ? uint8(bytes, layer.start + 5) * 4 : 0;
  return said > 0 ? said : layer.wireEnd - layer.payload;
}

/** Seconds since 1970, and microseconds. */
type EchoTime = readonly [seconds: number, microseconds: number];

/** The time that ping writes first in its data, in the order of its machine, when it is within a day of the capture's. */
function timeInEcho(bytes: Uint8Array, layer: Layer, capturedSeconds: number): EchoTime | undefined {
  const at = layer.start + HEADER;
  if (layer.end - at < TIME) return undefined;
  const orders: readonly EchoTime[] = [
    [uint32(bytes, at), uint32(bytes, at + 4)],
    [littleUint32(bytes, at), littleUint32(bytes, at + 4)],
  ];
  return orders.find(
    ([seconds, microseconds]) =>
      Math.abs(seconds - capturedSeconds) < DAY_SECONDS && microseconds < 1_000_000,
  );
}

/** What a message says, for a line: the registered name of its code, or of its type. */
export function icmpTitle(type: number, code: number): string {
  return describeIcmp(type, code)?.name ?? `Type ${type}, code ${code}`;
}
