/// <reference lib="dom" />
/** The names of the library, proposed while a cell is written; their list is loaded with the first word. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { pageAsset } from './page-assets.js';

/** What the book's builder knows of a name (`src/book/page-kernel/library-names.mts`). */
interface LibraryName {
  readonly name: string;
  readonly kind: string;
  readonly says?: string;
}

/** Where words are no names. */
const elsewhere = /^(String|TemplateString|RegExp|LineComment|BlockComment|PropertyDefinition)$/;

/**
 * Proposes what `sonde` exports: its names, and after a point those of a namespace such as `figure`.
 *
 * @param context where the student writes
 */
export async function libraryCompletion(context: CompletionContext): Promise<CompletionResult | null> {
  const written = context.matchBefore(/(?:[\p{L}\p{N}_$]{1,60}\.)?[\p{L}\p{N}_$]{0,60}$/u);
  const { name: where } = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (!written || elsewhere.test(where)) return null;
  const [space, inside] = partsOf(written.text);
  if (inside === '' && space === '' && !context.explicit) return null;
  const names = await listed();
  const options = names.flatMap((each) => completionOf(each, space));
  if (options.length === 0) return null;
  return { from: context.pos - inside.length, options, validFor: /^[\p{L}\p{N}_$]*$/u };
}

/** Of `figure.ttl`: `figure.` and `ttl`. */
function partsOf(text: string): readonly [space: string, inside: string] {
  const point = text.lastIndexOf('.') + 1;
  return [text.slice(0, point), text.slice(point)];
}

/** None where the name stands in another space. */
function completionOf({ name, kind, says }: LibraryName, space: string): readonly Completion[] {
  const [its, label] = partsOf(name);
  if (its !== space) return [];
  return [{ label, type: kind, ...(says !== undefined && { info: says }) }];
}

async function listed(): Promise<readonly LibraryName[]> {
  try {
    return (await pageAsset('names')) as readonly LibraryName[];
  } catch {
    return []; // A comfort: without it the editor is still one.
  }
}
