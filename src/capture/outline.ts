import { type CapturedPacket, linkType } from './capture.js';
import type { Layer, LayerModule, LayerStack, ProtocolName } from './layers/layer.js';
import { layerModules } from './layers/registry.js';

/** What a frame starts with. */
const linkLayers: Readonly<Record<number, ProtocolName>> = {
  [linkType.null]: 'null',
  [linkType.ethernet]: 'eth',
  [linkType.raw]: 'raw',
  [linkType.loop]: 'null',
  [linkType.linuxSll]: 'sll',
  [linkType.ipv4]: 'ip',
  [linkType.ipv6]: 'ipv6',
  [linkType.linuxSll2]: 'sll',
};

/** How each layer is followed: a map finds one of so many sooner than an object. */
const follows: ReadonlyMap<ProtocolName, LayerModule['follow']> = new Map(
  Object.values(layerModules).map((each) => [each.protocol, each.follow?.bind(each)]),
);

/** Layers of a packet that are followed, more than any real one has: a packet may nest VLAN tags or quoted errors without end. */
const MAX_LAYERS = 48;

/**
 * The layers of a packet: which protocol, from where to where. One outline serves for a whole capture: each
 * {@link trace} writes over the last one.
 */
export class Outline implements LayerStack {
  bytes: Uint8Array = new Uint8Array(0);
  linkType: number = linkType.ethernet;
  seconds = 0;
  count = 0;
  readonly layers: readonly Layer[] = Array.from({ length: MAX_LAYERS }, blankLayer);
  /** Whether the segment ends inside a message, which goes on in the next one: one that began there, or before. */
  unfinished: 'first' | 'further' | undefined;

  #traced: CapturedPacket | undefined;

  /** Walks through a packet, once: whatever its bytes are, it neither throws nor reads twice. */
  trace(packet: CapturedPacket): this {
    if (packet === this.#traced) return this;
    this.#traced = packet;
    this.bytes = packet.bytes;
    this.linkType = packet.linkType;
    this.seconds = packet.seconds;
    this.count = 0;
    this.unfinished = undefined;
    const wireEnd = Math.max(packet.originalLength, packet.bytes.length);
    const first = linkLayers[packet.linkType] ?? 'data';
    this.#push(first, 0, packet.bytes.length, wireEnd, -1, false, false);
    this.#walk(0);
    return this;
  }

  /** Leaves out what `layer` carries. */
  cut(layer: Layer): void {
    this.count = this.layers.indexOf(layer) + 1;
  }

  /** Puts bytes of other packets behind those of this one, so that layers can lie in them. @returns where they begin */
  append(...parts: readonly Uint8Array[]): number {
    const start = this.bytes.length;
    const longer = new Uint8Array(parts.reduce((sum, part) => sum + part.length, start));
    longer.set(this.bytes);
    let at = start;
    for (const part of parts) {
      longer.set(part, at);
      at += part.length;
    }
    this.bytes = longer;
    return start;
  }

  /** A message that `layer` carries lies here, and is whole: of TLS and DNS, those that follow each other are one layer. */
  carry(protocol: ProtocolName, layer: Layer, start: number, end: number, enciphered = false): void {
    const last = this.layers[this.count - 1];
    if (last?.protocol === protocol && last.end === start && protocol !== 'http') {
      last.end = last.wireEnd = last.payload = end;
      return;
    }
    const first = this.count;
    this.#push(protocol, start, end, end, layer.network, false, false);
    const carried = this.layers[first];
    if (carried) carried.enciphered = enciphered;
    this.#walk(first);
  }

  #walk(first: number): void {
    for (let i = first; i < this.count; i++) {
      const layer = this.layers[i];
      if (layer) follows.get(layer.protocol)?.(layer, this);
    }
  }

  enter(protocol: ProtocolName, layer: Layer): void {
    if (layer.payload >= (protocol === 'data' ? layer.end : layer.wireEnd)) return;
    const { payload, end, wireEnd, network, fragment, quoted } = layer;
    this.#push(protocol, payload, end, wireEnd, network, fragment, quoted);
  }

  quote(protocol: ProtocolName, layer: Layer, length: number): void {
    const { payload } = layer;
    const wireEnd = Math.min(layer.wireEnd, payload + length);
    if (payload >= Math.min(layer.end, wireEnd)) return;
    this.#push(protocol, payload, Math.min(layer.end, wireEnd), wireEnd, -1, false, true);
  }

  networkOf(layer: Layer): Layer | undefined {
    return layer.network < 0 ? undefined : this.layers[layer.network];
  }

  #push(
    protocol: ProtocolName,
    start: number,
    end: number,
    wireEnd: number,
    network: number,
    fragment: boolean,
    quoted: boolean,
  ): void {
    const layer = this.layers[this.count];
    if (!layer) return;
    this.count++;
    layer.protocol = protocol;
    layer.start = start;
    layer.end = Math.max(start, end);
    layer.wireEnd = wireEnd;
    layer.payload = layer.end;
    layer.network = network;
    layer.fragment = fragment;
    layer.quoted = quoted;
    layer.enciphered = false;
  }
}

function blankLayer(): Layer {
  return {
    protocol: 'data',
    start: 0,
    end: 0,
    wireEnd: 0,
    payload: 0,
    network: -1,
    fragment: false,
    quoted: false,
    enciphered: false,
  };
}
