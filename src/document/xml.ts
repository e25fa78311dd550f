import * as v from 'valibot';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import {
  checkLength,
  type DocumentPath,
  type ParseOptions,
  syntaxError,
  TextDocument,
  type Wording,
  withPlace,
} from './document.js';
import { knownFields } from './schema.js';

/** Deeper than any element of nmap and the tables of its scripts. */
const MAX_DEPTH = 64;

/** What the text of an element is called, beside its attributes (`@name`) and the lists of its children. */
const TEXT = '#text';

/**
 * Parses a text of XML: an element is an object that has its attributes as `@name`, its text as `#text`, its children as
 * lists by name. Document types with definitions, and so entities of its own, are refused.
 *
 * @throws {@link DocumentError} where it is not XML
 */
export function parseXml(text: string, options: Pick<ParseOptions, 'maxCharacters'>): TextDocument {
  checkLength(text, options);
  const definition = /<!ENTITY|<!DOCTYPE[^>[]*\[/i.exec(text);
  if (definition) throw syntaxError(text, definition.index, 'document type definitions are not read');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) {
    const { line, col, msg } = verdict.err;
    throw syntaxError(text, offsetAt(text, line, col), `not well-formed XML: ${msg}`);
  }
  const fault = faultIn(text);
  if (fault) throw syntaxError(text, fault.at, `not read as XML: ${fault.problem}`);
  const tree = treeOf(text);
  return new TextDocument(text, tree, (path) => offsetOf(text, tree, path), wording);
}

/** Names that JavaScript has for itself: no object of ours has such a field. */
const RESERVED = /^(?:__proto__|constructor|prototype)$/;

/** What well-formed elements may still not be, and what stands around them; told here, for the parser tells no place. */
function faultIn(text: string): { readonly at: number; readonly problem: string } | undefined {
  let depth = 0;
  let isClosed = false;
  for (let at = 0, next: number; at < text.length; at = next) {
    const start = text.startsWith('\uFEFF', at) ? at + 1 : at;
    const opening = text.indexOf('<', start);
    const end = opening === -1 ? text.length : opening;
    const stray = /\S/.exec(depth === 0 ? text.slice(start, end) : '');
    if (stray) return { at: start + stray.index, problem: 'text outside of the document' };
    if (opening === -1) return undefined;
    next = endOfMarkup(text, opening);
    if (next === 0) return { at: opening, problem: 'what begins here does not end' };
    if (/^<[?!]/.test(text.slice(opening, opening + 2))) {
      const isData = text.startsWith('<![CDATA[', opening);
      if (isData && depth === 0) return { at: opening, problem: 'text outside of the document' };
      continue;
    }
    if (text[opening + 1] === '/') {
      depth -= 1;
      isClosed = depth === 0;
      continue;
    }
    if (isClosed) return { at: opening, problem: 'an element after the document' };
    const [name = ''] = /^[^\s/>]+/.exec(text.slice(opening + 1, opening + 200)) ?? [];
    if (RESERVED.test(name)) return { at: opening, problem: `an element may not be called ${name}` };
    if (depth >= MAX_DEPTH)
      return { at: opening, problem: `elements in one another, more than ${MAX_DEPTH}` };
    if (text[next - 2] === '/') isClosed = depth === 0;
    else depth += 1;
  }
  return undefined;
}

/** The offset after a tag, a comment, an instruction or text of its own; 0 where it has no end. */
function endOfMarkup(text: string, start: number): number {
  const [, ending] = enclosed.find(([begin]) => text.startsWith(begin, start)) ?? [];
  if (ending !== undefined) {
    const end = text.indexOf(ending, start);
    return end === -1 ? 0 : end + ending.length;
  }
  let at = start + 1;
  while (at > 0 && at < text.length && text[at] !== '>') {
    const isQuote = text[at] === '"' || text[at] === "'";
    at = isQuote ? text.indexOf(text.charAt(at), at + 1) + 1 : at + 1;
  }
  return at > 0 && at < text.length ? at + 1 : 0;
}

const enclosed = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: TEXT,
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  tagValueProcessor: (_, text) => decoded(text),
  attributeValueProcessor: (_, text) => decoded(text),
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
  maxNestedTags: MAX_DEPTH,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

function treeOf(text: string): unknown {
  try {
    return parser.parse(text) as unknown;
  } catch (error) {
    throw syntaxError(text, 0, `not read as XML: ${(error as Error).message}`);
  }
}

function offsetAt(text: string, line: number, column: number): number {
  // Nothing but comments has no place: it ends before an element begins.
  if (!Number.isFinite(column)) return text.length;
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return Math.min(start + Math.max(0, column - 1), text.length);
}

type Parts = Readonly<Record<string | symbol, unknown>>;

/** Where an element is opened, or an attribute is written in its tag. */
function offsetOf(text: string, tree: unknown, path: DocumentPath): number {
  const places = XMLParser.getMetaDataSymbol() as unknown as symbol;
  let at = 0;
  let part = tree;
  for (const step of path) {
    part = (part as Parts)[step];
    if (typeof part === 'string' && String(step).startsWith('@')) {
      return text.indexOf(` ${String(step).slice(1)}=`, at) + 1;
    }
    if (typeof part !== 'object' || part === null) break;
    const place = (part as Parts)[places] as { readonly startIndex?: number } | undefined;
    at = place?.startIndex ?? at;
  }
  return at;
}

const wording: Wording = ({ path, problem, found, position }) => {
  const elements = path.filter((step) => typeof step === 'string' && !step.startsWith('@'));
  const [element = '', parent] = elements.reverse();
  const last = String(path.at(-1) ?? '');
  const attribute = last.startsWith('@') ? last.slice(1) : undefined;
  if (found === undefined && attribute !== undefined)
    return withPlace(`expected the attribute ${attribute} of <${element}>`, position);
  if (found === undefined)
    return withPlace(`expected <${element}>${parent === undefined ? '' : ` in <${parent}>`}`, position);
  const written = typeof found === 'string' ? JSON.stringify(found.slice(0, 60)) : 'something else';
  return withPlace(
    `expected ${problem} ${attribute === undefined ? 'in' : `as ${attribute} of`} <${element}>, found ${written}`,
    position,
  );
};

/** What is read of an element: under our name, that of an attribute (`@ttl`), of its text (`#text`) or of children. */
type ElementParts = Readonly<Record<string, readonly [string, v.GenericSchema]>>;

type Written<Read extends ElementParts> = v.InferOutput<
  v.ObjectSchema<{ readonly [Name in keyof Read]: Read[Name][1] }, undefined>
>;

/** A part that is not there is not there under our name either. */
type ElementOutput<Read extends ElementParts> = {
  [Name in keyof Written<Read>]: Exclude<Written<Read>[Name], undefined>;
};

/** An element, whatever else it has. */
export function element<const Read extends ElementParts>(
  parts: Read,
): v.GenericSchema<unknown, ElementOutput<Read>> {
  return v.pipe(
    knownFields(Object.fromEntries(Object.values(parts))),
    v.transform((written: Parts) => {
      const named = Object.entries(parts).map(([name, [part]]) => [name, written[part]] as const);
      return Object.fromEntries(named.filter(([, value]) => value !== undefined)) as ElementOutput<Read>;
    }),
  );
}

/** The only child of a name, or the first. */
export function child<Value>(schema: v.GenericSchema<unknown, Value>): v.GenericSchema<unknown, Value> {
  return v.pipe(
    v.looseTuple([schema]),
    v.transform(([first]) => first),
  );
}

/** One part of such a child. */
export function partOfChild<Value>(
  part: string,
  schema: v.GenericSchema<unknown, Value>,
): v.GenericSchema<unknown, Value> {
  return v.pipe(
    child(knownFields({ [part]: schema })),
    v.transform((found) => found[part] as Value),
  );
}

/** The children of a name; none where it is absent. */
export function children<Value>(schema: v.GenericSchema<unknown, Value>): v.GenericSchema<unknown, Value[]> {
  return v.exactOptional(v.array(schema), []);
}

/** The children of a name in the only child of another. */
export function childrenIn<Value>(
  part: string,
  schema: v.GenericSchema<unknown, Value>,
): v.GenericSchema<unknown, Value[]> {
  return v.exactOptional(partOfChild(part, children(schema)), [{}]);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The entities that XML has by itself; nmap writes `--` as `-&#45;` for the sake of comments. */
function decoded(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
