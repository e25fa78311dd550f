import { ParseError } from '../parse-error.js';
import type { FieldSink } from './fields/field-sink.js';
import { LayerCut } from './fields/field-sink.js';
import type { Layer } from './layers/layer.js';
import { layerModules } from './layers/registry.js';
import type { Outline } from './outline.js';

/**
 * Puts the fields of a layer into a sink, as far as its bytes go.
 *
 * @returns where and why they end too early; `undefined` when all is there
 */
export function dissectLayer(
  layer: Layer,
  sink: FieldSink,
  outline: Outline,
): { readonly kind: 'truncated' | 'malformed'; readonly offset: number } | undefined {
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
    return { kind: cut ? 'truncated' : 'malformed', offset: Math.min(at, layer.end) };
  }
}
