import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
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
  const fault = (offset: number, problem: string): Error =>
    syntaxError(text, offset, asGo ? `yaml: ${problem}` : problem, wording);
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: false });
  const [error] = document.errors.filter(({ code }) => !(asGo && code === 'MULTIPLE_DOCS'));
  if (error) throw fault(error.pos[0], error.message);
  let nodes = 0;
  const value = valueOf(document.contents, 0);
  return new TextDocument(text, value, (path, place) => offsetOf(document, path, place), wording);

  function valueOf(written: Node | null, depth: number): unknown {
    if (written === null) return null;
    const at = written.range?.[0] ?? 0;
    // Aliases can hide a text that unfolds without end, and no file of ours needs them.
    if (isAlias(written) && !asGo) throw fault(at, 'YAML aliases are not allowed here');
    if (++nodes > MAX_NODES) throw fault(at, 'document contains excessive aliasing');
    if (depth > MAX_DEPTH) throw fault(at, 'exceeded max depth');
    const node = resolved(document, written);
    if (isSeq(node)) return node.items.map((item) => valueOf(item as Node, depth + 1));
    if (isMap(node)) return fieldsOf(node.items as Pair<Node, Node | null>[], depth + 1);
    return isScalar(node) ? scalarOf(node.value, node.source) : undefined;
  }

  function fieldsOf(pairs: readonly Pair<Node, Node | null>[], depth: number): Record<string, unknown> {
    const fields = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const at = key.range?.[0] ?? 0;
      const name = keyText(resolved(document, key));
      if (name === undefined) throw fault(at, 'expected a text as a key');
      if (fields.has(name)) throw fault(at, 'Map keys must be unique');
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
