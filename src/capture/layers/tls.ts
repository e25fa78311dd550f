import { uint16, uint8 } from '../../packet/octets.js';
import { type FieldSink, type ValueText, field, hexadecimal, named, readUnsigned } from './field.js';
import type { LayerModule } from './layer.js';
import { PrefixedMessage } from './message-end.js';

const RECORD_HEADER = 5;
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const HELLO_REQUEST = 0;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;

/** Kinds of records (RFC 8446, section 5.1). */
const contentNames: Readonly<Record<number, string>> = {
  20: 'Change Cipher Spec',
  21: 'Alert',
  22: 'Handshake',
  23: 'Application Data',
};

/** Steps of the handshake (RFC 8446, section 4; RFC 5246, section 7.4). */
const handshakeNames: Readonly<Record<number, string>> = {
  0: 'Hello Request',
  1: 'Client Hello',
  2: 'Server Hello',
  4: 'New Session Ticket',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server Key Exchange',
  13: 'Certificate Request',
  14: 'Server Hello Done',
  15: 'Certificate Verify',
  16: 'Client Key Exchange',
  20: 'Finished',
};

/** Causes of alerts (RFC 8446, section 6; RFC 5246, section 7.2), in Wireshark's words. */
const alertNames: Readonly<Record<number, string>> = {
  0: 'Close Notify',
  10: 'Unexpected Message',
  20: 'Bad Record MAC',
  22: 'Record Overflow',
  40: 'Handshake Failure',
  42: 'Bad Certificate',
  43: 'Unsupported Certificate',
  44: 'Certificate Revoked',
  45: 'Certificate Expired',
  46: 'Certificate Unknown',
  47: 'Illegal Parameter',
  48: 'Unknown CA',
  49: 'Access Denied',
  50: 'Decode Error',
  51: 'Decrypt Error',
  70: 'Protocol Version',
  71: 'Insufficient Security',
  80: 'Internal Error',
  86: 'Inappropriate Fallback',
  90: 'User Canceled',
  100: 'No Renegotiation',
  109: 'Missing Extension',
  110: 'Unsupported Extension',
  112: 'Unrecognized Name',
  116: 'Certificate Required',
  120: 'No application Protocol',
};

const versionNames: Readonly<Record<number, string>> = {
  0x300: 'SSL 3.0',
  0x301: 'TLS 1.0',
  0x302: 'TLS 1.1',
  0x303: 'TLS 1.2',
  0x304: 'TLS 1.3',
};
const showVersion: ValueText = Object.assign(
  (value: number) => `${versionNames[value] ?? 'Unknown'} (${hexadecimal(4)(value)})`,
  { names: versionNames },
);
/** Kinds of extensions (IANA tls-extensiontype-values). */
const extensionNames: Readonly<Record<number, string>> = {
  0: 'server_name',
  5: 'status_request',
  10: 'supported_groups',
  11: 'ec_point_formats',
  13: 'signature_algorithms',
  16: 'application_layer_protocol_negotiation',
  18: 'signed_certificate_timestamp',
  21: 'padding',
  22: 'encrypt_then_mac',
  23: 'extended_master_secret',
  35: 'session_ticket',
  41: 'pre_shared_key',
  42: 'early_data',
  43: 'supported_versions',
  44: 'cookie',
  45: 'psk_key_exchange_modes',
  49: 'post_handshake_auth',
  50: 'signature_algorithms_cert',
  51: 'key_share',
  65281: 'renegotiation_info',
};

const fields = {
  record: field.none('tls.record', 'Record Layer', 'Un enregistrement.', { hidden: true }),
  handshake: field.none('tls.handshake', 'Handshake Protocol', 'Une étape de la poignée de main.', {
    hidden: true,
  }),
  contentType: field.number('tls.record.content_type', 'Content Type', 'Ce que porte l’enregistrement.', {
    show: named(contentNames),
  }),
  version: field.number(
    'tls.record.version',
    'Version',
    'La version annoncée, figée pour ne pas gêner les vieux équipements.',
    { show: showVersion },
  ),
  length: field.number('tls.record.length', 'Length', 'La longueur de l’enregistrement.'),
  handshakeType: field.number('tls.handshake.type', 'Handshake Type', 'L’étape de la poignée de main.', {
    show: named(handshakeNames),
  }),
  handshakeLength: field.number('tls.handshake.length', 'Length', 'La longueur de cette étape.'),
  handshakeVersion: field.number(
    'tls.handshake.version',
    'Version',
    'La version proposée ; TLS 1.3 la dit dans une extension.',
    { show: showVersion },
  ),
  sessionLength: field.number(
    'tls.handshake.session_id_length',
    'Session ID Length',
    'La longueur du numéro de session.',
  ),
  suite: field.number(
    'tls.handshake.ciphersuite',
    'Cipher Suite',
    'Une façon de chiffrer que le client accepte, ou que le serveur a choisie.',
    { show: hexadecimal(4) },
  ),
};

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

const extensionFields = {
  type: field.number(
    'tls.handshake.extension.type',
    'Type',
    'Ce que le client demande en plus, ou ce que le serveur y répond.',
    { show: Object.assign((value: number) => String(value), { names: extensionNames }) },
  ),
  length: field.number('tls.handshake.extension.len', 'Length', 'La longueur de l’extension.'),
  serverName: field.text(
    'tls.handshake.extensions_server_name',
    'Server Name',
    'Le site demandé, lisible par tout le réseau.',
  ),
  alpn: field.text(
    'tls.handshake.extensions_alpn_str',
    'ALPN Next Protocol',
    'Un protocole que le client propose de parler ensuite.',
  ),
  version: field.number(
    'tls.handshake.extensions.supported_version',
    'Supported Version',
    'Une version de TLS que le client accepte, ou que le serveur a choisie.',
    { show: hexadecimal(4) },
  ),
};

/** Records of TLS; only what opens a connection can be read (RFC 8446, section 4.1.2). */
export const tls: LayerModule = {
  protocol: 'tls',
  title: 'Transport Layer Security',
  about: 'Le chiffrement de la connexion : seul le premier message, qui nomme le site, se lit en clair.',
  fields: [...Object.values(fields), ...Object.values(extensionFields)],

  stream: {
    begins: (bytes, at, end) => end - at < RECORD_HEADER || isRecord(bytes, at, end),
    message: () => new PrefixedMessage(RECORD_HEADER),
    enciphers: (bytes, at) => uint8(bytes, at) === CHANGE_CIPHER_SPEC,
  },

  dissect({ start, end, enciphered }, sink) {
    let isEnciphered = enciphered;
    for (let at = start; at < end;) {
      if (!isRecord(sink.bytes, at, end)) return;
      sink.add(fields.contentType, at, 1);
      sink.add(fields.version, at + 1, 2);
      sink.add(fields.length, at + 3, 2);
      const length = uint16(sink.bytes, at + 3);
      const body = at + RECORD_HEADER;
      sink.add(fields.record, at, Math.min(end, body + length) - at);
      const type = uint8(sink.bytes, at);
      if (type === HANDSHAKE && isReadable(sink.bytes, body, body + length, end, isEnciphered)) {
        dissectHandshakes(sink, body, body + length);
      }
      if (type === CHANGE_CIPHER_SPEC) isEnciphered = true;
      sink.need(body, length);
      at = body + length;
    }
  },
};

/** A record of a known kind and version; a segment in the middle of one begins with anything. */
export function isRecord(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < RECORD_HEADER) return false;
  return uint8(bytes, at) in contentNames && uint8(bytes, at + 1) === 3 && uint8(bytes, at + 2) <= 4;
}

const MAX_RECORD = 16_384 + 2048;

/**
 * A segment that begins with a record, whatever its port: of a length that a record may have, and a handshake with a step that
 * exists and fits.
 */
export function looksLikeTls(bytes: Uint8Array, at: number, end: number): boolean {
  if (!isRecord(bytes, at, end)) return false;
  const length = uint16(bytes, at + 3);
  if (length === 0 || length > MAX_RECORD) return false;
  const body = at + RECORD_HEADER;
  switch (uint8(bytes, at)) {
    case CHANGE_CIPHER_SPEC:
      return length === 1;
    case ALERT:
      return length === 2 || length > 16;
    case HANDSHAKE:
      // The first handshake is in clear, and a record may hold a part of a long one.
      return end - body < 4 || uint8(bytes, body) in handshakeNames;
    default:
      return end - body < length || isRecord(bytes, body + length, end) || end === body + length;
  }
}

/** What each record says, in one word or two: the step of the handshake where it can be read. */
export function tlsMessages(
  bytes: Uint8Array,
  start: number,
  end: number,
  enciphered: boolean,
): readonly string[] {
  const messages: string[] = [];
  let isEnciphered = enciphered;
  for (let at = start; isRecord(bytes, at, end);) {
    const type = uint8(bytes, at);
    const length = uint16(bytes, at + 3);
    const body = at + RECORD_HEADER;
    if (type === HANDSHAKE)
      messages.push(...handshakeMessages(bytes, body, body + length, end, isEnciphered));
    else if (type === ALERT) messages.push(alertMessage(bytes, body, length, end));
    else messages.push(contentNames[type] ?? '');
    if (type === CHANGE_CIPHER_SPEC) isEnciphered = true;
    at = body + length;
  }
  return messages;
}

/** An alert in clear is a level and a cause (RFC 8446, section 6); one that is enciphered is longer. */
function alertMessage(bytes: Uint8Array, at: number, length: number, end: number): string {
  if (length !== 2 || at + 2 > end) return 'Encrypted Alert';
  const level = { 1: 'Warning', 2: 'Fatal' }[uint8(bytes, at)];
  return level === undefined
    ? 'Encrypted Alert'
    : `Alert (Level: ${level}, Description: ${alertNames[uint8(bytes, at + 1)] ?? 'Unknown'})`;
}

function handshakeMessages(
  bytes: Uint8Array,
  start: number,
  stop: number,
  end: number,
  enciphered: boolean,
): readonly string[] {
  if (!isReadable(bytes, start, stop, end, enciphered)) return ['Encrypted Handshake Message'];
  const messages: string[] = [];
  const last = Math.min(stop, end);
  for (let at = start; at + 4 <= last; at += 4 + readUnsigned(bytes, at + 1, 3)) {
    messages.push(handshakeNames[uint8(bytes, at)] ?? '');
  }
  return messages;
}

/**
 * Whether a record of the handshake is in clear: steps that are known, the last of which may go on in the next record. Once its
 * side enciphers, only a hello of TLS 1.3, which says so before it does, fills a record to the byte.
 *
 * @param stop where the record ends
 * @param end where what there is of it ends
 */
function isReadable(
  bytes: Uint8Array,
  start: number,
  stop: number,
  end: number,
  enciphered: boolean,
): boolean {
  const last = Math.min(stop, end);
  if (start + 4 > last) return false;
  let at = start;
  for (; at + 4 <= last; at += 4 + readUnsigned(bytes, at + 1, 3)) {
    const type = uint8(bytes, at);
    if (!(type in handshakeNames)) return false;
    // A hello request says nothing: a number used once, before what is enciphered, looks like several.
    if (type === HELLO_REQUEST && stop - start !== 4) return false;
    if (enciphered && type !== CLIENT_HELLO && type !== SERVER_HELLO) return false;
  }
  return !enciphered || at === stop;
}

/** The steps of a record that is in clear. */
function dissectHandshakes(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end;) {
    sink.need(at, 4);
    const type = uint8(sink.bytes, at);
    const next = at + 4 + readUnsigned(sink.bytes, at + 1, 3);
    if (!(type in handshakeNames) || next > end) return;
    sink.add(fields.handshake, at, next - at);
    sink.add(fields.handshakeType, at, 1);
    sink.open();
    sink.add(fields.handshakeLength, at + 1, 3);
    if (type === CLIENT_HELLO || type === SERVER_HELLO) dissectHello(sink, type, at + 4, next);
    sink.close();
    at = next;
  }
}

/** What the client proposes, or what the server chose (RFC 8446, sections 4.1.2 and 4.1.3). */
function dissectHello(sink: FieldSink, type: number, at: number, end: number): void {
  sink.add(fields.handshakeVersion, at, 2);
  const session = at + 34;
  sink.add(fields.sessionLength, session, 1);
  const suites = session + 1 + uint8(sink.bytes, session);
  sink.need(suites, 2);
  let extensions = suites + 3;
  if (type === SERVER_HELLO) sink.add(fields.suite, suites, 2);
  else {
    const methods = suites + 2 + uint16(sink.bytes, suites);
    for (let place = suites + 2; place < methods; place += 2) sink.add(fields.suite, place, 2);
    sink.need(methods, 1);
    extensions = methods + 1 + uint8(sink.bytes, methods);
  }
  if (extensions < Math.min(end, sink.end)) dissectExtensions(sink, extensions, type === SERVER_HELLO);
}

/** The extensions of a hello (RFC 8446, section 4.2); what a client lists, a server chooses one of. */
function dissectExtensions(sink: FieldSink, start: number, chosen: boolean): void {
  sink.need(start, 2);
  const end = start + 2 + uint16(sink.bytes, start);
  for (let at = start + 2; at < end;) {
    sink.add(extensionFields.type, at, 2);
    sink.add(extensionFields.length, at + 2, 2);
    const type = uint16(sink.bytes, at);
    const length = uint16(sink.bytes, at + 2);
    sink.need(at + 4, length);
    if (type === SERVER_NAME && length > 5) dissectServerName(sink, at + 4);
    if (type === ALPN && length > 2) dissectProtocols(sink, at + 6, at + 4 + length);
    if (type === SUPPORTED_VERSIONS) dissectVersions(sink, at + (chosen ? 4 : 5), at + 4 + length);
    at += 4 + length;
  }
}

/** One name of a host (RFC 6066, section 3): no client sends several. */
function dissectServerName(sink: FieldSink, at: number): void {
  sink.add(extensionFields.serverName, at + 5, uint16(sink.bytes, at + 3));
}

function dissectProtocols(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end; at += 1 + uint8(sink.bytes, at)) {
    sink.add(extensionFields.alpn, at + 1, uint8(sink.bytes, at));
  }
}

function dissectVersions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at + 2 <= end; at += 2) sink.add(extensionFields.version, at, 2);
}
