import type { LayerModule, ProtocolName } from './layer.js';

/** No link header: the frame is an IP packet (LINKTYPE_RAW, _IPV4, _IPV6). */
export const raw: LayerModule = {
  protocol: 'raw',
  title: 'Raw packet data',
  about: 'Pas d’en-tête de lien : la capture commence au paquet IP.',
  fields: [],

  follow(layer, outline) {
    layer.payload = layer.start;
    outline.enter(protocolOf(layer.end > layer.start ? (outline.bytes[layer.start] ?? 0) >> 4 : 0), layer);
  },

  dissect() {
    // A layer without a byte of its own.
  },
};

function protocolOf(version: number): ProtocolName {
  if (version === 4) return 'ip';
  return version === 6 ? 'ipv6' : 'data';
}
