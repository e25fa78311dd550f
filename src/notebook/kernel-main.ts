/**
 * The kernel's process: `node kernel-main.js CONNECTION_FILE`. It is tslab, with these things settled first:
 *
 * - it dies with the program that started it (when that one is Sonde);
 * - it exits with {@link portTakenExitCode} when its ports were taken meanwhile; tslab would go on without hearing anybody;
 * - its sockets are bound before anything is read from one. A socket of zeromq throws while another thread binds it, and
 *   tslab, which reads them from the start, never answers again when a client is that quick: one start in 250;
 * - its compiler does no more than cells need (cell-compiler.ts);
 * - V8 waits longer before it optimises a function. What a kernel does is mostly the compiler's start, which is over
 *   before the optimised code has paid for itself: a fifth of the processor's time, on all cores;
 * - stack traces name the cell and its lines (stack-lines.ts).
 */
import { createRequire } from 'node:module';
import v8 from 'node:v8';
import vm from 'node:vm';
import type * as TslabMain from 'tslab/dist/main.js';
import type { Router } from 'zeromq';
import { type Compiler, cellCompiler } from './cell-compiler.js';
import { libraryNames } from '../package/doors.js';
import { portTakenExitCode } from './kernel-process.js';
import { type CellMaps, detachMap, formatStack, nameCell } from './stack-lines.js';

type BindSocket = (this: unknown, socket: { bind(address: string): void }, port: number) => Promise<void>;
type ExecuteCell = (this: { execCount: number }, ...args: unknown[]) => unknown;

// Its default is 132 KiB of bytecode run. An engine that has no such flag ignores it.
v8.setFlagsFromString('--interrupt-budget=1000000');

const tslab = createRequire(require.resolve('tslab/dist/main.js'));

let executionCount = 0;
/** Maps of the cell that was compiled and does not run yet. */
let compiledMaps: CellMaps | undefined;

process.on('disconnect', () => process.exit());
process.channel?.unref();
process.on('unhandledRejection', exitIfPortTaken);
adjustCompiler();
adjustSockets();
adjustExecution();
Error.prepareStackTrace = formatStack;
startKernel();

function exitIfPortTaken(reason: unknown): void {
  const { code, address } = reason as { code?: unknown; address?: unknown };
  // zeromq writes addresses as URLs, so a cell's own server on a taken port is not mistaken for the kernel's.
  if (code === 'EADDRINUSE' && String(address).startsWith('tcp://')) process.exit(portTakenExitCode);
}

function adjustCompiler(): void {
  const id = tslab.resolve('@tslab/typescript-for-tslab');
  const compiler = tslab(id) as Compiler;
  // The compiler's own exports are read-only: tslab, loaded later, must find another object in their place.
  const module = tslab.cache[id];
  if (module) {
    module.exports = cellCompiler(
      compiler,
      (input, { compilerOptions }) => transpileWithMaps(compiler, input, compilerOptions),
      libraryNames,
    );
  }
}

/** tslab's second pass, from modules to CommonJS. */
function transpileWithMaps(
  compiler: Compiler,
  input: string,
  compilerOptions: object,
): ReturnType<Compiler['transpileModule']> {
  const { code, map } = detachMap(input);
  if (map === undefined) return compiler.transpileModule(input, { compilerOptions });
  const result = compiler.transpileModule(code, {
    compilerOptions: { ...compilerOptions, inlineSourceMap: true },
  });
  const output = detachMap(result.outputText);
  compiledMaps = output.map && { first: map, second: output.map };
  return { ...result, outputText: output.code };
}

function adjustSockets(): void {
  const { prototype } = (tslab('./jupyter.js') as { ZmqServer: { prototype: { bindSocket: unknown } } })
    .ZmqServer;
  const bindSocket = prototype.bindSocket as BindSocket;
  prototype.bindSocket = function (this: unknown, socket: Pick<Router, 'bindSync'>, port: number) {
    return bindSocket.call(this, { bind: socket.bindSync.bind(socket) }, port);
  };
}

function adjustExecution(): void {
  const { JupyterHandlerImpl } = tslab('./jupyter.js') as {
    JupyterHandlerImpl: { prototype: { handleExecuteImpl: ExecuteCell } };
  };
  const execute = JupyterHandlerImpl.prototype.handleExecuteImpl;
  JupyterHandlerImpl.prototype.handleExecuteImpl = function (...args) {
    executionCount = this.execCount + 1;
    compiledMaps = undefined;
    return execute.apply(this, args);
  };

  const run = vm.runInThisContext.bind(vm);
  vm.runInThisContext = (code, options) => {
    if (compiledMaps === undefined) return run(code, options) as unknown;
    const filename = nameCell(executionCount, compiledMaps);
    compiledMaps = undefined;
    // Without displayErrors: it would quote compiled code above the trace.
    return run(code, { ...(options as vm.RunningScriptOptions), filename, displayErrors: false }) as unknown;
  };
}

function startKernel(): void {
  const { startKernel: start } = tslab('./main.js') as typeof TslabMain;
  start({ configPath: process.argv[2] ?? '', enableFindLocal: false });
}
