/** `console` and `process` as cells know them: what they print goes under the cell. */
import { absent } from './absence.js';
import { currentCell } from './cell-port.js';
import { format, inspect } from './inspect.js';

type Stream = 'stdout' | 'stderr';

const counts = new Map<string, number>();
const timers = new Map<string, number>();
let indentation = '';

function print(stream: Stream, words: readonly unknown[]): void {
  const text = format(...words);
  const lines = indentation === '' ? text : indentation + text.replaceAll('\n', `\n${indentation}`);
  currentCell()?.write(stream, `${lines}\n`);
}

function printer(stream: Stream): (...words: readonly unknown[]) => void {
  return (...words) => {
    print(stream, words);
  };
}

function elapsed(label: string): string {
  const ms = performance.now() - (timers.get(label) ?? performance.now());
  return `${label}: ${ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`}`;
}

/** What replaces the worker's own console, for libraries too: the page's developer console is not where students look. */
export const pageConsole = {
  log: printer('stdout'),
  info: printer('stdout'),
  debug: printer('stdout'),
  error: printer('stderr'),
  warn: printer('stderr'),
  trace: printer('stderr'),
  table: printer('stdout'),
  dir: (value: unknown, options: { readonly depth?: number | null } = {}) => {
    currentCell()?.write('stdout', `${inspect(value, { customInspect: false, ...options })}\n`);
  },
  assert: (condition: unknown, ...words: readonly unknown[]) => {
    if (!condition)
      print('stderr', words.length === 0 ? ['Assertion failed'] : ['Assertion failed:', ...words]);
  },
  group: (...words: readonly unknown[]) => {
    if (words.length > 0) print('stdout', words);
    indentation += '  ';
  },
  groupEnd: () => {
    indentation = indentation.slice(2);
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    print('stdout', [`${label}: ${counts.get(label) ?? 0}`]);
  },
  time: (label = 'default') => {
    timers.set(label, performance.now());
  },
  timeLog: (label = 'default') => {
    print('stdout', [elapsed(label)]);
  },
  timeEnd: (label = 'default') => {
    print('stdout', [elapsed(label)]);
    timers.delete(label);
  },
};

function stream(name: Stream): { write(text: string): boolean; readonly isTTY: false } {
  return {
    isTTY: false,
    write: (text) => {
      currentCell()?.write(name, text);
      return true;
    },
  };
}

/** As little as cells and libraries ask: a page has no environment and no arguments. */
export const pageProcess = {
  stdout: stream('stdout'),
  stderr: stream('stderr'),
  env: {
    // Who looks for a server learns, under the cell, how to have one.
    get PROMETHEUS_URL(): undefined {
      absent('la variable PROMETHEUS_URL');
      return undefined;
    },
  },
  argv: [],
  platform: 'page',
  emitWarning: (text: unknown) => {
    print('stderr', [text]);
  },
};
