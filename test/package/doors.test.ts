import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doors } from '../../src/package/doors.js';

const root = path.join(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
const names = doors().map(({ name }) => name);
const declarationsOf = (folder: string): string => path.join(dist, folder, 'index.d.ts');

/** The declarations of all doors, as the compiler left them. */
function program(): ts.Program {
  const files = doors().map(({ folder }) => declarationsOf(folder));
  return ts.createProgram(files, { module: ts.ModuleKind.CommonJS, types: ['node'], skipLibCheck: true });
}

/** The simulator has no door of its own: the network that it makes is one of those behind `sonde/network`. */
const doorOfRoom = (room: string): string => (room === 'simulator' ? 'network' : room);

describe('what the doors declare', () => {
  const compiled = program();
  const checker = compiled.getTypeChecker();

  const target = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exportsOf = (module: ts.Symbol): ts.Symbol[] => checker.getExportsOfModule(module).map(target);
  const moduleOf = (folder: string): ts.Symbol => {
    const source = compiled.getSourceFile(declarationsOf(folder));
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`no declarations of ${folder || 'sonde'}: npm run build writes them`);
    return module;
  };
  /** The room that declares a symbol; none for one of another package. */
  const roomOf = (symbol: ts.Symbol): string | undefined => {
    const file = path.relative(dist, symbol.declarations?.[0]?.getSourceFile().fileName ?? '');
    return file.startsWith('..') ? undefined : doorOfRoom(file.split(path.sep)[0] ?? '');
  };
  const isType = (symbol: ts.Symbol): boolean =>
    (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)) !== 0;

  /** The types of ours that a declaration names. */
  function typesIn(symbol: ts.Symbol): ReadonlySet<ts.Symbol> {
    const found = new Set<ts.Symbol>();
    const visit = (node: ts.Node): void => {
      const name = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : ts.isTypeQueryNode(node)
            ? node.exprName
            : // `import("./ping.js").Ping`, where the compiler wrote the type of what returns it.
              ts.isImportTypeNode(node)
              ? node.qualifier
              : undefined;
      const named = name && checker.getSymbolAtLocation(name);
      if (named && isType(target(named)) && roomOf(target(named)) !== undefined) found.add(target(named));
      ts.forEachChild(node, visit);
    };
    if (!(symbol.flags & ts.SymbolFlags.ValueModule)) symbol.declarations?.forEach(visit);
    return found;
  }

  /** What a program reaches behind a door: its names, and `figure.Figure` of a namespace too. */
  const behind = (folder: string): ReadonlySet<ts.Symbol> => {
    const exported = exportsOf(moduleOf(folder));
    const spaces = exported.filter(({ flags }) => flags & ts.SymbolFlags.ValueModule);
    return new Set([...exported, ...spaces.flatMap(exportsOf)]);
  };
  const behindAny = new Set(doors().flatMap(({ folder }) => [...behind(folder)]));

  test.each(doors())('$name exports every type that its signatures use', ({ folder }) => {
    const behindThis = behind(folder);
    const missing = exportsOf(moduleOf(folder)).flatMap((symbol) => {
      // What a type of another room is made of stands behind the door of that room, or any if that room has none.
      const elsewhere = isType(symbol) && !(symbol.flags & ts.SymbolFlags.Class) && roomOf(symbol) !== folder;
      const reachable = elsewhere ? behindAny : behindThis;
      return [...typesIn(symbol)]
        .filter((type) => !reachable.has(type))
        .map((type) => `${symbol.name} uses ${type.name}`);
    });
    expect(missing).toEqual([]);
  });

  test('a name means one thing behind all doors, and a thing has one name', () => {
    const meanings = new Map<string, Set<ts.Symbol>>();
    const namesOf = new Map<ts.Symbol, Set<string>>();
    for (const { folder } of doors()) {
      for (const symbol of checker.getExportsOfModule(moduleOf(folder))) {
        const thing = target(symbol);
        meanings.set(symbol.name, (meanings.get(symbol.name) ?? new Set()).add(thing));
        namesOf.set(thing, (namesOf.get(thing) ?? new Set()).add(symbol.name));
      }
    }
    const several = [...meanings].filter(([, { size }]) => size > 1).map(([name]) => name);
    const aliases = [...namesOf.values()]
      .filter(({ size }) => size > 1)
      .map((each) => [...each].join(' as '));
    expect([...several, ...aliases]).toEqual([]);
  });

  test('a kernel that imports a door reads few files', () => {
    const files = (folder: string): number =>
      ts
        .createProgram([path.join(dist, 'types', `${folder || 'index'}.d.ts`)], { noLib: true, types: [] })
        .getSourceFiles()
        .filter(({ fileName }) => fileName.startsWith(dist)).length;
    expect(Math.max(...doors().map(({ folder }) => files(folder)))).toBeLessThanOrEqual(25);
  });
});

describe('a program elsewhere that depends on sonde', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sonde-doors-'));
  const file = (name: string): string => path.join(folder, name);
  const run = (program: string, ...argv: readonly string[]): string =>
    execFileSync(program, argv, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    mkdirSync(file('node_modules/@types'), { recursive: true });
    symlinkSync(root, file('node_modules/sonde'));
    symlinkSync(path.join(root, 'node_modules/@types/node'), file('node_modules/@types/node'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('requires every door', () => {
    const program = `for (const name of ${JSON.stringify(names)}) if (Object.keys(require(name)).length === 0) throw new Error(name)`;
    run(process.execPath, '-e', program);
  });

  test('imports every door as an ES module, by name', () => {
    writeFileSync(
      file('all.mjs'),
      `import { figure, ping } from 'sonde';
       import { decodeIpv4 } from 'sonde/packet';
       const all = await Promise.all(${JSON.stringify(names)}.map((name) => import(name)));
       console.log(typeof ping, typeof figure.lineChart, typeof decodeIpv4, all.length);`,
    );
    expect(run(process.execPath, 'all.mjs').trim()).toBe(`function function function ${names.length}`);
  });

  test.each([
    ['node10', 'commonjs', 'typescript/lib/tsc.js'],
    ['node16', 'node16', 'typescript/lib/tsc.js'],
    ['bundler', 'esnext', 'typescript/lib/tsc.js'],
    // The compiler of tslab.
    ['node10', 'commonjs', '@tslab/typescript-for-tslab/lib/tsc.js'],
  ])('compiles against every door: resolution %s, %s, %s', (resolution, module, compiler) => {
    const imports = names.map(
      (name, i) => `import * as door${i} from '${name}';\nexport type T${i} = keyof typeof door${i};`,
    );
    writeFileSync(
      file('all.ts'),
      `${imports.join('\n')}
       import { open, ping } from 'sonde';
       import { decodeIpv4 } from 'sonde/packet';
       import type { Network } from 'sonde/network';
       export async function rtts(): Promise<number[]> {
         const network: Network = await open();
         const { events } = await ping(network, '127.0.0.1', { count: 1 });
         return events.flatMap((event) => (event.kind === 'reply' ? [event.rttMs] : []));
       }
       export const ttl: number = decodeIpv4(new Uint8Array()).ttl;`,
    );
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--esModuleInterop'];
    const tsc = path.join(root, 'node_modules', compiler);
    run(process.execPath, tsc, ...options, '--module', module, '--moduleResolution', resolution, 'all.ts');
  });
});
