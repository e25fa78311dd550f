import type { CapturedPacket } from '../captured-packet.js';
import { dissectLayer } from '../dissect-layer.js';
import type { FieldDefinition, FieldValue } from '../field.js';
import { masked, printable, readUnsigned } from '../field.js';
import { dissectFrame } from '../field-frame.js';
import { FieldSink } from '../field-sink.js';
import type { ProtocolName } from '../layers/layer.js';
import { Outline } from '../outline.js';
import type { FieldSource } from './field-table.js';

/** What a filter compares: numbers (addresses of IPv4 too), text, or bytes (other addresses too). */
export type Comparable = number | string | Uint8Array;

/** Reads, of each packet, the few fields that a filter names, and only the layers where they are. */
export class Collector extends FieldSink {
  private readonly outline = new Outline();
  private readonly lists = new Map<FieldDefinition, Comparable[][]>();
  private readonly layerLists = new Map<ProtocolName | 'frame', Comparable[][]>();
  private readonly wanted = new Set<ProtocolName | 'frame'>();
  private readonly all: Comparable[][] = [];

  /** The values of a name; the same list is filled again for each packet. */
  want(source: FieldSource): readonly Comparable[] {
    const list: Comparable[] = [];
    this.all.push(list);
    const join = <K>(map: Map<K, Comparable[][]>, key: K): void => {
      map.set(key, [...(map.get(key) ?? []), list]);
    };
    for (const definition of source.definitions) join(this.lists, definition);
    for (const protocol of source.protocols) {
      if (source.kind === 'protocol') join(this.layerLists, protocol);
      else this.wanted.add(protocol);
    }
    return list;
  }

  /** Fills the lists from a packet. */
  collect(packet: CapturedPacket): void {
    for (const list of this.all) list.length = 0;
    const { outline } = this;
    outline.trace(packet);
    if (this.wanted.has('frame')) dissectFrame(packet, outline, this);
    this.layerLists.get('frame')?.forEach((list) => list.push(packet.bytes));
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer) break;
      const lists = this.layerLists.get(layer.protocol);
      if (lists) {
        const bytes = packet.bytes.subarray(layer.start, layer.end);
        for (const list of lists) list.push(bytes);
      }
      if (this.wanted.has(layer.protocol)) dissectLayer(layer, this, outline);
    }
  }

  override open(): void {
    // A filter knows no tree.
  }

  override close(): void {
    // A filter knows no tree.
  }

  protected override record(
    field: FieldDefinition,
    offset: number,
    length: number,
    given: FieldValue | undefined,
  ): void {
    const lists = this.lists.get(field);
    if (!lists) return;
    const value = comparable(field, this.bytes, offset, length, given);
    for (const list of lists) list.push(value);
  }
}

function comparable(
  field: FieldDefinition,
  bytes: Uint8Array,
  offset: number,
  length: number,
  given: FieldValue | undefined,
): Comparable {
  if (given !== undefined) return typeof given === 'boolean' ? Number(given) : given;
  switch (field.kind) {
    case 'number':
      return masked(readUnsigned(bytes, offset, length), field.mask);
    case 'boolean':
      return Number(masked(readUnsigned(bytes, offset, length), field.mask) !== 0);
    case 'ipv4':
      return readUnsigned(bytes, offset, 4);
    case 'text':
      return printable(bytes.subarray(offset, offset + length));
    default:
      return bytes.subarray(offset, offset + length);
  }
}
