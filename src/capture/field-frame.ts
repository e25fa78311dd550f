import type { CapturedPacket } from './captured-packet.js';
import type { FieldDefinition } from './field.js';
import type { FieldSink } from './field-sink.js';
import { FIRST_ETHER_TYPE } from './layers/ether-type.js';
import type { Outline } from './outline.js';

const fields = {
  number: {
    name: 'frame.number',
    label: 'Frame Number',
    kind: 'number',
    about: 'Le rang de la trame dans la capture.',
  },
  epoch: {
    name: 'frame.time_epoch',
    label: 'Epoch Time',
    kind: 'number',
    about: 'L’instant de la capture, en secondes depuis 1970.',
  },
  length: {
    name: 'frame.len',
    label: 'Frame length on the wire',
    kind: 'number',
    about: 'La longueur de la trame sur le lien, en octets.',
  },
  captured: {
    name: 'frame.cap_len',
    label: 'Frame length stored into the capture file',
    kind: 'number',
    about: 'Ce que la capture en a gardé, en octets.',
  },
  protocols: {
    name: 'frame.protocols',
    label: 'Protocols in frame',
    kind: 'text',
    about: 'Les protocoles de la trame, du lien vers l’application.',
  },
} as const satisfies Readonly<Record<string, FieldDefinition>>;

/** What is known of a frame as a whole. */
export const frameFields: readonly FieldDefinition[] = Object.values(fields);

/** Puts what the capture says of the frame. */
export function dissectFrame(packet: CapturedPacket, outline: Outline, sink: FieldSink): void {
  sink.bytes = packet.bytes;
  sink.end = packet.bytes.length;
  sink.put(fields.epoch, 0, 0, packet.seconds + packet.nanoseconds / 1e9);
  sink.put(fields.number, 0, 0, packet.number);
  sink.put(fields.length, 0, 0, packet.originalLength);
  sink.put(fields.captured, 0, 0, packet.capturedLength);
  sink.put(fields.protocols, 0, 0, protocolsOf(outline));
}

/** The protocols as Wireshark lists them: what reads an EtherType counts as one. */
function protocolsOf(outline: Outline): string {
  const names: string[] = [];
  for (const layer of outline.layers.slice(0, outline.count)) {
    names.push(layer.protocol);
    const typed =
      layer.protocol === 'eth' ||
      layer.protocol === 'vlan' ||
      layer.protocol === 'ieee8021ad' ||
      layer.protocol === 'sll';
    if (typed && layer.payload <= layer.end && hasType(outline.bytes, layer.payload)) names.push('ethertype');
  }
  return names.join(':');
}

function hasType(bytes: Uint8Array, payload: number): boolean {
  return (bytes[payload - 2] ?? 0) * 0x100 + (bytes[payload - 1] ?? 0) >= FIRST_ETHER_TYPE;
}
