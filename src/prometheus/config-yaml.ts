import type { LineCounter, Node } from 'yaml';
import type * as YamlExports from 'yaml';
import { ParseError } from '../parse-error.js';
import { parseDuration } from './promql/syntax/duration.js';

/** A configuration file that is wrong: the words of Prometheus' tools, and where. */
export class ConfigError extends ParseError {
  override readonly name = 'ConfigError';

  /**
   * @param reason what is wrong
   * @param offset characters from the start of the file
   * @param line from 1
   * @param column from 1
   */
  constructor(
    readonly reason: string,
    offset: number,
    line: number,
    readonly column: number,
  ) {
    super(reason, offset, line);
    this.message = `${line}:${column}: ${reason}`;
  }
}

/** Files of rules have some thousand lines. */
const maxCharacters = 5_000_000;
/** Nodes met, those of aliases counted each time: a file may unfold without end. */
const maxNodes = 500_000;
const maxDepth = 150;

/**
 * Opens a YAML file for strict reading.
 *
 * @returns the first document, or `undefined` for an empty file
 * @throws {ConfigError} where it is not YAML
 */
export async function openYaml(text: string): Promise<ConfigNode | undefined> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  if (text.length > maxCharacters) throw new ConfigError('file is too long', maxCharacters, 1, 1);
  const [document] = yaml.parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
  });
  if (document === undefined || !('contents' in document)) return undefined;
  const [fault] = document.errors;
  const shared = { yaml, lines, document, nodes: 0 };
  if (fault !== undefined) throw errorAt(lines, fault.pos[0], `yaml: ${fault.message}`);
  return document.contents === null ? undefined : new ConfigNode(shared, document.contents, 0);
}

interface Shared {
  readonly yaml: typeof YamlExports;
  readonly lines: LineCounter;
  readonly document: YamlExports.Document.Parsed;
  nodes: number;
}

function errorAt(lines: LineCounter, offset: number, reason: string): ConfigError {
  const { line, col } = lines.linePos(offset);
  return new ConfigError(reason, offset, Math.max(1, line), Math.max(1, col));
}

/** The fields of a mapping, by name. */
export type ConfigFields = ReadonlyMap<string, ConfigNode>;

/** A value of a configuration file, read as Go reads YAML into its structures: nothing is as good as the zero value. */
export class ConfigNode {
  readonly #node: Node;

  constructor(
    private readonly shared: Shared,
    node: Node,
    private readonly depth: number,
  ) {
    const { yaml, document } = shared;
    this.#node = yaml.isAlias(node) ? (node.resolve(document) ?? node) : node;
    if (++shared.nodes > maxNodes) throw this.error('yaml: document contains excessive aliasing');
    if (depth > maxDepth) throw this.error('yaml: exceeded max depth');
  }

  get position(): { readonly offset: number; readonly line: number; readonly column: number } {
    const { offset, line = 1, column } = this.error('');
    return { offset, line, column };
  }

  /** An error at this place. */
  error(reason: string): ConfigError {
    return errorAt(this.shared.lines, this.#node.range?.[0] ?? 0, reason);
  }

  get isNothing(): boolean {
    return this.shared.yaml.isScalar(this.#node) && this.#node.value === null;
  }

  /** A mapping whose names are free. */
  entries(): ConfigFields {
    const { yaml } = this.shared;
    if (this.isNothing) return new Map();
    if (!yaml.isMap(this.#node)) throw this.#mismatch('a mapping');
    const found = new Map<string, ConfigNode>();
    for (const { key, value } of this.#node.items) {
      const name = this.#child(key as Node).text();
      found.set(name, this.#child((value ?? new yaml.Scalar(null)) as Node));
    }
    return found;
  }

  /**
   * A mapping whose names are known.
   *
   * @param type what Go calls it in its errors
   */
  fields(allowed: readonly string[], type: string): ConfigFields {
    const fields = this.entries();
    for (const [name, node] of fields) {
      if (allowed.includes(name)) continue;
      const { line } = node.position;
      throw node.error(`yaml: unmarshal errors:\n  line ${line}: field ${name} not found in type ${type}`);
    }
    return fields;
  }

  list(): readonly ConfigNode[] {
    if (this.isNothing) return [];
    if (!this.shared.yaml.isSeq(this.#node)) throw this.#mismatch('a list');
    return this.#node.items.map((item) => this.#child(item as Node));
  }

  /** Numbers and booleans where a text is wanted are taken as they are written. */
  text(): string {
    const { yaml } = this.shared;
    if (!yaml.isScalar(this.#node)) throw this.#mismatch('a string');
    const { value, source } = this.#node;
    if (typeof value === 'string') return value;
    return value === null ? '' : (source ?? '');
  }

  texts(): readonly string[] {
    return this.list().map((each) => each.text());
  }

  /** A mapping from text to text. */
  labels(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.entries()].map(([name, value]) => [name, value.text()]));
  }

  number(): number {
    const value = this.shared.yaml.isScalar(this.#node) ? this.#node.value : undefined;
    if (value === null) return 0;
    if (typeof value !== 'number') throw this.#mismatch('a number');
    return value;
  }

  integer(): number {
    const value = this.number();
    if (!Number.isSafeInteger(value)) throw this.#mismatch('an integer');
    return value;
  }

  /** With the words of YAML 1.1, which Go takes where it expects a boolean. */
  boolean(): boolean {
    const text = this.text().toLowerCase();
    if (['true', 'yes', 'on', 'y'].includes(text)) return true;
    if (['false', 'no', 'off', 'n', ''].includes(text)) return false;
    throw this.#mismatch('a boolean');
  }

  /** A Prometheus duration, in milliseconds. */
  durationMs(): number {
    const text = this.text();
    if (text === '0') return 0;
    const duration = text === '' ? { fault: 'empty duration string' } : parseDuration(text);
    if (typeof duration !== 'number') throw this.error(duration.fault);
    return duration;
  }

  #child(node: Node): ConfigNode {
    return new ConfigNode(this.shared, node, this.depth + 1);
  }

  #mismatch(expected: string): ConfigError {
    const { line } = this.position;
    return this.error(`yaml: unmarshal errors:\n  line ${line}: expected ${expected}`);
  }
}
