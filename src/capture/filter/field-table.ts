import { contextFields } from '../conversations/tracked-fields.js';
import type { FieldDefinition, FieldKind } from '../layers/field.js';
import { frameFields } from '../layers/frame.js';
import type { ProtocolName } from '../layers/layer.js';
import { layerModules } from '../layers/registry.js';

/** A whole layer is a kind of its own: its bytes. */
export type ValueKind = FieldKind | 'protocol';

/** Where a field comes from: a layer, the record of the frame, or what earlier packets say. */
export type FieldPlace = ProtocolName | 'frame' | 'context';

/** What a name of a filter stands for. */
export interface FieldSource {
  readonly kind: ValueKind;
  /** Where it is found. */
  readonly places: ReadonlySet<FieldPlace>;
  /** The fields of this name in each place. */
  readonly definitions: ReadonlyMap<FieldPlace, readonly FieldDefinition[]>;
}

interface Growing {
  readonly kind: ValueKind;
  readonly places: Set<FieldPlace>;
  readonly definitions: Map<FieldPlace, FieldDefinition[]>;
}

let table: ReadonlyMap<string, FieldSource> | undefined;

/** Every name that a filter may use. Made at the first filter: most programs write none. */
export function fieldTable(): ReadonlyMap<string, FieldSource> {
  table ??= makeTable();
  return table;
}

export function isFieldName(name: string): boolean {
  return fieldTable().has(name);
}

function makeTable(): ReadonlyMap<string, FieldSource> {
  const made = new Map<string, Growing>();
  const entryOf = (name: string, kind: ValueKind, place: FieldPlace): Growing => {
    const entry = made.get(name) ?? { kind, places: new Set(), definitions: new Map() };
    entry.places.add(place);
    made.set(name, entry);
    return entry;
  };
  const addFields = (fields: readonly FieldDefinition[], place: FieldPlace): void => {
    for (const field of fields) {
      for (const name of [field.name, ...(field.also ?? [])]) {
        const { definitions } = entryOf(name, field.kind, place);
        definitions.set(place, [...(definitions.get(place) ?? []), field]);
      }
    }
  };
  entryOf('frame', 'protocol', 'frame');
  addFields(frameFields, 'frame');
  addFields(contextFields, 'context');
  for (const { protocol, fields } of Object.values(layerModules)) {
    entryOf(protocol, 'protocol', protocol);
    addFields(fields, protocol);
  }
  return made;
}
