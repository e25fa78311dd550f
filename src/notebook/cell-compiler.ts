/**
 * The TypeScript compiler as tslab uses it, with four things settled:
 *
 * - the types given to cells without import are Node's only. tslab takes every `@types` package it sees, which here
 *   doubles its start-up time;
 * - cells keep their source maps (stack-lines.ts);
 * - nothing is kept to know which of five hundred files a change could affect. tslab compiles one file, the cell,
 *   and asks again for it alone; TypeScript's own bookkeeping is a quarter of its work;
 * - an import that no door of the library can serve is told with the door or the name that was meant (import-faults.ts).
 */
import type ts from 'typescript';
import type { LibraryNames } from '../package/doors.js';
import { type FaultFinder, withMeantImports } from './import-faults.js';

/** A file of a program, as the compiler knows it. */
interface SourceFile {
  readonly fileName: string;
  readonly isDeclarationFile: boolean;
  /** What the file declares; set when it is bound. */
  readonly locals?: unknown;
  /** Its imports, by name. Internal to the compiler, whose version package-lock.json settles. */
  readonly resolvedModules?: {
    forEach(
      visit: (resolution: { readonly resolvedModule?: { readonly resolvedFileName: string } }) => void,
    ): void;
  };
}

interface Program {
  getSourceFile(fileName: string): SourceFile | undefined;
}

interface ProgramBuilder {
  getProgram(): Program;
}

type CreateProgram = (rootNames: readonly string[], options: object, ...rest: unknown[]) => ProgramBuilder;

interface Transpiled {
  readonly outputText: string;
  readonly sourceMapText?: string;
}

/** What tslab uses of the compiler and is changed here. */
export interface Compiler extends FaultFinder {
  createWatchCompilerHost(
    files: unknown,
    options: object,
    system: unknown,
    createProgram: unknown,
    ...rest: unknown[]
  ): unknown;
  createAbstractBuilder: CreateProgram;
  bindSourceFile(file: SourceFile, options: object): void;
  getPreEmitDiagnosticsOfFiles(program: Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[];
  transpileModule(input: string, options: { compilerOptions: object }): Transpiled;
}

/**
 * The compiler that tslab is given instead of its own.
 *
 * @param compiler TypeScript, as tslab's package holds it
 * @param transpileModule its second pass, from modules to CommonJS
 * @param libraryNames what each door of the library exports, read when a cell imports one
 */
export function cellCompiler(
  compiler: Compiler,
  transpileModule: Compiler['transpileModule'],
  libraryNames: () => LibraryNames,
): Compiler {
  let known: LibraryNames | undefined;
  return {
    ...compiler,
    createWatchCompilerHost: (files, options, system, _createProgram, ...rest) =>
      compiler.createWatchCompilerHost(
        files,
        { ...options, types: ['node'], inlineSourceMap: true },
        system,
        createCellProgram(compiler),
        ...rest,
      ),
    transpileModule,
    getPreEmitDiagnosticsOfFiles: (program, files) =>
      withMeantImports(
        compiler,
        compiler.getPreEmitDiagnosticsOfFiles(program, files),
        files,
        () => (known ??= libraryNames()),
      ),
  };
}

function createCellProgram(compiler: Compiler): CreateProgram {
  return (rootNames, options, ...rest) => {
    const builder = compiler.createAbstractBuilder(rootNames, options, ...rest);
    const program = builder.getProgram();
    // tslab reads what a cell declares before anything has made the compiler look.
    for (const name of rootNames) {
      const file = program.getSourceFile(name);
      if (file && !file.locals) compiler.bindSourceFile(file, options);
    }
    return { ...builder, getAllDependencies: (file: SourceFile) => sourcesBehind(program, file) };
  };
}

/** A file and the sources that it imports, themselves or through others: what tslab has to compile. */
function sourcesBehind(program: Program, file: SourceFile): readonly string[] {
  const found = new Set<string>();
  const pending: (SourceFile | undefined)[] = [file];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!next || next.isDeclarationFile || found.has(next.fileName)) continue;
    found.add(next.fileName);
    next.resolvedModules?.forEach(({ resolvedModule }) => {
      if (resolvedModule) pending.push(program.getSourceFile(resolvedModule.resolvedFileName));
    });
  }
  return [...found];
}
