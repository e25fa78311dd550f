import { contextFields } from '../conversations/tracked-fields.js';
import { type FieldDefinition, type FieldKind, field } from '../layers/field.js';
import { frameFields } from '../layers/frame.js';
import type { ProtocolName } from '../layers/layer.js';
import { layerModules } from '../layers/registry.js';

/** A whole layer is a kind of its own: its bytes. */
export type ValueKind = FieldKind | 'protocol';

/** Where a field comes from: a layer, the record of the frame, what earlier packets say, or what all of it leads to say. */
export type FieldPlace = ProtocolName | 'frame' | 'context' | 'expert';

/** What the packet as a whole suffers from. */
export const expertFields = {
  finding: field.none('_ws.expert', 'Expert Info', 'Il y a quelque chose à dire de ce paquet.'),
  malformed: field.none('_ws.malformed', 'Malformed Packet', 'Une couche du paquet ne tient pas debout.'),
};

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

/** Protocols by the names that they had before. */
const formerNames: Readonly<Record<string, string>> = { ssl: 'tls', bootp: 'dhcp' };

/** Every name that a filter may use. Made at the first filter: most programs write none. */
export function fieldNames(): Iterable<string> {
  table ??= makeTable();
  return table.keys();
}

/** What a name stands for; `undefined` when it is none. */
export function fieldNamed(name: string): FieldSource | undefined {
  table ??= makeTable();
  const [protocol = '', ...rest] = name.split('.');
  return table.get(
    [Object.hasOwn(formerNames, protocol) ? formerNames[protocol] : protocol, ...rest].join('.'),
  );
}

export function isFieldName(name: string): boolean {
  return fieldNamed(name) !== undefined;
}

/** The words that stand for values of a field, in lower case. */
export function namesOf({ kind, definitions }: FieldSource): ReadonlyMap<string, number> {
  const names = new Map(
    kind === 'boolean'
      ? [
          ['set', 1],
          ['not set', 0],
        ]
      : [],
  );
  for (const { show } of [...definitions.values()].flat()) {
    for (const [value, word] of Object.entries(show?.names ?? {}))
      names.set(word.toLowerCase(), Number(value));
  }
  return names;
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
  addFields(Object.values(expertFields), 'expert');
  for (const { protocol, fields } of Object.values(layerModules)) {
    entryOf(protocol, 'protocol', protocol);
    addFields(fields, protocol);
  }
  return made;
}
