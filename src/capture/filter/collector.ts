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
import type { Layer } from '../layers/layer.js';
import { Outline } from '../outline.js';
import type { SliceRange } from './syntax.js';
import { type FieldPlace, type FieldSource, expertFields } from './field-table.js';

/** What a filter compares: numbers (addresses of IPv4 too), text, bytes (other addresses too), or a moment in nanoseconds. */
export type Comparable = number | string | Uint8Array | bigint;

/** The values that a filter asks of one place, and whether they were read of this packet. */
interface PlaceValues {
  readonly place: FieldPlace;
  /** Only these layers of the protocol, counted from 1; all of them when absent. */
  readonly layers: readonly SliceRange[] | undefined;
  /** Whether bytes are wanted, and not what they say. */
  readonly raw: boolean;
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
  readonly #places = new Map<string, PlaceValues>();
  #packet: CapturedPacket | undefined;
  #context: FieldContext | undefined;
  #reading: PlaceValues | undefined;

  /** How to read the values of a name; the same lists are filled again for each packet. */
  want(source: FieldSource, layers?: readonly SliceRange[], raw = false): () => readonly Comparable[] {
    const lists: Comparable[][] = [];
    const wanted = [...source.places].map((place) => this.#valuesOf(place, layers, raw));
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
    const reading = this.#reading;
    reading?.fields
      .get(field)
      ?.push(
        reading.raw
          ? this.bytes.subarray(offset, offset + length)
          : comparable(field, this.bytes, offset, length, given),
      );
  }

  override moment(field: FieldDefinition, seconds: number, nanoseconds: number): void {
    this.#reading?.fields.get(field)?.push(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
  }

  #valuesOf(place: FieldPlace, layers: readonly SliceRange[] | undefined, raw: boolean): PlaceValues {
    const key = JSON.stringify([place, layers, raw]);
    const values = this.#places.get(key) ?? {
      place,
      layers,
      raw,
      fields: new Map(),
      whole: [],
      isRead: false,
    };
    this.#places.set(key, values);
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
      if (!holdsLayer(values.layers, 1, 1)) return;
      values.whole.push(packet.bytes);
      if (values.fields.size > 0) dissectFrame(packet, this.#outline, this);
    } else if (values.place === 'expert') {
      this.#readFindings();
    } else if (values.place === 'context') {
      if (this.#context) readContext(values, this.#context);
    } else this.#readLayers(values);
  }

  /** What Wireshark's expert would say of the packet, as far as Sonde has an opinion. */
  #readFindings(): void {
    const outline = this.#outline;
    const verdicts = Object.keys(this.#context ?? {});
    if (verdicts.includes('tcp.analysis.flags')) this.put(expertFields.finding, 0, 0, true);
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer) continue;
      if (!layer.quoted && isRemarkable(layer, outline.bytes)) this.put(expertFields.finding, 0, 0, true);
      if (dissectLayer(layer, this, outline)?.kind !== 'malformed') continue;
      this.put(expertFields.malformed, 0, 0, true);
      this.put(expertFields.finding, 0, 0, true);
    }
  }

  #readLayers(values: PlaceValues): void {
    const outline = this.#outline;
    const { place, layers } = values;
    const count = layers
      ? outline.layers.filter((each, i) => i < outline.count && each.protocol === place).length
      : 0;
    let rank = 0;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (layer?.protocol !== place || !holdsLayer(layers, ++rank, count)) continue;
      const end = headersAlone.has(place) ? Math.min(layer.payload, layer.end) : layer.end;
      values.whole.push(outline.bytes.subarray(layer.start, end));
      if (values.fields.size > 0) dissectLayer(layer, this, outline);
    }
  }
}

/** Protocols of which Wireshark takes the header for the whole: what they carry is of another. */
const headersAlone: ReadonlySet<FieldPlace> = new Set([
  ...(['eth', 'vlan', 'ieee8021ad', 'ip', 'ipv6'] as const),
]);

const OPENS_OR_ENDS = 0x07;

/** What opens or ends a conversation, and every message of HTTP, is worth a word. */
function isRemarkable({ protocol, start, end }: Layer, bytes: Uint8Array): boolean {
  if (protocol === 'http') return true;
  return protocol === 'tcp' && start + 13 < end && ((bytes[start + 13] ?? 0) & OPENS_OR_ENDS) !== 0;
}

/** Whether ranges of layers hold one: its rank from 1 among those of its protocol, negative ones from the last. */
function holdsLayer(ranges: readonly SliceRange[] | undefined, rank: number, count: number): boolean {
  if (!ranges) return true;
  return ranges.some(({ start, length = Infinity }) => {
    const from = start < 0 ? count + 1 + start : start;
    return rank >= from && rank < from + length;
  });
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

/** Under 0, 0 or above it: numbers by value, text and bytes by their first difference, then the shorter first. */
export function orderOf(a: Comparable, b: Comparable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'object' && typeof b === 'object') return orderOfBytes(a, b);
  return typeof a === typeof b ? (a < b ? -1 : Number(a > b)) : Number.NaN;
}

function orderOfBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
