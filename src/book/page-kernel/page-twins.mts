import { builtinModules } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { doors } from '../../package/doors.js';

/** Files of the library that touch the machine, and what takes their place in a page (`theme/client/kernel/twins`). */
export const twins: Readonly<Record<string, string>> = {
  'data-file.js': 'data-file.ts',
  'capture/file/capture-file.js': 'capture-file.ts',
  'run/tool-process.js': 'absent.ts',
  'course/live-exercise.js': 'live-exercise.ts',
  'figure/notebook/cell-output.js': 'display.ts',
  'table/danfo.js': 'danfo.ts',
  'figure/export/bundle.js': 'display.ts',
  'figure/export/render.js': 'absent.ts',
  'host/live-machine.js': 'absent.ts',
  'network/kernel.js': 'absent.ts',
  'network/raw.js': 'absent.ts',
  'notebook/diagnosis.js': 'diagnosis.ts',
  'prometheus/exporter/exporter-server.js': 'exporter-server.ts',
};

/** What a page does without: modules of Node, and packages that are of no use without a machine. */
const absentModules = [...builtinModules.filter((name) => name !== 'perf_hooks'), 'raw-socket'];
const ofNode = new RegExp(`^(node:)?(${absentModules.join('|')})$`);

/** prom-client without what it counts of a process: a page has none to count. */
const promClientModule = `
exports.Registry = require('prom-client/lib/registry.js');
exports.Counter = require('prom-client/lib/counter.js');
exports.Gauge = require('prom-client/lib/gauge.js');
exports.Histogram = require('prom-client/lib/histogram.js');
exports.collectDefaultMetrics = () => undefined;
`;

/** Rooms that need a machine: in a page, whatever is called of them says so. */
const machineRooms = ['lab', 'monitor'];

/** A function that gives the doors of the library by name, each a function that opens it. */
function doorsModule(): string {
  const entries = doors().map(({ name, folder }) => {
    const opened = machineRooms.includes(folder)
      ? `() => absentModule(${JSON.stringify(name)})`
      : `() => require(${JSON.stringify(`./${folder}/index.js`)})`;
    return `${JSON.stringify(name)}: ${opened}`;
  });
  return `exports.doors = (absentModule) => ({ ${entries.join(', ')} });`;
}

const performanceModule = 'export const performance = globalThis.performance;';

/** Where the parts of the kernel are. */
interface KernelFolders {
  /** The compiled library. */
  readonly library: string;
  /** `theme/client/kernel`. */
  readonly kernel: string;
}

/**
 * The plugin of esbuild that makes the library one that runs in a page: some files have a twin there, and what else needs
 * Node says so when it is used.
 *
 * @param folders where the parts are
 */
export function pageTwins({ library, kernel }: KernelFolders): Plugin {
  return {
    name: 'page-twins',
    setup(build) {
      build.onResolve({ filter: ofNode }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
      build.onResolve({ filter: /^(node:)?perf_hooks$/ }, ({ path: name }) => ({
        path: name,
        namespace: 'performance',
      }));
      build.onResolve({ filter: /^(\.|#dist\/).*\.js$/ }, ({ path: asked, resolveDir }) => {
        const file = asked.startsWith('.')
          ? path.resolve(resolveDir, asked)
          : asked.replace('#dist', library);
        const twin = twins[path.relative(library, file).replaceAll(path.sep, '/')];
        return twin === undefined ? undefined : { path: path.join(kernel, 'twins', twin) };
      });
      build.onResolve({ filter: /^sonde-doors$/ }, ({ path: name }) => ({ path: name, namespace: 'doors' }));
      build.onLoad({ filter: /.*/, namespace: 'doors' }, () => ({
        contents: doorsModule(),
        resolveDir: library,
      }));
      build.onResolve({ filter: /^prom-client$/ }, ({ path: name }) => ({
        path: name,
        namespace: 'prom-client',
      }));
      build.onLoad({ filter: /.*/, namespace: 'prom-client' }, () => ({
        contents: promClientModule,
        resolveDir: library,
      }));
      // Its main file asks for the others in a way that only Node understands.
      build.onResolve({ filter: /^jsonc-parser$/ }, ({ resolveDir }) =>
        build.resolve('jsonc-parser/lib/esm/main.js', { kind: 'import-statement', resolveDir }),
      );
      build.onLoad({ filter: /.*/, namespace: 'performance' }, () => ({ contents: performanceModule }));
      build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({
        contents: `module.exports = require('./absence.ts').absentModule(${JSON.stringify(name)});`,
        resolveDir: kernel,
      }));
    },
  };
}
