import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Names and comments alone are asked for: the language's own types are not. */
const options: ts.CompilerOptions = { noLib: true, types: [], skipLibCheck: true };

/** Seen from `src/book/page-kernel` and from `dist/book/page-kernel` alike. */
const declarations = fileURLToPath(new URL('../../../dist/index.d.ts', import.meta.url));

/** A name that cells may import, as the editor proposes it. */
export interface LibraryName {
  /** As a program writes it: `ping`, `figure.ttlHops`. */
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'namespace' | 'type';
  /** The first sentence of its documentation. */
  readonly says?: string;
}

/**
 * What the library exports, with a sentence for each.
 *
 * @param file the declarations of the library
 *
 * @example
 * ```ts
 * libraryNames().find(({ name }) => name === 'ping')?.says;
 * ```
 */
export function libraryNames(file = declarations): readonly LibraryName[] {
  const program = ts.createProgram([path.resolve(file)], options, declarationsAlone());
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path.resolve(file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is not a module: npm run build writes it`);
  return namesOf(module, '', checker);
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
