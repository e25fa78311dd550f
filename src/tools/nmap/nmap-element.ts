import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ParseError } from '../../parse-error.js';

/** A /16 scanned with scripts is shorter. */
const MAX_CHARACTERS = 128 * 1024 * 1024;
/** nmap's own elements are seven deep; tables of scripts may be deeper. */
const MAX_DEPTH = 64;

const ATTRIBUTES = '@';
const TEXT = '#text';

/** An element of nmap's XML, whose attributes are read once they are what they should be. */
export class NmapElement {
  readonly #node: Readonly<Record<string | symbol, unknown>>;

  constructor(
    node: unknown,
    readonly name: string,
    readonly document: string,
  ) {
    // An element without attributes is its text.
    this.#node =
      typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : { [TEXT]: node };
  }

  /** What is written between its tags. */
  get text(): string {
    const text = this.#node[TEXT];
    return typeof text === 'string' ? decoded(text) : '';
  }

  children(name: string): readonly NmapElement[] {
    const found = this.#node[name];
    return Array.isArray(found)
      ? found.map((each: unknown) => new NmapElement(each, name, this.document))
      : [];
  }

  child(name: string): NmapElement | undefined {
    return this.children(name)[0];
  }

  requiredChild(name: string): NmapElement {
    return this.child(name) ?? this.fail(`expected <${name}> in <${this.name}>`);
  }

  optional(attribute: string): string | undefined {
    const attributes = this.#node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
    const value =
      attributes !== undefined && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    return value === undefined ? undefined : decoded(value);
  }

  required(attribute: string): string {
    return this.optional(attribute) ?? this.fail(`expected the attribute ${attribute} of <${this.name}>`);
  }

  optionalNumber(attribute: string): number | undefined {
    const value = this.optional(attribute);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}(?:\.\d{1,15})?$/.test(value)) return this.#wrong(attribute, 'a number', value);
    return Number(value);
  }

  number(attribute: string): number {
    return (
      this.optionalNumber(attribute) ?? this.fail(`expected the attribute ${attribute} of <${this.name}>`)
    );
  }

  /** One of the words that nmap.dtd allows. */
  word<Word extends string>(attribute: string, words: readonly Word[]): Word {
    const value = this.required(attribute);
    return (
      words.find((word) => word === value) ?? this.#wrong(attribute, `one of ${words.join(', ')}`, value)
    );
  }

  /** A time in seconds since 1970, as ISO 8601. */
  time(attribute: string): string {
    const time = new Date(this.number(attribute) * 1000);
    if (Number.isNaN(time.getTime())) return this.#wrong(attribute, 'a time', this.required(attribute));
    return time.toISOString();
  }

  fail(message: string): never {
    const place = this.#node[XMLParser.getMetaDataSymbol() as unknown as symbol] as
      { readonly startIndex?: number } | undefined;
    throw faultAt(this.document, place?.startIndex ?? 0, message);
  }

  #wrong(attribute: string, expected: string, value: string): never {
    return this.fail(
      `expected ${expected} as ${attribute} of <${this.name}>, found ${JSON.stringify(value.slice(0, 60))}`,
    );
  }
}

/**
 * The root of an XML document. Document types with definitions, and so entities of its own, are refused.
 *
 * @throws ParseError
 */
export function rootElement(document: string, name: string): NmapElement {
  if (document.length > MAX_CHARACTERS) throw new ParseError(`more than ${MAX_CHARACTERS} characters`, 0, 1);
  const definition = /<!ENTITY|<!DOCTYPE[^>[]*\[/i.exec(document);
  if (definition) throw faultAt(document, definition.index, 'document type definitions are not read');
  const verdict = XMLValidator.validate(document);
  if (verdict !== true) {
    const { line, col, msg } = verdict.err;
    throw new ParseError(`not well-formed XML: ${msg}`, offsetOf(document, line, col), line);
  }
  const roots = parsedTree(document)[name];
  const [root, ...others] = Array.isArray(roots) ? (roots as unknown[]) : [];
  if (root === undefined || others.length > 0) throw new ParseError(`expected one <${name}>`, 0, 1);
  return new NmapElement(root, name, document);
}

function parsedTree(document: string): Record<string, unknown> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    attributesGroupName: ATTRIBUTES,
    textNodeName: TEXT,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    captureMetaData: true,
    maxNestedTags: MAX_DEPTH,
    isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
  });
  try {
    return parser.parse(document) as Record<string, unknown>;
  } catch (error) {
    throw new ParseError(`not read as XML: ${(error as Error).message}`, 0, 1);
  }
}

function faultAt(document: string, offset: number, message: string): ParseError {
  let line = 1;
  for (let at = document.indexOf('\n'); at !== -1 && at < offset; at = document.indexOf('\n', at + 1))
    line += 1;
  return new ParseError(message, offset, line);
}

function offsetOf(document: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = document.indexOf('\n', start) + 1;
  return Math.min(start + Math.max(0, column - 1), document.length);
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
