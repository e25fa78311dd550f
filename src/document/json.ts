import type * as JsoncParser from 'jsonc-parser';
import {
  checkLength,
  DocumentError,
  type DocumentPath,
  type ParseOptions,
  syntaxError,
  TextDocument,
  withPlace,
} from './document.js';

/** An hour of iperf3 with a hundred streams is shorter. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Parses a text of JSON, with a byte order mark or not.
 *
 * @throws {@link DocumentError} where it stops being JSON, or gives a key twice
 */
export function parseJson(text: string, options: Partial<ParseOptions> = {}): TextDocument {
  checkLength(text, { maxCharacters: MAX_CHARACTERS, ...options });
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return documentIn(text, { written: text.slice(start), placeOf: (offset) => start + offset }, options);
}

/** JSON objects that follow one another in a text, and what else stands there. */
export interface JsonSequence {
  readonly documents: readonly TextDocument[];
  /** What is not JSON, and was read around or as absent, each in words that give its place. */
  readonly notices: readonly string[];
  /** Why the last object is none: the text ends within it. */
  readonly cut?: DocumentError;
}

/**
 * Parses the JSON objects of a text as C programs print them: warnings stand between them, what is not a number (`-nan`,
 * `inf`) is read as null, and a key that an object has again is read as `KEY_again`, then `KEY_again_again`.
 *
 * @throws {@link DocumentError} where an object stops being JSON, or where there is none
 */
export function parseJsonSequence(text: string, options: Partial<ParseOptions> = {}): JsonSequence {
  checkLength(text, { maxCharacters: MAX_CHARACTERS, ...options });
  const documents: TextDocument[] = [];
  const notices: string[] = [];
  let first: number | undefined;
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length;) {
    const space = /[ \t\r\n\uFEFF]+/y;
    space.lastIndex = at;
    const [blank = ''] = space.exec(text) ?? [];
    if (blank.includes('\n')) {
      line += blank.split('\n').length - 1;
      lineStart = at + blank.lastIndexOf('\n') + 1;
    }
    at += blank.length;
    if (at >= text.length) break;
    first ??= at;
    if (text[at] !== '{') {
      const end = text.indexOf('\n', at);
      notices.push(text.slice(at, end === -1 ? text.length : end).trim());
      at = end === -1 ? text.length : end;
      continue;
    }
    const object = new WrittenObject(text, at, line, lineStart);
    notices.push(...object.notices);
    ({ end: at, line, lineStart } = object);
    try {
      documents.push(documentIn(text, object, options));
    } catch (error) {
      if (object.isClosed || documents.length === 0 || !(error instanceof DocumentError)) throw error;
      return { documents, notices, cut: error };
    }
  }
  if (documents.length > 0) return { documents, notices };
  const found = first === undefined ? 'nothing' : JSON.stringify(text.slice(first, first + 20));
  throw syntaxError(text, first ?? 0, `expected a JSON document, found ${found}`, options.wording);
}

/** What C prints of a number that is none; Windows has forms of its own. */
const NOT_A_NUMBER = /-?(?:nan(?:\([a-z]*\))?|inf(?:inity)?|1\.#[A-Z]{3,4}\d*)/iy;

/** What JSON.parse is given of a text. */
interface WrittenText {
  readonly written: string;
  /** The place in the whole text of a place in it. */
  readonly placeOf: (offset: number) => number;
}

/** An object in a text, and how JSON would write it. */
class WrittenObject implements WrittenText {
  readonly start: number;
  readonly end: number;
  readonly isClosed: boolean;
  /** Of its end. */
  line: number;
  lineStart: number;
  readonly notices: string[] = [];
  readonly #text: string;
  /** What was put in its place, and where both go on. */
  readonly #parts: { readonly written: string; readonly at: number; readonly next: number }[] = [];

  constructor(text: string, start: number, line: number, lineStart: number) {
    this.#text = text;
    this.start = start;
    this.line = line;
    this.lineStart = lineStart;
    const keys: Set<string>[] = [];
    let at = start;
    for (; at < text.length; at += 1) {
      const character = text.charAt(at);
      if (character === '\n') {
        this.line += 1;
        this.lineStart = at + 1;
      } else if (character === '"') at = this.#readString(at, keys.at(-1));
      else if (character === '{') keys.push(new Set());
      else if (character === '}') {
        keys.pop();
        if (keys.length === 0) break;
      } else if (/[-1in]/i.test(character)) at = this.#readNumber(at);
    }
    this.isClosed = at < text.length;
    this.end = Math.min(at + 1, text.length);
  }

  /** As JSON. */
  get written(): string {
    let from = this.start;
    const pieces = this.#parts.map(({ written, at, next }) => {
      const piece = this.#text.slice(from, at) + written;
      from = next;
      return piece;
    });
    return pieces.join('') + this.#text.slice(from, this.end);
  }

  /** The place in the text of a place in what is written. */
  placeOf(offset: number): number {
    let shift = this.start;
    for (const { written, at, next } of this.#parts) {
      if (offset + shift < at) break;
      if (offset + shift < at + written.length) return at;
      shift += next - at - written.length;
    }
    return Math.min(offset + shift, this.end);
  }

  /** @returns where the string ends */
  #readString(start: number, keys: Set<string> | undefined): number {
    const end = endOfString(this.#text, start);
    const colon = /\s*:/y;
    colon.lastIndex = end + 1;
    if (!colon.test(this.#text)) return end;
    const key = this.#text.slice(start + 1, end);
    if (keys?.has(key)) this.#tell(`${key} is given again`, start);
    let name = key;
    while (keys?.has(name)) name += '_again';
    if (name !== key) this.#put(`"${name}"`, start, end + 1);
    keys?.add(name);
    return end;
  }

  /** @returns where the last of its characters that matter is */
  #readNumber(start: number): number {
    NOT_A_NUMBER.lastIndex = start;
    const [found] = NOT_A_NUMBER.exec(this.#text) ?? [];
    if (found === undefined) return start;
    const [, key = 'a number'] = /"([^"\\]{1,60})"\s*:\s*$/.exec(this.#text.slice(start - 100, start)) ?? [];
    this.#put('null', start, start + found.length);
    this.#tell(`${key} is ${found}`, start);
    return start + found.length - 1;
  }

  #put(written: string, at: number, next: number): void {
    this.#parts.push({ written, at, next });
  }

  #tell(words: string, at: number): void {
    this.notices.push(withPlace(words, { line: this.line, column: at - this.lineStart + 1, offset: at }));
  }
}

/** JSON.parse reads megabytes at once; where a part is written is looked for when somebody asks, after a fault. */
function documentIn(text: string, object: WrittenText, { wording }: Partial<ParseOptions>): TextDocument {
  const { written } = object;
  const offset = (path: DocumentPath, place: 'key' | 'value'): number =>
    object.placeOf(offsetOf(written, path, place));
  return new TextDocument(text, parsed(), offset, wording);

  function parsed(): unknown {
    try {
      const value = JSON.parse(written) as unknown;
      if (keysIn(written) === keysOf(value)) return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const at = faultOffset(written);
      const found = at < written.length ? JSON.stringify(written.slice(at, at + 20)) : 'the end of the text';
      throw syntaxError(text, object.placeOf(at), `not JSON: unexpected ${found}`, wording);
    }
    const { at, key } = repeatedKey(written);
    throw syntaxError(text, object.placeOf(at), `${JSON.stringify(key)} is given twice`, wording);
  }
}

/** How many names of fields are written in a text of JSON. */
function keysIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at = endOfString(text, at) + 1;
    while (/\s/.test(text.charAt(at))) at += 1;
    if (text[at] === ':') count += 1;
  }
  return count;
}

/** How many fields a value has, with those of its parts; as deep as it goes, it asks nothing of the stack. */
function keysOf(value: unknown): number {
  let count = 0;
  const left = [value];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part !== 'object' || part === null) continue;
    if (!Array.isArray(part)) count += Object.keys(part).length;
    for (const each of Array.isArray(part) ? (part as unknown[]) : Object.values(part)) {
      if (typeof each === 'object') left.push(each);
    }
  }
  return count;
}

/** The first name that an object has twice. */
function repeatedKey(text: string): { readonly at: number; readonly key: string } {
  const objects: Set<string>[] = [];
  let found: { readonly at: number; readonly key: string } | undefined;
  unlessTooDeep(() => {
    jsonc().visit(text, {
      onObjectBegin: () => void objects.push(new Set()),
      onObjectEnd: () => void objects.pop(),
      onObjectProperty: (key, at) => {
        if (objects.at(-1)?.has(key)) found ??= { at, key };
        objects.at(-1)?.add(key);
      },
    });
  });
  return found ?? { at: 0, key: '' };
}

/** JSON.parse tells the places of some faults only. */
function faultOffset(text: string): number {
  let first: number | undefined;
  const onError = (_: unknown, offset: number): void => {
    first ??= offset;
  };
  unlessTooDeep(() => {
    jsonc().visit(text, { onError }, { disallowComments: true });
  });
  return first ?? text.length;
}

function offsetOf(text: string, path: DocumentPath, place: 'key' | 'value'): number {
  const { findNodeAtLocation, parseTree } = jsonc();
  const root = unlessTooDeep(() => parseTree(text));
  for (let length = path.length; root !== undefined && length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node === undefined) continue;
    const isKey = length === path.length && place === 'key' && node.parent?.type === 'property';
    return isKey ? node.parent.offset : node.offset;
  }
  return root?.offset ?? 0;
}

/** jsonc-parser calls itself at each level: nothing comes of a text that is nested deeper than the stack. */
function unlessTooDeep<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Loaded after a fault only: most texts have none. */
function jsonc(): typeof JsoncParser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('jsonc-parser') as typeof JsoncParser;
}

/** Asked once for each character of megabytes. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); at < text.length && code !== QUOTE; code = text.charCodeAt(at)) {
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
