import type * as JsoncParser from 'jsonc-parser';
import { checkLength, type DocumentPath, type ParseOptions, syntaxError, TextDocument } from './document.js';

/** An hour of iperf3 with a hundred streams is shorter. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Parses a text of JSON, with a byte order mark or not.
 *
 * @throws {@link DocumentError} where it stops being JSON
 */
export function parseJson(text: string, options: Partial<ParseOptions> = {}): TextDocument {
  checkLength(text, { maxCharacters: MAX_CHARACTERS, ...options });
  return documentIn(text, text.startsWith('\uFEFF') ? 1 : 0, text.length, options);
}

/**
 * Parses JSON objects that follow one another in a text.
 *
 * @throws {@link DocumentError} where one of them stops being JSON
 */
export function parseJsonSequence(
  text: string,
  options: Partial<ParseOptions> = {},
): readonly TextDocument[] {
  checkLength(text, { maxCharacters: MAX_CHARACTERS, ...options });
  const documents: TextDocument[] = [];
  for (let start = skipSpace(text, 0), end: number; start < text.length; start = skipSpace(text, end)) {
    end = text[start] === '{' ? endOfObject(text, start) : text.length;
    documents.push(documentIn(text, start, end, options));
  }
  return documents;
}

/** JSON.parse reads megabytes at once; where a part is written is looked for when somebody asks, after a fault. */
function documentIn(
  text: string,
  start: number,
  end: number,
  { wording }: Partial<ParseOptions>,
): TextDocument {
  const written = text.slice(start, end);
  return new TextDocument(text, parsed(), (path, place) => start + offsetOf(written, path, place), wording);

  function parsed(): unknown {
    try {
      return JSON.parse(written) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const at = faultOffset(written);
      const found = at < written.length ? JSON.stringify(written.slice(at, at + 20)) : 'the end of the text';
      throw syntaxError(text, start + at, `not JSON: unexpected ${found}`, wording);
    }
  }
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

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n\uFEFF'.includes(text.charAt(at))) at += 1;
  return at;
}

/** The offset after the brace that closes the one at `start`; the end of the text when none does. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
