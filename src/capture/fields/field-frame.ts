import type { CapturedPacket } from '../captured-packet.js';
import type { FieldDefinition } from './field.js';
import type { FieldSink } from './field-sink.js';
import { FIRST_ETHER_TYPE } from '../layers/ether-type.js';
import { linkType } from '../file/link-type.js';
import type { Outline } from '../outline.js';

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

/** What says by an EtherType what it carries. */
const typed: ReadonlySet<string> = new Set(['eth', 'vlan', 'ieee8021ad', 'sll']);

/** The protocols as Wireshark lists them: what reads an EtherType counts as one. */
function protocolsOf(outline: Outline): string {
  const names: string[] = [];
  outline.layers.slice(0, outline.count).forEach((layer, i) => {
    const { protocol, start, payload, end } = layer;
    names.push(protocol);
    if (!typed.has(protocol) || payload > end) return;
    // A tag that was cut says no type.
    if (i + 1 === outline.count && protocol !== 'eth') return;
    // Version 2 of the cooked header begins with the type, the others end with it.
    const isFirst = protocol === 'sll' && outline.linkType === linkType.linuxSll2;
    if (hasType(outline.bytes, isFirst ? start : payload - 2)) names.push('ethertype');
  });
  return names.join(':');
}

function hasType(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0) >= FIRST_ETHER_TYPE;
}
