import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  executeNotebook,
  executingNotebook,
  type NotebookEvent,
  type NotebookOptions,
} from '../../src/notebook/execute.js';
import type { CodeCell } from '../../src/notebook/notebook.js';
import { isRunning } from '../is-running.js';
import { codeCell, notebookFile, temporaryFolder, textCell, textOf } from './temporary-notebooks.js';

const folder = temporaryFolder();
const systemTemporaryFolder = path.join(folder, 'tmp');
mkdirSync(systemTemporaryFolder);
process.env.TMPDIR = systemTemporaryFolder;

/** Processes that each test has seen start. */
const pids: number[] = [];

afterEach(async () => {
  const started = pids.splice(0);
  // All are sent their end at once; the kernel's own is what is waited for, and the others' may come a little later.
  await expect.poll(() => started.filter(isRunning)).toEqual([]);
  expect(readdirSync(systemTemporaryFolder)).toEqual([]);
});

/** Runs a notebook made of these cells to its end. */
async function run(cells: Parameters<typeof notebookFile>[2], options: NotebookOptions = {}) {
  const file = await notebookFile(folder, 'notebook.ipynb', cells);
  const events: NotebookEvent[] = [];
  for await (const event of executingNotebook(file, options)) {
    if (event.kind === 'kernel-ready') pids.push(event.pid);
    events.push(event);
  }
  const last = events.at(-1);
  if (last?.kind !== 'notebook-finished') throw new Error('no end');
  const code = last.executed.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');
  return { events, code, texts: code.map((cell) => textOf(cell.outputs)), ...last };
}

test('a notebook that runs: outputs, counts, language, and progress in order', async () => {
  const { events, code, texts, failure, executed } = await run([
    textCell('# Titre'),
    "import { ParseError } from 'sonde';\nconst name: string = ParseError.name;",
    '',
    'console.log(name);\nconsole.error("aïe");',
    codeCell('throw new Error("never run")', { tags: ['skip-execution'] }),
    'await new Promise((resolve) => setTimeout(resolve, 1));\n21 * 2',
  ]);
  expect(failure).toBeUndefined();
  expect(texts).toEqual(['', '', 'ParseError\naïe\n', '', '42\n']);
  expect(code.map((cell) => cell.execution_count)).toEqual([1, null, 2, null, 3]);
  expect(executed.metadata).toMatchObject({ language_info: { name: 'typescript', file_extension: '.ts' } });
  expect(events.map((event) => event.kind)).toEqual([
    'kernel-ready',
    'cell-finished',
    'cell-finished',
    'cell-finished',
    'notebook-finished',
  ]);
  expect(events.slice(1, 4)).toMatchObject([
    { cell: 2, codeCell: 1 },
    { cell: 4, codeCell: 3 },
    { cell: 6, codeCell: 5 },
  ]);
});

test('a cell imports the student’s own files, and what they import', async () => {
  writeFileSync(
    path.join(folder, 'own.ts'),
    `import { half } from './half';\nexport const quarter = (x: number) => half(half(x));`,
  );
  writeFileSync(path.join(folder, 'half.ts'), `export const half = (x: number): number => x / 2;`);
  writeFileSync(path.join(folder, 'wrong.ts'), `export const wrong: number = 'text';`);
  const { failure, texts } = await run([
    `import { quarter } from './own';\nconsole.log(quarter(8));`,
    `import { half } from './half';\nconsole.log(half(quarter(16)));`,
    `import { wrong } from './wrong';`,
  ]);
  expect(texts.slice(0, 2)).toEqual(['2\n', '2\n']);
  expect(failure).toMatchObject({ cell: 3 });
  expect(texts[2]).toContain("'string' is not assignable to type 'number'");
});

test('a display that updates in place is stored once, as it was last', async () => {
  const { code } = await run([
    `import * as tslab from 'tslab';
const progress = tslab.newDisplay();
progress.text('0 %');
console.log('between');
progress.text('50 %');`,
    `progress.text('100 %');`,
  ]);
  expect(code.map((cell) => cell.outputs.map((output) => textOf([output])))).toEqual([
    ['100 %', 'between\n'],
    [],
  ]);
});

test('a cell that fails ends the notebook, and is named with its line', async () => {
  const { failure, code } = await run([
    textCell('# Titre'),
    'const one = 1;',
    'const a = 1;\nconst b: number = "b";',
    '2',
  ]);
  expect(failure).toMatchObject({ kind: 'type-error', cell: 3, codeCell: 2, line: 2 });
  expect(failure?.message).toBe("Type 'string' is not assignable to type 'number'.");
  expect(code[2]).toMatchObject({ outputs: [], execution_count: null });
});

test('an exception is traced to the lines that the student wrote, in this cell and in earlier ones', async () => {
  const expected = { tags: ['raises-exception'] };
  const { failure, texts } = await run([
    `import { ParseError } from 'sonde';
interface Reply { readonly ttl: number }

function check(reply: Reply): never {
  throw new ParseError('bad ttl', reply.ttl);
}`,
    codeCell('await Promise.resolve();\n\ninterface A { a: 1 }\nJSON.parse("{");', expected),
    '// a comment\n\nconst reply: Reply = { ttl: 3 };\n\ncheck(reply);',
  ]);
  expect(texts[1]).toMatch(/^SyntaxError: .*\n    at JSON.parse .*\n    at cellule \[2\]:4:6\n$/);
  expect(texts[2]).toMatch(
    /^ParseError: .*\n    at Proxy.check \(cellule \[1\]:5:9\)\n    at cellule \[3\]:5:1/,
  );
  expect(failure).toMatchObject({ kind: 'exception', cell: 3, line: 5 });
  expect(failure?.message).toBe('ParseError: bad ttl (offset 3)');
});

describe('a cell that does not end is interrupted, and the limit named', () => {
  test.each([
    ['a loop that catches everything', 'console.log("before");\nfor (;;) { try { for (;;) {} } catch {} }'],
    ['a promise never kept', 'console.log("before");\nawait new Promise(() => undefined);'],
  ])('%s', async (_name, source) => {
    const { failure, texts } = await run([source, '1'], { timeoutMs: 5_000 });
    expect(failure).toMatchObject({ kind: 'timeout', cell: 1 });
    expect(failure?.message).toContain('5 s');
    expect(texts[0]).toContain('before');
  });
});

test('the death of the kernel is noticed at once', async () => {
  const { events, failure } = await run(['1', 'process.exit(3)', '2'], { timeoutMs: 25_000 });
  expect(failure).toMatchObject({ kind: 'kernel-died', cell: 2 });
  expect(failure?.message).toContain('exit code 3');
  const death = events.find((event) => event.kind === 'cell-finished' && event.cell === 2);
  expect(death).toMatchObject({ elapsedMs: expect.toSatisfy((ms: number) => ms < 20_000) as number });
});

test('what the cells started ends with the kernel', async () => {
  const { texts } = await run([
    `import { spawn } from 'child_process';
const child = spawn('sleep', ['100'], { stdio: 'ignore' });
child.unref();
console.log(child.pid);`,
  ]);
  pids.push(Number(texts[0]));
});

test('giving up in the middle of a cell ends the kernel and throws the reason', async () => {
  const file = await notebookFile(folder, 'abort.ipynb', ['1', 'while (true) {}']);
  const abort = new AbortController();
  const giveUp = async (): Promise<void> => {
    for await (const event of executingNotebook(file, { signal: abort.signal })) {
      if (event.kind === 'kernel-ready') pids.push(event.pid);
      if (event.kind === 'cell-finished') abort.abort(new RangeError('enough'));
    }
  };
  await expect(giveUp()).rejects.toThrow('enough');
  await expect(executeNotebook(file, { signal: abort.signal })).rejects.toThrow('enough');
});

test('leaving the iteration ends the kernel', async () => {
  const file = await notebookFile(folder, 'leave.ipynb', ['1', '2']);
  for await (const event of executingNotebook(file)) {
    if (event.kind === 'kernel-ready') pids.push(event.pid);
    break;
  }
  expect(pids).toHaveLength(1);
});

test('a notebook that cannot be read is the caller’s error', async () => {
  await expect(executeNotebook(`${folder}/missing.ipynb`)).rejects.toThrow('ENOENT');
});

test('an import that no door can serve tells the right one, however the cell writes it', async () => {
  const packetDoor = 'la porte « sonde/pakcet » n’existe pas ; vouliez-vous dire « sonde/packet » ?';
  const ping = '« sonde » n’a pas « pingg » ; vouliez-vous dire « ping » ?';
  const behind = "« decodeIpv4 » est derrière une autre porte : import { decodeIpv4 } from 'sonde/packet';";
  const noDefault =
    "« sonde » n’a pas d’export par défaut ; écrivez import * as s from 'sonde'; ou des noms entre accolades";
  const sonde = (door: string) => `la porte « ${door} » n’existe pas ; vouliez-vous dire « sonde » ?`;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["import { open, type Network } from 'sonde'; typeof open;", undefined],
    ["import { pingg } from 'sonde';", ping],
    ["import { decodeIpv4 } from 'sonde';", behind],
    ["import { decodeUdp } from 'sonde/pakcet';", packetDoor],
    ["import 'sonde/pakcet';", packetDoor],
    ["require('sonde/pakcet');", packetDoor],
    ["await import('sonde/pakcet');", packetDoor],
    ["export * from 'sonde/pakcet';", packetDoor],
    [
      "export { tracroute } from 'sonde';",
      '« sonde » n’a pas « tracroute » ; vouliez-vous dire « traceroute » ?',
    ],
    ["import d1 from 'sonde';", noDefault],
    ["import { default as d2 } from 'sonde';", noDefault],
    // Names that a file of declarations has for itself: the compiler has words of its own for them.
    ["import { flags } from 'sonde/packet';", '« sonde/packet » n’a pas « flags »'],
    ["import { toString as t } from 'sonde';", '« sonde » n’a pas « toString »'],
    ["import { ping as p1 } from 'sonde/';", sonde('sonde/')],
    ["import { ping as p2 } from 'sond';", sonde('sond')],
    ["import { ping as p3 } from 'Sonde';", sonde('Sonde')],
    ["import { ping as p4 } from 'sonde/index';", 'la porte « sonde/index » n’existe pas ; il y a sonde, …'],
    ["import * as s from 'sonde'; s.pingg;", ping],
    ['s.decodeIpv4;', behind],
    ['s.figure.ttlHop;', '« sonde/figure » n’a pas « ttlHop » ; vouliez-vous dire « ttlHops » ?'],
    ["const { decodeIpv4: a } = await import('sonde');", behind],
    ["type A = import('sonde').Netwrk;", '« sonde » n’a pas « Netwrk » ; vouliez-vous dire « Network » ?'],
  ];
  const { texts, failure } = await run([lines.map(([source]) => source).join('\n')]);
  expect(failure).toMatchObject({ kind: 'type-error' });
  const told = (texts[0] ?? '').replace(/[\u00a0\u202f]/g, ' ').replace(/(?<=il y a sonde, ).*/, '…');
  const faults = lines.flatMap(([, fault], i) => (fault === undefined ? [] : [`${i + 1} - ${fault}`]));
  expect(
    told
      .split(/\n+/)
      .filter((line) => line !== '')
      .map((line) => line.replace(/:\d+/, ''))
      .sort((a, b) => parseInt(a, 10) - parseInt(b, 10)),
  ).toEqual(faults);
});
