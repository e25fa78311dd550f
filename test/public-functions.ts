import path from 'node:path';
import ts from 'typescript';

const root = path.join(import.meta.dirname, '..');
const index = path.join(root, 'src/index.ts');

/** A function that `import … from 'sonde'` gives, with what its documentation says. */
export interface PublicFunction {
  /** As a program writes it: `ping`, `figure.pingMechanism`. */
  readonly name: string;
  /** Where it stands: `src/probe/ping.ts:87`. */
  readonly place: string;
  readonly description: string;
  /** Names of its parameters; a destructured one is `{…}`. */
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
  return ts.createProgram([index, ...examples.keys()], { ...options, paths: { sonde: [index] } }, host);
}

/** Every function that src/index.ts exports, those of the namespaces that it exports included. */
export function publicFunctions(): PublicFunction[] {
  const program = compile();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${index} is not a module`);
  return functionsOf(module, '', checker);
}

function functionsOf(module: ts.Symbol, prefix: string, checker: ts.TypeChecker): PublicFunction[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) return functionsOf(symbol, `${name}.`, checker);
    return functionOf(symbol, name, checker);
  });
}

function functionOf(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): PublicFunction[] {
  const declaration = symbol.valueDeclaration;
  if (!declaration || ts.isClassDeclaration(declaration)) return [];
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  if (!signature) return [];
  const tags = symbol.getJsDocTags(checker);
  const texts = (tag: string): string[] =>
    tags.filter((each) => each.name === tag).map(({ text }) => ts.displayPartsToString(text));
  const file = declaration.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return [
    {
      name,
      place: `${path.relative(root, file.fileName)}:${line + 1}`,
      description: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
      parameters: signature.parameters.map(parameterName),
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
