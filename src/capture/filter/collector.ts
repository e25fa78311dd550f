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

/** What a filter wants of one layer, and whether it was read of this packet. */
interface Shelf {
  readonly place: FieldPlace;
  readonly fields: Map<FieldDefinition, Comparable[]>;
  readonly whole: Comparable[];
  filled: boolean;
}

/**
 * Reads, of each packet, the fields that a filter names: only the layers where they are, and only once a test asks for
 * them, so that `tcp.port == 80 && http` costs nothing more where the port is another.
 */
export class Collector extends FieldSink {
  readonly #outline = new Outline();
  readonly #shelves = new Map<FieldPlace, Shelf>();
  #packet: CapturedPacket | undefined;
  #context: FieldContext | undefined;
  #reading: Shelf | undefined;

  /** How to read the values of a name; the same lists are filled again for each packet. */
  want(source: FieldSource): () => readonly Comparable[] {
    const lists: Comparable[][] = [];
    const shelves = [...source.places].map((place) => this.#shelfOf(place));
    for (const shelf of shelves) {
      if (source.kind === 'protocol') lists.push(shelf.whole);
      for (const definition of source.definitions.get(shelf.place) ?? []) {
        const list = shelf.fields.get(definition) ?? [];
        shelf.fields.set(definition, list);
        lists.push(list);
      }
    }
    const [only, ...others] = lists;
    return () => {
      for (const shelf of shelves) if (!shelf.filled) this.#fill(shelf);
      return only && others.length === 0 ? only : lists.flat();
    };
  }

  /** The packet that is read from now on. */
  take(packet: CapturedPacket, context: FieldContext | undefined): void {
    this.#packet = packet;
    this.#context = context;
    this.#outline.trace(packet);
    for (const shelf of this.#shelves.values()) shelf.filled = false;
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

  #shelfOf(place: FieldPlace): Shelf {
    const shelf = this.#shelves.get(place) ?? { place, fields: new Map(), whole: [], filled: false };
    this.#shelves.set(place, shelf);
    return shelf;
  }

  #fill(shelf: Shelf): void {
    const packet = this.#packet;
    if (!packet) return;
    shelf.filled = true;
    shelf.whole.length = 0;
    for (const list of shelf.fields.values()) list.length = 0;
    this.#reading = shelf;
    if (shelf.place === 'frame') {
      shelf.whole.push(packet.bytes);
      if (shelf.fields.size > 0) dissectFrame(packet, this.#outline, this);
    } else if (shelf.place === 'context') {
      if (this.#context) fillFromContext(shelf, this.#context);
    } else this.#fillFromLayers(shelf, packet);
  }

  #fillFromLayers(shelf: Shelf, packet: CapturedPacket): void {
    const outline = this.#outline;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (layer?.protocol !== shelf.place) continue;
      shelf.whole.push(packet.bytes.subarray(layer.start, layer.end));
      if (shelf.fields.size > 0) dissectLayer(layer, this, outline);
    }
  }
}

function fillFromContext({ fields }: Shelf, context: FieldContext): void {
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
