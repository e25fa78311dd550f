import { type CapturedPacket, linkType } from '../capture.js';
import { FIRST_ETHER_TYPE } from './eth.js';
import { type FieldDefinition, type FieldSink, field, utcTimeText } from './field.js';
import type { LayerStack } from './layer.js';

const fields = {
  number: field.number('frame.number', 'Frame Number', 'Le rang de la trame dans la capture.'),
  time: field.time('frame.time', 'Arrival Time', 'L’instant de la capture, en temps universel.', {
    hidden: true,
  }),
  epoch: field.time('frame.time_epoch', 'Epoch Time', 'L’instant de la capture, en secondes depuis 1970.'),
  length: field.number(
    'frame.len',
    'Frame length on the wire',
    'La longueur de la trame sur le lien, en octets.',
  ),
  captured: field.number(
    'frame.cap_len',
    'Frame length stored into the capture file',
    'Ce que la capture en a gardé, en octets.',
  ),
  marked: field.boolean('frame.marked', 'Frame is marked', 'Marquée dans Wireshark : jamais ici.', {
    hidden: true,
  }),
  ignored: field.boolean('frame.ignored', 'Frame is ignored', 'Ignorée dans Wireshark : jamais ici.', {
    hidden: true,
  }),
  interface: field.number('frame.interface_id', 'Interface id', 'L’interface qui l’a vue, à partir de 0.', {
    hidden: true,
  }),
  comment: field.text('frame.comment', 'Comment', 'Ce que quelqu’un a écrit de cette trame.', {
    hidden: true,
  }),
  protocols: field.text(
    'frame.protocols',
    'Protocols in frame',
    'Les protocoles de la trame, du lien vers l’application.',
  ),
};

/** What is known of a frame as a whole. */
export const frameFields: readonly FieldDefinition[] = Object.values(fields);

/** Puts what the capture says of the frame. */
export function dissectFrame(packet: CapturedPacket, stack: LayerStack, sink: FieldSink): void {
  sink.bytes = packet.bytes;
  sink.end = packet.bytes.length;
  const { seconds, nanoseconds } = packet;
  sink.moment(fields.time, seconds, nanoseconds, utcTimeText(seconds, nanoseconds));
  sink.moment(fields.epoch, seconds, nanoseconds, seconds + nanoseconds / 1e9);
  sink.put(fields.number, 0, 0, packet.number);
  sink.put(fields.length, 0, 0, packet.originalLength);
  sink.put(fields.captured, 0, 0, packet.capturedLength);
  sink.put(fields.marked, 0, 0, false);
  sink.put(fields.ignored, 0, 0, false);
  if (packet.interface) sink.put(fields.interface, 0, 0, packet.interface.id);
  for (const comment of packet.comments ?? []) sink.put(fields.comment, 0, 0, comment);
  sink.put(fields.protocols, 0, 0, protocolsOf(stack));
}

/** Layers that name what they carry by an EtherType. */
const typed: ReadonlySet<string> = new Set(['eth', 'vlan', 'ieee8021ad', 'sll']);

/** The protocols as Wireshark lists them: reading an EtherType counts as one. */
function protocolsOf(stack: LayerStack): string {
  const names: string[] = [];
  stack.layers.slice(0, stack.count).forEach((layer, i) => {
    const { protocol, start, payload, end } = layer;
    names.push(protocol);
    if (!typed.has(protocol) || payload > end) return;
    // A tag that was cut has no type.
    if (i + 1 === stack.count && protocol !== 'eth') return;
    // Version 2 of the cooked header begins with the type, the others end with it.
    const isFirst = protocol === 'sll' && stack.linkType === linkType.linuxSll2;
    if (hasType(stack.bytes, isFirst ? start : payload - 2)) names.push('ethertype');
  });
  return names.join(':');
}

function hasType(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0) >= FIRST_ETHER_TYPE;
}
