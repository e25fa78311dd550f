import { type CapturedPacket, linkType } from './capture.js';
import type { Layer, LayerStack, ProtocolName } from './layers/layer.js';
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

  #traced: CapturedPacket | undefined;

  /** Walks through a packet, once: whatever its bytes are, it neither throws nor reads twice. */
  trace(packet: CapturedPacket): this {
    if (packet === this.#traced) return this;
    this.#traced = packet;
    this.bytes = packet.bytes;
    this.linkType = packet.linkType;
    this.seconds = packet.seconds;
    this.count = 0;
    const wireEnd = Math.max(packet.originalLength, packet.bytes.length);
    const first = linkLayers[packet.linkType] ?? 'data';
    this.#push(first, 0, packet.bytes.length, wireEnd, -1, false, false);
    for (let i = 0; i < this.count; i++) {
      const layer = this.layers[i];
      if (layer) layerModules[layer.protocol].follow?.(layer, this);
    }
    return this;
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
  };
}
