import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const fields = {
  data: {
    name: 'data.data',
    label: 'Data',
    kind: 'bytes',
    about: 'Des octets que Sonde ne décode pas.',
  },
  length: {
    name: 'data.len',
    label: 'Length',
    kind: 'number',
    about: 'Le nombre de ces octets.',
  },
} as const;

/** Bytes that no other layer claims. */
export const data: LayerModule = {
  protocol: 'data',
  title: 'Data',
  about: 'Des données que Sonde ne sait pas décoder, montrées telles quelles.',
  fields: listOf(fields),

  follow() {
    // Nothing is known of what is inside.
  },

  dissect({ start, end }, sink) {
    sink.add(fields.data, start, end - start);
    sink.put(fields.length, start, 0, end - start);
  },
};
