import path from 'node:path';
import ts from 'typescript';
import { doors } from '../../src/package/doors.js';

const root = path.join(import.meta.dirname, '../..');
const sourceOf = (folder: string): string => path.join(root, 'src', folder, 'index.ts');

/** A name behind a door of the library, with what its documentation says. */
export interface PublicName {
  /** As a program writes it: `ping`, `figure.pingMechanism`. */
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value' | 'type';
  /** Where it stands: `src/probe/ping.ts:87`. */
  readonly place: string;
  readonly description: string;
  /** Names of a function's parameters; a destructured one is `{…}`. */
  readonly parameters: readonly string[];
  /** Names of its `@param` tags. */
  readonly documented: readonly string[];
  /** Its `@example` tags, as they are written. */
  readonly examples: readonly string[];
}

/** The compiler's view of the library, and of examples if any: sources by file name, which need not exist on disk. */
export function compile(examples: ReadonlyMap<string, string> = new Map()): ts.Program {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const readFile = host.readFile.bind(host);
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.readFile = (file) => examples.get(file) ?? readFile(file);
  const sources = doors().map(({ folder }) => sourceOf(folder));
  const paths = Object.fromEntries(doors().map(({ name, folder }) => [name, [sourceOf(folder)]]));
  return ts.createProgram([...sources, ...examples.keys()], { ...options, paths }, host);
}

/** Every name behind every door, once. */
export function publicNames(): PublicName[] {
  const program = compile();
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  return doors().flatMap(({ folder }) => {
    const source = program.getSourceFile(sourceOf(folder));
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${sourceOf(folder)} is not a module`);
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      // A namespace, such as `figure`, is another door.
      if (seen.has(symbol) || symbol.flags & ts.SymbolFlags.ValueModule) return [];
      seen.add(symbol);
      return describe(symbol, exported.name, checker);
    });
  });
}

function describe(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): PublicName[] {
  const [declaration] = symbol.declarations ?? [];
  const file = declaration?.getSourceFile();
  // What another package declares is documented there.
  if (!declaration || !file || file.fileName.includes('/node_modules/')) return [];
  const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const [signature] = isValue
    ? checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures()
    : [];
  const tags = symbol.getJsDocTags(checker);
  const texts = (tag: string): string[] =>
    tags.filter((each) => each.name === tag).map(({ text }) => ts.displayPartsToString(text));
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return [
    {
      name,
      kind: ts.isClassDeclaration(declaration)
        ? 'class'
        : signature
          ? 'function'
          : isValue
            ? 'value'
            : 'type',
      place: `${path.relative(root, file.fileName)}:${line + 1}`,
      description: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
      parameters: signature?.parameters.map(parameterName) ?? [],
      documented: texts('param').map((text) => text.split(' ', 1)[0] ?? ''),
      examples: texts('example'),
    },
  ];
}

function parameterName(parameter: ts.Symbol): string {
  const declaration = parameter.valueDeclaration;
  const destructured = declaration && ts.isParameter(declaration) && !ts.isIdentifier(declaration.name);
  return destructured ? '{…}' : parameter.name;
}

/** The code of an example: what stands in its ```ts fence; `undefined` when there is none. */
export function codeOf(example: string): string | undefined {
  return /^```ts\n(.*)\n```$/s.exec(example.trim())?.[1];
}
