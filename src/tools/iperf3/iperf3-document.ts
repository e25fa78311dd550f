import { ParseError } from '../../parse-error.js';
import { parseJsonText } from '../text/json-text.js';

/** A JSON document among others, and where it stands in the text. */
export interface JsonDocument {
  readonly value: unknown;
  readonly offset: number;
}

/**
 * The JSON documents of a text: a server writes one after each test, with nothing between them.
 *
 * @throws ParseError with line and offset
 */
export function jsonDocuments(text: string): readonly JsonDocument[] {
  const documents: JsonDocument[] = [];
  let offset = skipSpace(text, 0);
  while (offset < text.length) {
    if (text[offset] !== '{') throw faultAt(text, offset, "expected the '{' of a JSON document");
    const end = endOfDocument(text, offset);
    documents.push({ value: parsed(text, offset, end), offset });
    offset = skipSpace(text, end);
  }
  if (documents.length === 0) throw new ParseError('expected a JSON document, found nothing', 0, 1);
  return documents;
}

/** A ParseError with the line of an offset. */
export function faultAt(text: string, offset: number, message: string): ParseError {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return new ParseError(message, offset, line);
}

/** Its faults are told by their place in the whole text. */
function parsed(text: string, start: number, end: number): unknown {
  try {
    return parseJsonText(text.slice(start, end));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw faultAt(text, start + error.offset, 'not a JSON document of iperf3, or one that is cut');
  }
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n\ufeff'.includes(text.charAt(at))) at += 1;
  return at;
}

/** The offset after the brace that closes the one at `start`; the end of the text when none does. */
function endOfDocument(text: string, start: number): number {
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
