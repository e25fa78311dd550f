/**
 * Values as Node prints them: the text under a cell must be the same in a page and in a notebook. Node's own
 * `util.inspect` cannot be taken along, for it is part of the program; this one is compared with it, on values of all
 * kinds, by the tests. What only an engine knows (the state of a promise, the target of a proxy) is left out.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/util.html#utilinspectobject-options
 */
import { errorText } from './inspect-error.js';
import { keyText, quoted } from './inspect-text.js';
import { arranged, type Braces, moreItems } from './inspect-layout.js';

/** How deep, and what is known on the way down. */
export interface InspectState {
  /** Levels below which objects are only named. */
  readonly depth: number;
  /** Objects that hold the one being written. */
  readonly above: object[];
  /** Number given to each object that holds itself. */
  readonly circular: Map<object, number>;
  indentation: number;
  /** Depth of the last object written: it tells how much stands inside one that is to be put on one line. */
  lastDepth: number;
}

/** Elements of a list that are written; the others are counted. */
export const maxElements = 100;

/**
 * A value as `util.inspect` writes it, without colours.
 *
 * @param value anything
 * @param depth levels of objects that are written; 2 as in Node
 */
export function inspect(value: unknown, depth = 2): string {
  return written({ depth, above: [], circular: new Map(), indentation: 0, lastDepth: 0 }, value, 0);
}

function written(state: InspectState, value: unknown, level: number): string {
  if (typeof value === 'string') return quoted(value, state.indentation);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  if (!state.above.includes(value)) return objectText(state, value, level);
  const known = state.circular.get(value) ?? state.circular.size + 1;
  state.circular.set(value, known);
  return `[Circular *${known}]`;
}

/** An object too deep to be shown; one without a prototype is between brackets already. */
function named(prefix: string): string {
  return prefix.startsWith('[') ? prefix : `[${prefix}]`;
}

/** What is to be written of an object, once it is known what it is. */
interface Shape {
  /** What stands before the braces, or alone when there is nothing to put in them. */
  readonly base: string;
  readonly braces: Braces;
  /** Whether the braces are written when they hold nothing. */
  readonly alone: boolean;
  readonly isList: boolean;
  readonly keys: readonly PropertyKey[];
  readonly entries: (level: number) => string[];
}

function objectText(state: InspectState, value: object, level: number): string {
  const shape = shapeOf(state, value);
  const { base, braces, keys } = shape;
  const isEmpty = keys.length === 0 && sizeOf(value) === 0;
  if (isEmpty && !shape.alone) return base;
  if (isEmpty && shape.alone) return `${base === '' ? '' : `${base} `}${braces.join('')}`;
  if (level > state.depth) return named(prefixOf(value, 'Object').trimEnd());
  state.above.push(value);
  state.lastDepth = level;
  const output = [...shape.entries(level + 1), ...keys.map((key) => property(state, value, key, level + 1))];
  state.above.pop();
  const reference = state.circular.get(value);
  const start = reference === undefined ? '' : `<ref *${reference}>`;
  const place = {
    indentation: state.indentation,
    depthInside: state.lastDepth - level,
    isList: shape.isList,
  };
  if (base !== '') return arranged(output, start === '' ? base : `${start} ${base}`, braces, value, place);
  const opening = start === '' ? braces[0] : `${start} ${braces[0]}`;
  return arranged(output, '', [opening, braces[1]], value, place);
}

function shapeOf(state: InspectState, value: object): Shape {
  const keys = ownKeys(value);
  const none = (): string[] => [];
  const plain = { base: '', alone: true, isList: false, keys, entries: none };
  if (Array.isArray(value)) {
    const prefix = prefixOf(value, 'Array', value.length);
    const braces: Braces = [`${prefix === `Array(${value.length}) ` ? '' : prefix}[`, ']'];
    const list = value as unknown[];
    return { ...plain, braces, isList: true, entries: (level) => elements(state, list, level) };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = value as unknown as ArrayLike<number | bigint>;
    const braces: Braces = [`${prefixOf(value, 'TypedArray', list.length)}[`, ']'];
    return { ...plain, braces, isList: true, entries: () => numbers(list) };
  }
  if (value instanceof Set) {
    const braces: Braces = [`${prefixOf(value, 'Set', value.size)}{`, '}'];
    return { ...plain, braces, entries: (level) => members(state, [...(value as Set<unknown>)], level) };
  }
  if (value instanceof Map) {
    const braces: Braces = [`${prefixOf(value, 'Map', value.size)}{`, '}'];
    return {
      ...plain,
      braces,
      entries: (level) => pairs(state, [...(value as Map<unknown, unknown>)], level),
    };
  }
  const base = baseOf(state, value);
  if (base !== undefined) {
    const own = value instanceof Error ? keys.filter((key) => !isTold(value, key, base)) : keys;
    return { ...plain, base, keys: withCause(value, own), braces: ['{', '}'], alone: false };
  }
  const inside = hiddenInside(state, value);
  const prefix = prefixOf(value, 'Object');
  return { ...plain, braces: [`${prefix === 'Object ' ? '' : prefix}{`, '}'], entries: inside ?? none };
}

/** What Node shows of objects that are one value: functions, dates, errors, wrapped primitives. */
function baseOf(state: InspectState, value: object): string | undefined {
  if (typeof value === 'function') return functionText(value as (...args: never[]) => unknown);
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return errorText(value, prefixOf(value, 'Error').trimEnd(), state.indentation);
  if (value instanceof Number || value instanceof Boolean || value instanceof String) {
    const primitive: unknown = value.valueOf();
    return `[${prefixOf(value, 'Object').trimEnd()}: ${inspect(primitive)}]`;
  }
  return undefined;
}

/** What cannot be listed is named, as Node does. */
function hiddenInside(state: InspectState, value: object): ((level: number) => string[]) | undefined {
  if (value instanceof Promise) return () => ['<pending>'];
  if (value instanceof WeakSet || value instanceof WeakMap) return () => ['<items unknown>'];
  if (!(value instanceof ArrayBuffer)) return undefined;
  return (level) => {
    const bytes = [...new Uint8Array(value, 0, Math.min(50, value.byteLength))];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const rest = value.byteLength - bytes.length;
    const more = rest > 0 ? ` ... ${rest} more byte${rest > 1 ? 's' : ''}` : '';
    return [`[Uint8Contents]: <${hex}${more}>`, `byteLength: ${written(state, value.byteLength, level)}`];
  };
}

function sizeOf(value: object): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Set || value instanceof Map) return value.size;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return value instanceof Promise ||
    value instanceof WeakSet ||
    value instanceof WeakMap ||
    value instanceof ArrayBuffer
    ? 1
    : 0;
}

/** Longer lists are not searched for names besides their indices: listing those would take minutes. */
const longestSearched = 100_000;

function ownKeys(value: object): PropertyKey[] {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof String;
  if (isList && (value as ArrayLike<unknown>).length > longestSearched) return [];
  const names = Object.keys(value).filter((key) => !(isList && /^(0|[1-9]\d*)$/.test(key)));
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  return [...names, ...symbols];
}

/** Name and message are in the text of an error already. */
function isTold(error: Error, key: PropertyKey, text: string): boolean {
  if (key !== 'name' && key !== 'message' && key !== 'stack') return false;
  return text.includes(String(error[key]));
}

function withCause(value: object, keys: readonly PropertyKey[]): readonly PropertyKey[] {
  if (!(value instanceof Error)) return keys;
  const hidden = ['cause', 'errors'].filter(
    (key) =>
      !keys.includes(key) &&
      Object.hasOwn(value, key) &&
      (key === 'cause' || value instanceof AggregateError),
  );
  return [...keys, ...hidden];
}

function elements(state: InspectState, list: readonly unknown[], level: number): string[] {
  const output: string[] = [];
  let index = 0;
  while (index < list.length && output.length < maxElements) {
    if (index in list) {
      output.push(indented(state, () => written(state, list[index], level)));
      index += 1;
      continue;
    }
    const start = index;
    while (index < list.length && !(index in list)) index += 1;
    output.push(`<${index - start} empty item${index - start > 1 ? 's' : ''}>`);
  }
  return [...output, ...moreItems(list.length - index)];
}

function numbers(list: ArrayLike<number | bigint>): string[] {
  const shown = Math.min(list.length, maxElements);
  const output = Array.from({ length: shown }, (_, i) => inspect(list[i]));
  return [...output, ...moreItems(list.length - shown)];
}

function members(state: InspectState, list: readonly unknown[], level: number): string[] {
  const output = list.slice(0, maxElements).map((each) => indented(state, () => written(state, each, level)));
  return [...output, ...moreItems(list.length - output.length)];
}

function pairs(state: InspectState, list: readonly (readonly [unknown, unknown])[], level: number): string[] {
  const output = list
    .slice(0, maxElements)
    .map(([key, value]) =>
      indented(state, () => `${written(state, key, level)} => ${written(state, value, level)}`),
    );
  return [...output, ...moreItems(list.length - output.length)];
}

function property(state: InspectState, value: object, key: PropertyKey, level: number): string {
  const descriptor = Object.getOwnPropertyDescriptor(value, key) ?? { value: undefined, enumerable: true };
  const name = descriptor.enumerable === false ? `[${String(key)}]` : keyText(key);
  if (descriptor.get) return `${name}: ${descriptor.set ? '[Getter/Setter]' : '[Getter]'}`;
  if (descriptor.set) return `${name}: [Setter]`;
  return `${name}: ${indented(state, () => written(state, descriptor.value, level))}`;
}

function indented(state: InspectState, write: () => string): string {
  state.indentation += 2;
  try {
    return write();
  } finally {
    state.indentation -= 2;
  }
}

/** `Point(2) [tag] `: the class of an object, as it stands before its braces. */
function prefixOf(value: object, fallback: string, size?: number): string {
  const count = size === undefined ? '' : `(${size})`;
  const name = constructorName(value);
  const tag = tagOf(value, name ?? '');
  if (name === undefined) {
    const other = tag === '' || tag === fallback ? '' : `[${tag}] `;
    return `[${fallback}${count}: null prototype] ${other}`;
  }
  return `${name}${count} ${tag === '' ? '' : `[${tag}] `}`;
}

function tagOf(value: object, name: string): string {
  const tag = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  if (typeof tag !== 'string' || tag === '' || tag === name) return '';
  return Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag) ? '' : tag;
}

function constructorName(value: object): string | undefined {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof maker === 'function' && maker.name !== '' && value instanceof maker) return maker.name;
  }
  return undefined;
}

function functionText(value: (...args: never[]) => unknown): string {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    const parent = (Object.getPrototypeOf(value) as { readonly name?: string } | null)?.name ?? '';
    return `[class ${value.name === '' ? '(anonymous)' : value.name}${parent === '' ? '' : ` extends ${parent}`}]`;
  }
  const kind = constructorName(value) ?? 'Function';
  return `[${kind}${value.name === '' ? ' (anonymous)' : `: ${value.name}`}]`;
}
