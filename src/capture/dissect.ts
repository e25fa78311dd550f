import { ParseError } from '../parse-error.js';
import type { CapturedPacket } from './capture.js';
import {
  type Field,
  type FieldDefinition,
  FieldSink,
  type FieldValue,
  LayerCut,
  showValue,
  valueOf,
} from './layers/field.js';
import { dissectFrame } from './layers/frame.js';
import type { Layer, ProtocolName } from './layers/layer.js';
import { layerModules } from './layers/registry.js';
import { Outline } from './outline.js';

/** A layer of a dissected packet, with its fields. */
export interface DissectedLayer {
  /** Wireshark's short name, such as `tcp`. */
  readonly protocol: ProtocolName;
  /** Its full name, in English. */
  readonly title: string;
  /** One sentence for the student, in French. */
  readonly about: string;
  /** Position of its first byte in the frame. */
  readonly offset: number;
  /** Bytes of its header and fields, what it carries for another layer left out. */
  readonly length: number;
  readonly fields: readonly Field[];
  /** Inside the packet that an ICMP error quotes. */
  readonly quoted: boolean;
  /**
   * Where the fields end before the protocol says so: `truncated` when the capture, or the quote, cut the packet; `continued`
   * when the message goes on in the next segment; `malformed` when the packet itself makes no sense.
   */
  readonly broken?: BrokenLayer;
}

/** Why the fields of a layer end too early, and where in the frame. */
export interface BrokenLayer {
  readonly kind: 'truncated' | 'continued' | 'malformed';
  readonly offset: number;
}

/** A packet taken apart. */
export interface Dissection {
  readonly number: number;
  /** What the capture says of the frame as a whole: when, how long, which protocols. */
  readonly frame: readonly Field[];
  /** Its layers from the link up. */
  readonly layers: readonly DissectedLayer[];
}

/**
 * Takes one packet apart: its layers, and in each its fields with name, value, byte range and a sentence.
 *
 * @param packet a packet of a capture; whatever its bytes are, what can be decoded is
 * @returns plain data; a layer whose bytes end too early, or make no sense, is marked `broken` there
 * @see field names: https://www.wireshark.org/docs/dfref/
 * @example
 * ```ts
 * import { dissect } from 'sonde/capture';
 * import { encodeIpv4 } from 'sonde/packet';
 *
 * const bytes = encodeIpv4({ source: '192.0.2.1', destination: '192.0.2.2', protocol: 253, payload: Uint8Array.of(1) });
 * const packet = { number: 1, seconds: 0, nanoseconds: 0, capturedLength: 21, originalLength: 21, linkType: 101, bytes };
 * const { layers } = dissect(packet);
 * console.log(layers.map(({ protocol }) => protocol)); // → [ 'raw', 'ip', 'data' ]
 * console.log(layers[1]?.fields.find(({ name }) => name === 'ip.src')?.value); // → 192.0.2.1
 * ```
 */
export function dissect(packet: CapturedPacket): Dissection {
  return dissectionOf(packet, new Outline().trace(packet));
}

/**
 * The same of a packet of a capture whose conversations are followed: a message that began in packets before lies behind the
 * bytes of the frame, and is whole.
 *
 * @param outline that has traced the packet
 */
export function dissectionOf(packet: CapturedPacket, outline: Outline): Dissection {
  const frame = new TreeSink();
  dissectFrame(packet, outline, frame);
  const layers: DissectedLayer[] = [];
  for (let i = 0; i < outline.count; i++) {
    const layer = outline.layers[i];
    if (!layer) break;
    const { protocol, start, end, payload, quoted } = layer;
    const sink = new TreeSink();
    const broken = dissectLayer(layer, sink, outline);
    const { title, about } = layerModules[protocol];
    const carriesNext = i + 1 < outline.count;
    const length = (carriesNext ? Math.min(payload, end) : end) - start;
    layers.push({
      protocol,
      title,
      about,
      offset: start,
      length,
      fields: sink.fields,
      quoted,
      ...(broken && { broken }),
    });
  }
  return { number: packet.number, frame: frame.fields, layers };
}

type Growing = Omit<Field, 'children'> & { children?: Growing[] };

/** Keeps every field, as a tree. */
class TreeSink extends FieldSink {
  readonly fields: Growing[] = [];
  readonly #parents: Growing[][] = [];
  #siblings = this.fields;

  override open(): void {
    this.#parents.push(this.#siblings);
    const parent = this.#siblings.at(-1);
    this.#siblings = parent ? (parent.children ??= []) : this.#siblings;
  }

  override close(): void {
    this.#siblings = this.#parents.pop() ?? this.fields;
  }

  override wants({ hidden }: FieldDefinition): boolean {
    return hidden !== true;
  }

  protected override record(
    field: FieldDefinition,
    offset: number,
    length: number,
    given: FieldValue | undefined,
  ): void {
    const { name, label, about, kind, mask } = field;
    if (field.hidden) return;
    const value = given ?? valueOf(field, this.bytes, offset, length);
    const text = showValue(field, value);
    this.#siblings.push({
      name,
      label,
      about,
      kind,
      value,
      text,
      offset,
      length,
      ...(mask !== undefined && { mask }),
    });
  }
}

/**
 * Puts the fields of a layer into a sink, as far as its bytes go.
 *
 * @returns where and why they end too early; `undefined` when all is there
 */
export function dissectLayer(layer: Layer, sink: FieldSink, outline: Outline): BrokenLayer | undefined {
  sink.bytes = outline.bytes;
  sink.end = layer.end;
  try {
    layerModules[layer.protocol].dissect(layer, sink, outline);
    return undefined;
  } catch (error) {
    // A codec of src/packet refuses what it cannot read with a ParseError.
    if (!(error instanceof LayerCut || error instanceof ParseError)) throw error;
    const at = error instanceof LayerCut ? error.offset : layer.payload;
    // A quote is cut by the router that made it, a fragment by whoever cut the packet: neither is a fault.
    const cut = layer.quoted || layer.fragment || layer.end < layer.wireEnd;
    const kind = cut ? 'truncated' : goesOn(layer, at, outline) ? 'continued' : 'malformed';
    return { kind, offset: Math.min(at, layer.end) };
  }
}

/** Whether the message at fault is the last one of its segment, and goes on in the next. */
function goesOn({ protocol, start, end }: Layer, fault: number, outline: Outline): boolean {
  const { stream } = layerModules[protocol];
  const carrier = outline.layers.findIndex((each) => each.protocol === protocol && each.start === start) - 1;
  if (!stream || outline.layers[carrier]?.protocol !== 'tcp') return false;
  for (let at = start; at <= fault && at < end;) {
    if (!stream.begins(outline.bytes, at, end)) return false;
    const next = stream.message(outline.bytes, at, false).find(outline.bytes, at, end);
    if (next < 0) return true;
    at = next;
  }
  return false;
}
