/** What a cell may import in a page. */
import { danfo } from 'sonde/dist/figure/table/danfo.js';
import { absentModule } from './absent-module.js';
import { fileModules } from './file-modules.js';
import { formatWords } from './format.js';
import { inspect } from './inspect.js';

const modules: Readonly<Record<string, () => Promise<object> | object>> = {
  sonde: () => import('sonde'),
  'danfojs-node': danfo,
  perf_hooks: () => ({ performance }),
  'timers/promises': () => ({ setTimeout: wait }),
  util: () => ({ format: (...words: readonly unknown[]) => formatWords(words), inspect }),
};

/** Modules of Node that a cell may name without `node:`. */
const ofNode =
  /^(node:.*|(assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|process|readline|stream|tls|url|vm|worker_threads|zlib)(\/.*)?)$/;

/**
 * A module by its name. One that needs a machine can be imported all the same: the cell fails where it uses it, and its
 * other imports serve the next cells.
 *
 * @throws Error for one that the course does not have
 */
export async function loadModule(name: string): Promise<object> {
  const key = name.replace(/^node:/, '');
  const load = Object.hasOwn(modules, key) ? modules[key] : undefined;
  if (Object.hasOwn(fileModules, key)) return fileModules[key] ?? {};
  if (load) return load();
  if (ofNode.test(name)) return absentModule(name);
  throw new Error(`Cannot find module '${name}'`);
}

function wait<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, value);
  });
}
