/** Runs one cell: compiles it, gives it its imports and the other cells' variables, and prints its last value. */
import { type CellImport, compileCell, type CompiledCell } from './cell-code.js';
import type { CellPort } from './cell-port.js';
import { forgetLost, lostFault, rememberLost, share, sharedScope } from './cell-scope.js';
import { rememberWritten, sourceNameOf } from './cell-stack.js';
import { CellSyntaxError, locateSyntaxError } from './syntax-error.js';
import { faultOf } from './cell-fault.js';
import { format } from './inspect.js';
import { checkImported, loadModule, loadWhole } from './modules.js';

type CellFunction = (
  imports: readonly object[],
  share: (accessors: object) => void,
  load: (module: unknown) => Promise<object>,
) => Promise<unknown>;

/**
 * Runs a cell to its end.
 *
 * @param source TypeScript
 * @param port where its outputs go
 */
export async function runCell(source: string, port: CellPort): Promise<void> {
  let leave = (): void => undefined;
  let compiled: CompiledCell | undefined;
  try {
    compiled = compileCell(source);
    rememberWritten(port.cell, compiled.written);
    const modules = await Promise.all(compiled.imports.map(importedModule));
    const run = await cellFunction(compiled, modules, port.cell);
    const value = await run(
      modules,
      (accessors) => {
        leave = share(accessors as Readonly<Record<string, unknown>>);
      },
      async (module) => loadWhole(String(module)),
    );
    printLast(value, port);
    forgetLost(compiled);
    port.send({ kind: 'ended', failed: false });
  } catch (error) {
    leave();
    const fault = lostFault(faultOf(error, port.cell));
    if (fault.why === 'absence' && compiled) rememberLost(compiled);
    port.send({ kind: 'error', ...fault });
    port.send({ kind: 'ended', failed: true });
  }
}

async function importedModule({ module: name, names, reexported = [] }: CellImport): Promise<object> {
  const imported = names.map((each) => each.imported);
  const module = await (imported.includes('*') ? loadWhole(name) : loadModule(name));
  await checkImported(name, module, [...imported, ...reexported]);
  return module;
}

/** A cell that ends with an expression returns its value in a list; as in tslab, nothing is not printed. */
function printLast(value: unknown, port: CellPort): void {
  if (!Array.isArray(value)) return;
  const last: unknown = value[0];
  if (last !== undefined && last !== null) port.write('stdout', `${format(last)}\n`);
}

/** The cell as a function of the engine, inside the shared variables. */
async function cellFunction(
  { imports, declared, body }: CompiledCell,
  modules: readonly object[],
  cell: number,
): Promise<CellFunction> {
  // A name that the module has not stays undeclared: its use is an error that tells its line, and types have none.
  const imported = imports.map(({ names }, i) => names.filter(({ imported: name }) => has(modules[i], name)));
  const patterns = imported.map((names, i) => {
    const whole = names
      .filter((each) => each.imported === '*')
      .map(({ local }) => `${local} = $imports[${i}]`);
    const parts = names.filter((each) => each.imported !== '*');
    const pattern = `{${parts.map((each) => `${JSON.stringify(each.imported)}: ${each.local}`).join(', ')}} = $imports[${i}]`;
    return [pattern, ...whole];
  });
  const names = [...declared, ...imported.flat().map(({ local }) => local)];
  const accessors = names.map(
    (name) => `get ${name}() { return ${name}; }, set ${name}($value) { ${name} = $value; }`,
  );
  const before = [
    ...patterns.flat().map((pattern) => `const ${pattern};`),
    `$share({${accessors.join(', ')}});`,
  ].join(' ');
  const code = `with ($scope) (async function ($imports, $share, $load) { 'use strict'; ${before}\n${body}\n})`;
  return evaluated(code, cell);
}

function has(module: object | undefined, name: string): boolean {
  return name === '*' || (module !== undefined && name in module && !(name in Object.prototype));
}

async function evaluated(code: string, cell: number): Promise<CellFunction> {
  (globalThis as { $scope?: object }).$scope = sharedScope;
  try {
    // Indirect: the code sees the globals and the shared variables, and nothing of the kernel.
    return (0, eval)(`${code}\n//# sourceURL=${sourceNameOf(cell)}`) as CellFunction;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const place = await locateSyntaxError(code);
    throw place ? new CellSyntaxError(error.message, place.line, place.column) : error;
  }
}
