import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
} from 'yaml';
import { checkLength, type DocumentPath, type ParseOptions, syntaxError, TextDocument } from './document.js';

/** Nodes met, those of aliases counted each time: a text may unfold without end. */
const MAX_NODES = 500_000;
const MAX_DEPTH = 150;

/** How a text of YAML is parsed. */
interface YamlOptions extends ParseOptions {
  /**
   * As Go's yaml.v3 does, and Prometheus with it: aliases are followed, documents after the first are not looked at, and
   * a number or a boolean is a {@link WrittenScalar}. Aliases and further documents are refused otherwise.
   */
  readonly asGo?: boolean;
}

/** A number or a boolean, and how it is written: where a text is wanted, Go takes it as such. */
export class WrittenScalar {
  constructor(
    readonly value: number | boolean | bigint,
    readonly source: string,
  ) {}
}

/**
 * Parses a text of YAML.
 *
 * @throws {@link DocumentError} where it is not YAML, has a key twice in a mapping, or unfolds without end
 */
export function parseYaml(text: string, options: YamlOptions): TextDocument {
  const { asGo = false, wording } = options;
  checkLength(text, options);
  const fault = (offset: number, problem: string): Error => syntaxError(text, offset, problem, wording);
  // Go tells the line of what is no YAML, and of what does not fit the structure that it fills.
  const notYaml = (offset: number, problem: string): Error =>
    fault(offset, asGo ? `yaml: line ${lineAt(text, offset)}: ${problem}` : problem);
  const twice = (at: number, first: number, key: string): Error => {
    const words = `mapping key ${JSON.stringify(key)} already defined at line ${lineAt(text, first)}`;
    return fault(at, asGo ? `yaml: unmarshal errors:\n  ${words}` : words);
  };
  const tokens = [...new Parser().parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) throw notYaml(deep, 'exceeded max depth');
  const [first, another] = new Composer({ prettyErrors: false, uniqueKeys: false, merge: false }).compose(
    tokens,
    true,
    text.length,
  );
  if (!first) throw notYaml(0, 'expected a document');
  const document: Document = first;
  const [error] = document.errors;
  if (error) throw notYaml(error.pos[0], error.message);
  if (another && !asGo) throw fault(another.range[0], 'expected one document');
  let nodes = 0;
  const value = valueOf(document.contents, 0);
  return new TextDocument(text, value, (path, place) => offsetOf(document, path, place), wording);

  function valueOf(written: Node | null, depth: number): unknown {
    if (written === null) return null;
    const at = written.range?.[0] ?? 0;
    // Aliases can hide a text that unfolds without end, and no file of ours needs them.
    if (isAlias(written) && !asGo) throw fault(at, 'YAML aliases are not allowed here');
    if (++nodes > MAX_NODES) throw notYaml(at, 'document contains excessive aliasing');
    if (depth > MAX_DEPTH) throw notYaml(at, 'exceeded max depth');
    const node = resolved(document, written);
    if (isSeq(node)) return node.items.map((item) => valueOf(item as Node, depth + 1));
    if (isMap(node)) return fieldsOf(node.items as Pair<Node, Node | null>[], depth + 1);
    return isScalar(node) ? scalarOf(node.value, node.source) : undefined;
  }

  function fieldsOf(pairs: readonly Pair<Node, Node | null>[], depth: number): Record<string, unknown> {
    const fields = new Map<string, unknown>();
    const places = new Map<string, number>();
    for (const { key, value } of pairs) {
      const at = key.range?.[0] ?? 0;
      const name = keyText(resolved(document, key));
      if (name === undefined) throw notYaml(at, 'expected a text as a key');
      const first = places.get(name);
      if (first !== undefined) throw twice(at, first, name);
      places.set(name, at);
      fields.set(name, valueOf(value, depth));
    }
    return Object.fromEntries(fields);
  }

  function scalarOf(value: unknown, source = ''): unknown {
    const isWritten =
      asGo && (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint');
    return isWritten ? new WrittenScalar(value, source) : value;
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Where a text is nested deeper than it may be: to compose its nodes calls itself at each level. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const left = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = left.pop(); next; next = left.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return token.offset;
    if (token.type === 'document' && token.value) left.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      for (const part of [value, key]) if (part) left.push({ token: part, depth: depth + 1 });
    }
  }
  return undefined;
}

function resolved(document: Document, node: Node): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** `53:` is the key `53`. */
function keyText(key: Node | undefined): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

/** Where a part is written: its value (or its key), or else the nearest thing around it. */
function offsetOf(document: Document, path: DocumentPath, place: 'key' | 'value'): number {
  let node = document.contents as Node | undefined;
  let at = node?.range?.[0] ?? 0;
  for (const [i, step] of path.entries()) {
    if (isSeq(node)) node = node.items[Number(step)] as Node | undefined;
    else {
      const pair = pairOf(document, node, step);
      at = pair?.key.range?.[0] ?? at;
      if (place === 'key' && i === path.length - 1) return at;
      node = pair?.value ?? undefined;
    }
    node = node && resolved(document, node);
    at = node?.range?.[0] ?? at;
  }
  return at;
}

function pairOf(
  document: Document,
  map: unknown,
  name: string | number,
): Pair<Node, Node | null> | undefined {
  if (!isMap(map)) return undefined;
  const pairs = map.items as unknown as Pair<Node, Node | null>[];
  return pairs.find(({ key }) => keyText(resolved(document, key)) === String(name));
}
