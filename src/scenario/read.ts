import { safeParse } from 'valibot';
import type { Document, LineCounter, Pair } from 'yaml';
import type * as YamlExports from 'yaml';
import { buildScenario } from './build.js';
import type { FieldPath } from './fault.js';
import { FieldFault } from './fault.js';
import type { ScenarioFile } from './file-schema.js';
import { fileSchema } from './file-schema.js';
import type { Scenario } from './scenario.js';
import type { TextPosition } from './scenario-error.js';
import { ScenarioError } from './scenario-error.js';

/** A file made by hand has a few thousand characters. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Reads a scenario: a network described in YAML.
 *
 * @param text the content of a scenario file
 * @returns the network, every default filled in and every quantity in the unit of its name
 * @throws {@link ScenarioError} with the line, the column and the path of the field, when the text is not YAML, when a
 *   field is not what it should be, or when fields contradict each other (unknown nodes, an address given twice …)
 * @example
 * ```ts
 * import { readScenario } from 'sonde';
 *
 * const { links } = readScenario(`
 * title: Deux machines
 * teaches: Un câble suffit.
 * machine: pc
 * nodes: { pc: , serveur: }
 * links:
 *   - between: { pc: 192.0.2.1/24, serveur: 192.0.2.2/24 }
 *     delay: 5 ms
 * `);
 * console.log(links[0]?.ends[0]?.egress.delayMs); // → 5
 * ```
 */
export function readScenario(text: string): Scenario {
  const lines = new (yaml().LineCounter)();
  const at = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), offset };
  };
  const document = parse(text, lines, at);
  try {
    return checkedScenario(document.toJS());
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    throw new ScenarioError(
      error.message,
      error.path.join('.'),
      at(offsetOf(document, error.path, error.place)),
    );
  }
}

function parse(text: string, lines: LineCounter, at: (offset: number) => TextPosition): Document.Parsed {
  if (text.length > MAX_CHARACTERS) {
    throw new ScenarioError(
      `a scenario has at most ${MAX_CHARACTERS} characters, got ${text.length}`,
      '',
      at(0),
    );
  }
  const { parseDocument, visit } = yaml();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [fault] = document.errors;
  if (fault) throw new ScenarioError(fault.message, '', at(fault.pos[0]));
  // Aliases can hide a text that unfolds without end, and a scenario has no need of them.
  visit(document, {
    Alias: (_, alias) => {
      throw new ScenarioError('YAML aliases are not allowed here', '', at(alias.range?.[0] ?? 0));
    },
  });
  return document;
}

/**
 * The scenario that plain values describe: those of a file, or of code.
 *
 * @throws FieldFault for the first field that is wrong
 */
export function checkedScenario(plain: unknown): Scenario {
  return buildScenario(validated(plain));
}

function validated(raw: unknown): ScenarioFile {
  const result = safeParse(fileSchema, raw, { abortPipeEarly: true });
  if (result.success) return result.output;
  // A key that is not known says more than the one which is missed for it.
  const issue = result.issues.find(({ expected }) => expected === 'never') ?? result.issues[0];
  const items = issue.path ?? [];
  const path = items.map(({ key }) => (typeof key === 'number' ? key : String(key)));
  throw new FieldFault(path, problemOf(issue), items.at(-1)?.origin === 'key' ? 'key' : 'value');
}

/** In the words of a teacher: a missing or an unknown key is said to be so. */
function problemOf({ type, expected, received, message }: Issue): string {
  if (type === 'strict_object' && expected === 'never') return `unknown field ${received}`;
  if (type === 'strict_object' && received === 'undefined') return `missing field ${String(expected)}`;
  if (type === 'strict_object' || type === 'record') return `expected fields, got ${received}`;
  if (type === 'array') return `expected a list, got ${received}`;
  return message;
}

interface Issue {
  readonly type: string;
  readonly expected: string | null;
  readonly received: string;
  readonly message: string;
}

/** Where a field is written: its value (or its key), or else the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: FieldPath, place: FieldFault['place']): number {
  const { isNode } = yaml();
  for (let length = path.length; length > 0; length--) {
    const pair = pairAt(document, path.slice(0, length));
    const written = length === path.length && place === 'key' ? pair?.key : pair?.value;
    const nearest = isNode(written) ? written : pair?.key;
    if (isNode(nearest) && nearest.range) return nearest.range[0];
    const item = document.getIn(path.slice(0, length), true);
    if (isNode(item) && item.range) return item.range[0];
  }
  return document.contents?.range[0] ?? 0;
}

/** A key and its value; nothing for an item of a list. */
function pairAt(document: Document.Parsed, path: FieldPath): Pair | undefined {
  const { isMap, isScalar } = yaml();
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
}

/** Loaded at the first scenario only: it takes as long as the rest of the library. */
function yaml(): typeof YamlExports {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml') as typeof YamlExports;
}
