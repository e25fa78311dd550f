import { uint16, uint8 } from '../../packet/octets.js';
import { hexadecimal, named } from '../field.js';
import type { FieldSink } from '../field-sink.js';
import { dissectExtensions, tlsExtensionFields } from './tls-extension.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const RECORD_HEADER = 5;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;

/** Kinds of records (RFC 8446, section 5.1). */
export const tlsContentNames: Readonly<Record<number, string>> = {
  20: 'Change Cipher Spec',
  21: 'Alert',
  22: 'Handshake',
  23: 'Application Data',
};

const showVersion = (value: number): string =>
  `${{ 0x300: 'SSL 3.0', 0x301: 'TLS 1.0', 0x302: 'TLS 1.1', 0x303: 'TLS 1.2', 0x304: 'TLS 1.3' }[value] ?? 'Unknown'} (${hexadecimal(4)(value)})`;

const fields = {
  contentType: {
    name: 'tls.record.content_type',
    label: 'Content Type',
    kind: 'number',
    show: named(tlsContentNames),
    about: 'Ce que porte l’enregistrement.',
  },
  version: {
    name: 'tls.record.version',
    label: 'Version',
    kind: 'number',
    show: showVersion,
    about: 'La version annoncée, figée pour ne pas gêner les vieux équipements.',
  },
  length: {
    name: 'tls.record.length',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de l’enregistrement.',
  },
  handshakeType: {
    name: 'tls.handshake.type',
    label: 'Handshake Type',
    kind: 'number',
    show: named({ 1: 'Client Hello', 2: 'Server Hello', 11: 'Certificate', 20: 'Finished' }),
    about: 'L’étape de la poignée de main.',
  },
  handshakeLength: {
    name: 'tls.handshake.length',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de cette étape.',
  },
  handshakeVersion: {
    name: 'tls.handshake.version',
    label: 'Version',
    kind: 'number',
    show: showVersion,
    about: 'La version proposée ; TLS 1.3 la dit dans une extension.',
  },
  sessionLength: {
    name: 'tls.handshake.session_id_length',
    label: 'Session ID Length',
    kind: 'number',
    about: 'La longueur du numéro de session.',
  },
  suite: {
    name: 'tls.handshake.ciphersuite',
    label: 'Cipher Suite',
    kind: 'number',
    show: hexadecimal(4),
    about: 'Une façon de chiffrer que le client accepte.',
  },
} as const;

/** Records of TLS; only what opens a connection can be read (RFC 8446, section 4.1.2). */
export const tls: LayerModule = {
  protocol: 'tls',
  title: 'Transport Layer Security',
  about: 'Le chiffrement de la connexion : seul le premier message, qui nomme le site, se lit en clair.',
  fields: [...listOf(fields), ...tlsExtensionFields],

  follow() {
    // What is inside is enciphered.
  },

  dissect({ start, end }, sink) {
    for (let at = start; at < end;) {
      if (!isRecord(sink.bytes, at, end)) return;
      sink.add(fields.contentType, at, 1);
      sink.add(fields.version, at + 1, 2);
      sink.add(fields.length, at + 3, 2);
      const length = uint16(sink.bytes, at + 3);
      if (uint8(sink.bytes, at) === HANDSHAKE) dissectHandshake(sink, at + RECORD_HEADER);
      sink.need(at + RECORD_HEADER, length);
      at += RECORD_HEADER + length;
    }
  },
};

/** A record of a known kind and version; a segment in the middle of one begins with anything. */
export function isRecord(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < RECORD_HEADER) return false;
  return uint8(bytes, at) in tlsContentNames && uint8(bytes, at + 1) === 3 && uint8(bytes, at + 2) <= 4;
}

/** The first step of a record, taken apart when it is a ClientHello. */
function dissectHandshake(sink: FieldSink, at: number): void {
  sink.need(at, 4);
  if (uint8(sink.bytes, at) !== CLIENT_HELLO) return;
  sink.add(fields.handshakeType, at, 1);
  sink.open();
  sink.add(fields.handshakeLength, at + 1, 3);
  sink.add(fields.handshakeVersion, at + 4, 2);
  const session = at + 38;
  sink.add(fields.sessionLength, session, 1);
  const suites = session + 1 + uint8(sink.bytes, session);
  sink.need(suites, 2);
  const methods = suites + 2 + uint16(sink.bytes, suites);
  for (let place = suites + 2; place < methods; place += 2) sink.add(fields.suite, place, 2);
  sink.need(methods, 1);
  const extensions = methods + 1 + uint8(sink.bytes, methods);
  if (extensions < sink.end) dissectExtensions(sink, extensions);
  sink.close();
}
