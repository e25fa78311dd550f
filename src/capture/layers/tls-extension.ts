import { uint16, uint8 } from '../../packet/octets.js';
import { hexadecimal } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { listOf } from './layer.js';

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

const fields = {
  type: {
    name: 'tls.handshake.extension.type',
    label: 'Type',
    kind: 'number',
    about: 'Ce que le client demande en plus, ou ce que le serveur y répond.',
  },
  length: {
    name: 'tls.handshake.extension.len',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de l’extension.',
  },
  serverName: {
    name: 'tls.handshake.extensions_server_name',
    label: 'Server Name',
    kind: 'text',
    about: 'Le site demandé, lisible par tout le réseau.',
  },
  alpn: {
    name: 'tls.handshake.extensions_alpn_str',
    label: 'ALPN Next Protocol',
    kind: 'text',
    about: 'Un protocole que le client propose de parler ensuite.',
  },
  version: {
    name: 'tls.handshake.extensions.supported_version',
    label: 'Supported Version',
    kind: 'number',
    show: hexadecimal(4),
    about: 'Une version de TLS que le client accepte, ou que le serveur a choisie.',
  },
} as const;

export const tlsExtensionFields = listOf(fields);

/** The extensions of a hello (RFC 8446, section 4.2); what a client lists, a server chooses one of. */
export function dissectExtensions(sink: FieldSink, start: number, chosen: boolean): void {
  sink.need(start, 2);
  const end = start + 2 + uint16(sink.bytes, start);
  for (let at = start + 2; at < end;) {
    sink.add(fields.type, at, 2);
    sink.add(fields.length, at + 2, 2);
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
  sink.add(fields.serverName, at + 5, uint16(sink.bytes, at + 3));
}

function dissectProtocols(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end; at += 1 + uint8(sink.bytes, at)) {
    sink.add(fields.alpn, at + 1, uint8(sink.bytes, at));
  }
}

function dissectVersions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at + 2 <= end; at += 2) sink.add(fields.version, at, 2);
}
