/// <reference lib="dom" />
/** The names of the library, proposed while a cell is written; their list is loaded with the first word. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { LibraryName, LibraryNames } from '#dist/package/doors.js';
import { pageAsset } from '../classic-script.js';

/** Where words are no names. */
const elsewhere = /^(String|TemplateString|RegExp|LineComment|BlockComment|PropertyDefinition)$/;

/**
 * Proposes what the library exports: its doors in an import, their names, and after a point those of a namespace such as
 * `figure`.
 *
 * @param context where the student writes
 */
export async function libraryCompletion(context: CompletionContext): Promise<CompletionResult | null> {
  const where = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (where.name === 'String' && where.parent?.name === 'ImportDeclaration')
    return doorCompletion(context, where.from + 1);
  const written = context.matchBefore(/(?:[\p{L}\p{N}_$]{1,60}\.)?[\p{L}\p{N}_$]{0,60}$/u);
  if (!written || elsewhere.test(where.name)) return null;
  const [space, inside] = partsOf(written.text);
  if (inside === '' && space === '' && !context.explicit) return null;
  const names = namesHere(await listed(), importedFrom(context));
  const options = names.flatMap(([door, each]) => completionOf(door, each, space));
  if (options.length === 0) return null;
  return { from: context.pos - inside.length, options, validFor: /^[\p{L}\p{N}_$]*$/u };
}

async function doorCompletion(context: CompletionContext, from: number): Promise<CompletionResult | null> {
  const options = Object.keys(await listed()).map((label) => ({ label, type: 'namespace' }));
  return from > context.pos || options.length === 0 ? null : { from, options, validFor: /^[\w/]*$/ };
}

/** The door whose names stand between the braces of the import that is written. */
function importedFrom({ state, pos }: CompletionContext): string | undefined {
  let node = syntaxTree(state).resolveInner(pos, -1);
  while (node.name !== 'ImportDeclaration' && node.parent) node = node.parent;
  const door = node.name === 'ImportDeclaration' ? node.getChild('String') : null;
  return door ? state.sliceDoc(door.from + 1, door.to - 1) : undefined;
}

/** Those of one door; elsewhere those of all, a name once, from the first door that has it. */
function namesHere(all: LibraryNames, door: string | undefined): readonly (readonly [string, LibraryName])[] {
  const opened = door === undefined ? Object.keys(all) : [door];
  const found = new Map<string, readonly [string, LibraryName]>();
  for (const each of opened)
    for (const name of all[each] ?? []) if (!found.has(name.name)) found.set(name.name, [each, name]);
  return [...found.values()];
}

/** Of `figure.ttl`: `figure.` and `ttl`. */
function partsOf(text: string): readonly [space: string, inside: string] {
  const point = text.lastIndexOf('.') + 1;
  return [text.slice(0, point), text.slice(point)];
}

/** None where the name stands in another space. */
function completionOf(door: string, { name, kind, says }: LibraryName, space: string): readonly Completion[] {
  const [its, label] = partsOf(name);
  if (its !== space) return [];
  return [{ label, type: kind, detail: door, ...(says !== undefined && { info: says }) }];
}

async function listed(): Promise<LibraryNames> {
  try {
    return (await pageAsset('names')) as LibraryNames;
  } catch {
    return {}; // Without the names the editor still edits.
  }
}
