import type { CapturedPacket } from './captured-packet.js';
import type { Layer, ProtocolName } from './layers/layer.js';
import { layerModules } from './layers/registry.js';

/** What a frame starts with (https://www.tcpdump.org/linktypes.html). */
const linkLayers: Readonly<Record<number, ProtocolName>> = {
  0: 'null',
  1: 'eth',
  101: 'raw',
  108: 'null',
  113: 'sll',
  228: 'ip',
  229: 'ipv6',
  276: 'sll',
};

/** Deeper than any real packet: tags in tags and errors in errors end here. */
const MAX_LAYERS = 48;

/**
 * The layers of a packet: which protocol, from where to where. One outline serves for a whole capture: each
 * {@link trace} writes over the last one.
 */
export class Outline {
  bytes: Uint8Array = new Uint8Array(0);
  linkType = 1;
  /** When it was seen, in whole seconds since 1970: what looks like a time inside is held against it. */
  seconds = 0;
  /** How many of `layers` are of this packet. */
  count = 0;
  readonly layers: readonly Layer[] = Array.from({ length: MAX_LAYERS }, blankLayer);

  private traced: CapturedPacket | undefined;

  /** Walks through a packet, once: whatever its bytes are, it neither throws nor reads twice. */
  trace(packet: CapturedPacket): this {
    if (packet === this.traced) return this;
    this.traced = packet;
    this.bytes = packet.bytes;
    this.linkType = packet.linkType;
    this.seconds = packet.seconds;
    this.count = 0;
    const wireEnd = Math.max(packet.originalLength, packet.bytes.length);
    const first = linkLayers[packet.linkType] ?? 'data';
    this.push(first, 0, packet.bytes.length, wireEnd, -1, false, false);
    for (let i = 0; i < this.count; i++) {
      const layer = this.layers[i];
      if (layer) layerModules[layer.protocol].follow(layer, this);
    }
    return this;
  }

  /** What `layer` carries is of this protocol, from its payload to its end; nothing where nothing is left. */
  enter(protocol: ProtocolName, layer: Layer): void {
    if (layer.payload >= (protocol === 'data' ? layer.end : layer.wireEnd)) return;
    const { payload, end, wireEnd, network, fragment, quoted } = layer;
    this.push(protocol, payload, end, wireEnd, network, fragment, quoted);
  }

  /** What `layer` carries is the packet that an error is about, as far as it quotes it. */
  quote(protocol: ProtocolName, layer: Layer, length: number): void {
    const { payload } = layer;
    const wireEnd = Math.min(layer.wireEnd, payload + length);
    if (payload >= Math.min(layer.end, wireEnd)) return;
    this.push(protocol, payload, Math.min(layer.end, wireEnd), wireEnd, -1, false, true);
  }

  /** The IP header that carries a layer. */
  networkOf(layer: Layer): Layer | undefined {
    return layer.network < 0 ? undefined : this.layers[layer.network];
  }

  private push(
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
