import { formatGeneral } from '../go-float.js';
import { TemplateError } from './syntax.js';

/** A value in a template, with the type that Go gives it. */
export type TemplateValue =
  | { readonly type: 'nil' }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'float64'; readonly value: number }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | {
      readonly type: 'map';
      readonly entries: ReadonlyMap<string, TemplateValue>;
      readonly missing: TemplateValue;
    }
  | { readonly type: 'list'; readonly items: readonly TemplateValue[] }
  | { readonly type: 'struct'; readonly fields: Readonly<Record<string, TemplateValue>> }
  | { readonly type: 'time'; readonly timeMs: number };

export const nil: TemplateValue = { type: 'nil' };
export const text = (value: string): TemplateValue => ({ type: 'string', value });
export const float = (value: number): TemplateValue => ({ type: 'float64', value });
export const int = (value: number): TemplateValue => ({ type: 'int', value });
export const bool = (value: boolean): TemplateValue => ({ type: 'bool', value });
export const list = (items: readonly TemplateValue[]): TemplateValue => ({ type: 'list', items });

/** Labels as a map, in which a missing one is an empty text (`missingkey=zero`). */
export function labelMap(labels: Readonly<Record<string, string>>): TemplateValue {
  const entries = Object.entries(labels).map(([name, value]) => [name, text(value)] as const);
  return { type: 'map', entries: new Map(entries), missing: text('') };
}

/** Whether Go's templates take a value for true: it is neither zero nor empty. */
export function isTrue(value: TemplateValue): boolean {
  switch (value.type) {
    case 'nil':
      return false;
    case 'string':
      return value.value !== '';
    case 'float64':
    case 'int':
      return value.value !== 0;
    case 'bool':
      return value.value;
    case 'map':
      return value.entries.size > 0;
    case 'list':
      return value.items.length > 0;
    case 'struct':
    case 'time':
      return true;
  }
}

/** As Go's `%v` prints it. */
export function display(value: TemplateValue): string {
  switch (value.type) {
    case 'nil':
      return '<nil>';
    case 'string':
      return value.value;
    case 'float64':
      return formatGeneral(value.value);
    case 'int':
    case 'bool':
      return String(value.value);
    case 'map': {
      const names = [...value.entries.keys()].sort();
      return `map[${names.map((name) => `${name}:${display(value.entries.get(name) ?? nil)}`).join(' ')}]`;
    }
    case 'list':
      return `[${value.items.map(display).join(' ')}]`;
    case 'struct':
      return `{${Object.values(value.fields).map(display).join(' ')}}`;
    case 'time':
      return displayTime(value.timeMs);
  }
}

/** A time as Go prints it: `2006-01-02 15:04:05.5 +0000 UTC`. */
export function displayTime(timeMs: number): string {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) throw new TemplateError('time out of range');
  const [day = '', clock = ''] = date.toISOString().split('T');
  const seconds = clock.replace('Z', '').replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros));
  return `${day} ${seconds.includes('.') ? seconds.replace(/0+$/, '') : seconds} +0000 UTC`;
}

/** Reads one field of a value, as `.name` does. */
export function fieldOf(value: TemplateValue, name: string): TemplateValue {
  if (value.type === 'map') return value.entries.get(name) ?? value.missing;
  if (value.type === 'struct') {
    const field = Object.hasOwn(value.fields, name) ? value.fields[name] : undefined;
    if (field !== undefined) return field;
  }
  if (value.type === 'nil') throw new TemplateError(`nil data; no entry for key ${JSON.stringify(name)}`);
  throw new TemplateError(`can't evaluate field ${name} in type ${value.type}`);
}
