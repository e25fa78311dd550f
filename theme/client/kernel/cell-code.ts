/**
 * From the TypeScript of a cell to JavaScript that a worker can run, on the same lines. Types are removed, not checked: a
 * compiler that checks weighs thirty times as much as this one, and `npm run jupyter` has it.
 *
 * A cell becomes a function. Its own variables stay plain variables, which is quick; other cells see them through
 * accessors, so that each cell may declare a name again, as in tslab.
 */
import { parser } from '@lezer/javascript';
import type { SyntaxNode, Tree } from '@lezer/common';
import { transform } from 'sucrase';
import type { WrittenInto } from './cell-stack.js';
import { CellSyntaxError } from './syntax-error.js';

/** One `import` of a cell, or one `export … from`. */
export interface CellImport {
  /** As written, such as `sonde`. */
  readonly module: string;
  /** Names in the module, and in the cell; `*` is the whole module. */
  readonly names: readonly { readonly imported: string; readonly local: string }[];
  /** Names that must be in the module, and that the cell does not have. */
  readonly reexported?: readonly string[];
}

/** A cell that is ready to run. */
export interface CompiledCell {
  readonly imports: readonly CellImport[];
  /** Names that the cell declares at its top level, without those that it imports. */
  readonly declared: readonly string[];
  /** The cell's statements, each on its own line; the last expression is returned in a list. */
  readonly body: string;
  /** Where that made a line longer. */
  readonly written?: WrittenInto;
}

/**
 * Compiles a cell.
 *
 * @param source TypeScript
 * @throws CellSyntaxError with the line and column
 */
export function compileCell(source: string): CompiledCell {
  const code = withoutTypes(source);
  const tree = parser.parse(code);
  const top = tree.topNode;
  const edits: Edit[] = [];
  const imports: CellImport[] = [];
  const declared: Declared[] = [];
  for (let node = top.firstChild; node; node = node.nextSibling) {
    if (node.name === 'ImportDeclaration') {
      imports.push(importOf(node, code));
      edits.push({ from: node.from, to: node.to, text: '' });
    } else if (node.name === 'ExportDeclaration') {
      if (node.getChild('from')) imports.push(importOf(node, code));
      declared.push(...namesOf(node.getChild('export')?.nextSibling ?? null, code));
      edits.push(...withoutExport(node));
    } else {
      declared.push(...namesOf(node, code));
    }
  }
  refuseTwice(declared, imports, code);
  const last = lastExpression(top.lastChild);
  if (last) edits.push(...returned(last));
  edits.push(...loaded(tree));
  return {
    imports,
    declared: [...new Set(declared.map(({ name }) => name))],
    body: edited(code, edits),
    ...(last && { written: { ...placeOf(last.from, code), shift: returning.length } }),
  };
}

/** What the compiler adds to its errors. */
interface Located {
  readonly loc: { readonly line: number; readonly column: number };
}

function withoutTypes(source: string): string {
  // The compiler would take it for the first line of a Unix script.
  if (source.startsWith('#!')) throw new CellSyntaxError('Unexpected token', 1, 1);
  try {
    return transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // An import may be for the next cells alone.
      keepUnusedImports: true,
    }).code;
  } catch (error) {
    // Lines count from 1 and columns from 0; the message ends with both. What is missing at the end has no place.
    const { message, loc } = error as Error & Partial<Located>;
    const { line, column } = loc ?? { line: source.split('\n').length, column: 0 };
    throw new CellSyntaxError(message.replace(/ \(\d+:\d+\)$/, ''), line, column);
  }
}

/** A piece of code to be replaced; its line breaks stay, so that lines keep their numbers. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function edited(code: string, edits: readonly Edit[]): string {
  let body = '';
  let at = 0;
  for (const { from, to, text } of [...edits].sort((a, b) => a.from - b.from)) {
    // Inside what was removed.
    if (from < at) continue;
    body += code.slice(at, from) + text + code.slice(from, to).replace(/[^\n]+/g, '');
    at = to;
  }
  return body + code.slice(at);
}

const returning = 'return [(';

/** The value of a cell that ends with an expression; in a list, for a promise is shown and not awaited. */
function returned(expression: SyntaxNode): Edit[] {
  return [
    { from: expression.from, to: expression.from, text: returning },
    { from: expression.to, to: expression.to, text: ')]' },
  ];
}

/** The engine would look for a file: `import()` becomes the kernel's own function. The columns of the line stay. */
function loaded(tree: Tree): Edit[] {
  const edits: Edit[] = [];
  tree.iterate({
    enter: ({ name, from }) => {
      if (name === 'DynamicImport') edits.push({ from, to: from + 'import'.length, text: '$load ' });
    },
  });
  return edits;
}

/** A directive such as 'use strict' is an expression too; its value is its text, as in tslab. */
function lastExpression(last: SyntaxNode | null): SyntaxNode | null {
  let node = last;
  while (node && (node.type.isError || node.name.endsWith('Comment'))) node = node.prevSibling;
  return node?.name === 'ExpressionStatement' ? node.firstChild : null;
}

/** Line and column, counted from 1. */
function placeOf(offset: number, code: string): { readonly line: number; readonly column: number } {
  const before = code.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function withoutExport(node: SyntaxNode): Edit[] {
  const keyword = node.getChild('export');
  const next = keyword?.nextSibling;
  if (!keyword || !next || !/Declaration$/.test(next.name))
    return [{ from: node.from, to: node.to, text: '' }];
  return [{ from: keyword.from, to: next.from, text: '' }];
}

interface Declared {
  readonly name: string;
  readonly from: number;
  /** `var` and functions may be declared twice. */
  readonly mayRepeat: boolean;
}

/** The names that a statement declares at the top level. */
function namesOf(node: SyntaxNode | null, code: string): Declared[] {
  if (!node || !['VariableDeclaration', 'FunctionDeclaration', 'ClassDeclaration'].includes(node.name))
    return [];
  const mayRepeat = node.name === 'FunctionDeclaration' || node.getChild('var') !== null;
  const names: Declared[] = [];
  // Neither bodies nor initial values declare anything here: only the patterns are entered.
  const enter = (each: SyntaxNode): void => {
    for (let child = each.firstChild; child; child = child.nextSibling) {
      if (child.name === 'VariableDefinition')
        names.push({ name: code.slice(child.from, child.to), from: child.from, mayRepeat });
      else if (/^(ArrayPattern|ObjectPattern|PatternProperty)$/.test(child.name)) enter(child);
    }
  };
  enter(node);
  return names;
}

/** An engine says that a name is declared twice, but not where. */
function refuseTwice(declared: readonly Declared[], imports: readonly CellImport[], code: string): void {
  const seen = new Set(imports.flatMap(({ names }) => names.map(({ local }) => local)));
  for (const { name, from, mayRepeat } of declared) {
    if (seen.has(name) && !mayRepeat) {
      const { line, column } = placeOf(from, code);
      throw new CellSyntaxError(`Identifier '${name}' has already been declared`, line, column);
    }
    seen.add(name);
  }
}

function importOf(node: SyntaxNode, code: string): CellImport {
  const text = (each: SyntaxNode): string => code.slice(each.from, each.to);
  const from = node.getChild('String');
  const names: { imported: string; local: string }[] = [];
  const reexported: string[] = [];
  const star = node.getChild('Star');
  for (const local of node.getChildren('VariableDefinition')) {
    names.push({ imported: star && local.from > star.from ? '*' : 'default', local: text(local) });
  }
  const group = node.getChild('ImportGroup') ?? node.getChild('ExportGroup');
  let imported: string | undefined;
  for (let child = group?.firstChild ?? null; child; child = child.nextSibling) {
    if (child.name === ',') imported = undefined;
    if (!/^(Variable(Name|Definition)|String|default)$/.test(child.name)) continue;
    const name = text(child).replace(/^['"]|['"]$/g, '');
    if (imported === undefined && group?.name === 'ExportGroup') reexported.push(name);
    imported ??= name;
    if (child.name === 'VariableDefinition') names.push({ imported, local: name });
  }
  return { module: from ? text(from).slice(1, -1) : '', names, ...(reexported.length > 0 && { reexported }) };
}
