import path from 'node:path';
import ts from 'typescript';
import type { LibraryName, LibraryNames } from './doors.js';

/** Names and comments alone are asked for: the language's own types are not. */
const options: ts.CompilerOptions = { noLib: true, types: [], skipLibCheck: true };

/**
 * What doors export, with a sentence for each name.
 *
 * @param doors the declarations of each, by name of door
 */
export function namesBehind(doors: Readonly<Record<string, string>>): LibraryNames {
  const program = ts.createProgram(Object.values(doors), options, declarationsAlone());
  const checker = program.getTypeChecker();
  const named = Object.entries(doors).map(([door, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is not a module`);
    return [door, namesOf(module, '', checker)] as const;
  });
  return Object.fromEntries(named);
}

/** Reads the library's own files, and nothing of the packages that they name: those have a hundred times as many. */
function declarationsAlone(): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      if (!text.startsWith('.')) return { resolvedModule: undefined };
      const resolvedFileName = path.resolve(path.dirname(from), text.replace(/js$/, 'd.ts'));
      return { resolvedModule: { resolvedFileName, extension: ts.Extension.Dts } };
    });
  return host;
}

function namesOf(module: ts.Symbol, prefix: string, checker: ts.TypeChecker): readonly LibraryName[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    const inside = symbol.flags & ts.SymbolFlags.ValueModule ? namesOf(symbol, `${name}.`, checker) : [];
    const says = firstSentence(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
    return [{ name, kind: kindOf(symbol.flags), ...(says !== '' && { says }) }, ...inside];
  });
}

function kindOf(flags: ts.SymbolFlags): LibraryName['kind'] {
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.ValueModule) return 'namespace';
  return flags & ts.SymbolFlags.Variable ? 'constant' : 'type';
}

/** Links are told by their names. */
function firstSentence(text: string): string {
  const line = text
    .split(/\n\s*\n/, 1)
    .join('')
    .replace(/\{@link\s+([^\s}|]+)[^}]*\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?\.(?= |$)/.exec(line)?.[0] ?? line;
}
