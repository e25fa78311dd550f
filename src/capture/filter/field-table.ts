import type { FieldDefinition, FieldKind } from '../field.js';
import { frameFields } from '../field-frame.js';
import type { ProtocolName } from '../layers/layer.js';
import { layerModules } from '../layers/registry.js';

/** A whole layer is a kind of its own: its bytes. */
export type ValueKind = FieldKind | 'protocol';

/** What a name of a filter stands for. */
export interface FieldSource {
  readonly kind: ValueKind;
  /** The fields of this name. */
  readonly definitions: ReadonlySet<FieldDefinition>;
  /** The layers where they are. */
  readonly protocols: ReadonlySet<ProtocolName | 'frame'>;
}

interface Growing {
  kind: ValueKind;
  definitions: Set<FieldDefinition>;
  protocols: Set<ProtocolName | 'frame'>;
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
  const add = (name: string, kind: ValueKind, protocol: ProtocolName | 'frame'): Growing => {
    const entry = made.get(name) ?? { kind, definitions: new Set(), protocols: new Set() };
    entry.protocols.add(protocol);
    made.set(name, entry);
    return entry;
  };
  const addFields = (fields: readonly FieldDefinition[], protocol: ProtocolName | 'frame'): void => {
    for (const field of fields) {
      for (const name of [field.name, ...(field.also ?? [])])
        add(name, field.kind, protocol).definitions.add(field);
    }
  };
  add('frame', 'protocol', 'frame');
  addFields(frameFields, 'frame');
  for (const { protocol, fields } of Object.values(layerModules)) {
    add(protocol, 'protocol', protocol);
    addFields(fields, protocol);
  }
  return made;
}

/** The names closest to one that does not exist, the closest first. */
export function nearNames(name: string): readonly string[] {
  const near = [...fieldTable().keys()].map((each) => ({ each, distance: distanceOf(name, each) }));
  return near
    .filter(({ distance }) => distance <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ each }) => each);
}

/** Characters to write, to take away or to change to go from one to the other (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
