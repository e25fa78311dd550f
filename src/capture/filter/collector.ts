import type { CapturedPacket } from '../capture.js';
import type { FieldContext } from '../conversations/tracked-fields.js';
import { dissectLayer } from '../dissect.js';
import {
  type FieldDefinition,
  FieldSink,
  type FieldValue,
  masked,
  printable,
  readUnsigned,
} from '../layers/field.js';
import { dissectFrame } from '../layers/frame.js';
import { Outline } from '../outline.js';
import type { FieldPlace, FieldSource } from './field-table.js';

/** What a filter compares: numbers (addresses of IPv4 too), text, or bytes (other addresses too). */
export type Comparable = number | string | Uint8Array;

/** The values that a filter asks of one place, and whether they were read of this packet. */
interface PlaceValues {
  readonly place: FieldPlace;
  readonly fields: Map<FieldDefinition, Comparable[]>;
  readonly whole: Comparable[];
  isRead: boolean;
}

/**
 * Reads, of each packet, the fields that a filter names: only the layers where they are, and only once a test asks for
 * them, so that `tcp.port == 80 && http` costs nothing more where the port is another.
 */
export class Collector extends FieldSink {
  readonly #alone = new Outline();
  #outline = this.#alone;
  readonly #places = new Map<FieldPlace, PlaceValues>();
  #packet: CapturedPacket | undefined;
  #context: FieldContext | undefined;
  #reading: PlaceValues | undefined;

  /** How to read the values of a name; the same lists are filled again for each packet. */
  want(source: FieldSource): () => readonly Comparable[] {
    const lists: Comparable[][] = [];
    const wanted = [...source.places].map((place) => this.#valuesOf(place));
    for (const values of wanted) {
      if (source.kind === 'protocol') lists.push(values.whole);
      for (const definition of source.definitions.get(values.place) ?? []) {
        const list = values.fields.get(definition) ?? [];
        values.fields.set(definition, list);
        lists.push(list);
      }
    }
    const [only, ...others] = lists;
    return () => {
      for (const values of wanted) if (!values.isRead) this.#read(values);
      return only && others.length === 0 ? only : lists.flat();
    };
  }

  /** The packet that is read from now on. */
  take(packet: CapturedPacket, context: FieldContext | undefined, outline?: Outline): void {
    this.#packet = packet;
    this.#context = context;
    this.#outline = outline ?? this.#alone.trace(packet);
    for (const values of this.#places.values()) values.isRead = false;
  }

  override wants(field: FieldDefinition): boolean {
    return this.#reading?.fields.has(field) === true;
  }

  protected override record(
    field: FieldDefinition,
    offset: number,
    length: number,
    given: FieldValue | undefined,
  ): void {
    this.#reading?.fields.get(field)?.push(comparable(field, this.bytes, offset, length, given));
  }

  #valuesOf(place: FieldPlace): PlaceValues {
    const values = this.#places.get(place) ?? { place, fields: new Map(), whole: [], isRead: false };
    this.#places.set(place, values);
    return values;
  }

  #read(values: PlaceValues): void {
    const packet = this.#packet;
    if (!packet) return;
    values.isRead = true;
    values.whole.length = 0;
    for (const list of values.fields.values()) list.length = 0;
    this.#reading = values;
    if (values.place === 'frame') {
      values.whole.push(packet.bytes);
      if (values.fields.size > 0) dissectFrame(packet, this.#outline, this);
    } else if (values.place === 'context') {
      if (this.#context) readContext(values, this.#context);
    } else this.#readLayers(values);
  }

  #readLayers(values: PlaceValues): void {
    const outline = this.#outline;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (layer?.protocol !== values.place) continue;
      values.whole.push(outline.bytes.subarray(layer.start, layer.end));
      if (values.fields.size > 0) dissectLayer(layer, this, outline);
    }
  }
}

function readContext({ fields }: PlaceValues, context: FieldContext): void {
  for (const [{ name, kind }, list] of fields) {
    const value = context[name];
    // A verdict that was not given is one that was not passed: Wireshark has no field then.
    if (value === undefined || (kind === 'none' && value === false)) continue;
    list.push(typeof value === 'boolean' ? Number(value) : value);
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
