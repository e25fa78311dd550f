/**
 * Imports of the library that no door can serve, told in the words that a page has for them too. Most are found by
 * reading the cell: the compiler lets some pass, such as a default import, and tells others in several ways.
 */
import path from 'node:path';
import type ts from 'typescript';
import { type LibraryNames, namesFile } from '../package/doors.js';
import { ofLibrary, unknownImport } from '../package/unknown-import.js';

/** What is used of the compiler to read a cell. */
export type FaultFinder = Pick<
  typeof ts,
  | 'DiagnosticCategory'
  | 'forEachChild'
  | 'isCallExpression'
  | 'isExportDeclaration'
  | 'isIdentifier'
  | 'isImportDeclaration'
  | 'isNamedExports'
  | 'isNamedImports'
  | 'isStringLiteralLike'
  | 'SyntaxKind'
>;

const unknownProperty =
  /^Property '(?<name>[^']+)' does not exist on type '(?:\{ default: )?typeof import\("(?<file>[^"]+)"\)/;

/** What only the compiler can find: modules that do not exist, and unknown names of a module that is held as a whole. */
const told: Readonly<Record<number, RegExp>> = {
  2307: /^Cannot find module '(?<door>[^']*)'/,
  2339: unknownProperty,
  2551: unknownProperty,
  2694: /^Namespace '"(?<file>[^"]+)"' has no exported member '(?<name>[^']+)'/,
  2724: /^'"(?<file>[^"]+)"' has no exported member named '(?<name>[^']+)'/,
};

/**
 * The faults of a cell, each import of the library with the door or the name that was meant.
 *
 * @param compiler what reads the cell
 * @param diagnostics what the compiler found
 * @param files the cell, and the sources that it imports
 * @param names what each door exports
 */
export function withMeantImports(
  compiler: FaultFinder,
  diagnostics: readonly ts.Diagnostic[],
  files: readonly ts.SourceFile[],
  names: () => LibraryNames,
): readonly ts.Diagnostic[] {
  const ours = files.flatMap((file) => faultsOf(compiler, file, names));
  const others = diagnostics.filter(
    ({ file, start }) => !ours.some((each) => each.file === file && each.start === start),
  );
  return [...ours, ...others.map((diagnostic) => withMeantName(diagnostic, names))];
}

function withMeantName(diagnostic: ts.Diagnostic, names: () => LibraryNames): ts.Diagnostic {
  if (typeof diagnostic.messageText !== 'string') return diagnostic;
  const { file, name, door } = told[diagnostic.code]?.exec(diagnostic.messageText)?.groups ?? {};
  const asked = file === undefined ? door : doorOf(file);
  const messageText = asked === undefined ? undefined : unknownImport(names(), asked, name);
  return messageText === undefined ? diagnostic : { ...diagnostic, messageText };
}

/** The door whose declarations a file holds; none for a file of another package. */
function doorOf(file: string): string | undefined {
  if (path.resolve(path.dirname(file)) !== path.dirname(namesFile)) return undefined;
  const room = path.basename(file);
  return room === 'index' ? 'sonde' : `sonde/${room}`;
}

function faultsOf(compiler: FaultFinder, file: ts.SourceFile, names: () => LibraryNames): ts.Diagnostic[] {
  const faults: ts.Diagnostic[] = [];
  const isSound = (at: ts.Node, door: string, name?: string): boolean => {
    const messageText = unknownImport(names(), door, name);
    if (messageText === undefined) return true;
    const start = at.getStart(file);
    const category = compiler.DiagnosticCategory.Error;
    // The code of a name that a module has not.
    faults.push({ file, start, length: at.end - start, messageText, category, code: 2305 });
    return false;
  };
  const visit = (node: ts.Node): void => {
    const module = moduleOf(compiler, node);
    if (module && compiler.isStringLiteralLike(module) && ofLibrary(module.text)) {
      if (isSound(module, module.text))
        for (const { at, name } of askedBy(compiler, node)) isSound(at, module.text, name);
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return faults;
}

/** What a statement imports from, or a call of `import` or `require`. */
function moduleOf(compiler: FaultFinder, node: ts.Node): ts.Expression | undefined {
  if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node)) return node.moduleSpecifier;
  if (!compiler.isCallExpression(node)) return undefined;
  const { expression: called } = node;
  const loads =
    called.kind === compiler.SyntaxKind.ImportKeyword ||
    (compiler.isIdentifier(called) && called.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

/** The names that a statement asks of a module. */
function askedBy(compiler: FaultFinder, node: ts.Node): { readonly at: ts.Node; readonly name: string }[] {
  const imported = compiler.isImportDeclaration(node) ? node.importClause : undefined;
  const group = compiler.isExportDeclaration(node) ? node.exportClause : imported?.namedBindings;
  const elements =
    group && (compiler.isNamedImports(group) || compiler.isNamedExports(group)) ? group.elements : [];
  return [
    ...(imported?.name ? [{ at: imported.name, name: 'default' }] : []),
    ...elements.map(({ propertyName, name }) => ({
      at: propertyName ?? name,
      name: (propertyName ?? name).text,
    })),
  ];
}
