import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, compile, publicNames } from './public-names.js';

const examples = publicNames().flatMap(({ name, examples: written }) =>
  written.flatMap((each) => {
    const code = codeOf(each);
    return code === undefined ? [] : [{ name, code }];
  }),
);

const home = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-examples-'));

beforeAll(() => {
  // An example may write a file.
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('the example in the documentation runs as it is, and prints what it says', () => {
  test.each(examples)('$name', async ({ code }) => {
    const promised = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text);
    const printed = await runExample(code);
    if (promised.length > 0) expect(oneLine(printed)).toBe(oneLine(promised));
  });
});

test('the examples type-check', () => {
  const sources = new Map(
    examples.map(({ code }, i) => [path.join(import.meta.dirname, `example-${i}.mts`), code] as const),
  );
  const program = compile(sources);
  const faults = [...sources.keys()].flatMap((file, i) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) =>
        `${examples[i]?.name ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
  expect(faults).toEqual([]);
}, 60_000);

/** Runs a program in TypeScript and gives what each of its console.log printed. */
async function runExample(code: string): Promise<string[]> {
  const modules = new Map<string, unknown>();
  for (const [, name = ''] of code.matchAll(/from '(sonde(?:\/\w+)?)'/g))
    modules.set(name, await import(name));
  const load = createRequire(import.meta.url);
  const require = (name: string): unknown => modules.get(name) ?? load(name);
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(format(...values)) };
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  // Top-level await, as in a notebook's cell.
  await new AsyncFunction('require', 'exports', 'console', outputText)(require, {}, console);
  return printed;
}

/** Not a global: every async function knows its constructor. */
const { constructor: AsyncFunction } = Object.getPrototypeOf(runExample) as {
  constructor: new (...source: string[]) => (...values: unknown[]) => Promise<void>;
};

/** Node folds long values over several lines, a comment cannot. */
function oneLine(texts: readonly string[]): string {
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}
