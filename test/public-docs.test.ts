import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { run } from './network/run-dist.js';
import type { PublicFunction } from './public-functions.js';
import { codeOf, publicFunctions } from './public-functions.js';

/** What the documentation of a function lacks. */
function missing({ name, place, description, parameters, documented, examples }: PublicFunction): string[] {
  const undocumented = parameters.filter((parameter, i) =>
    parameter === '{…}' ? documented[i] === undefined : !documented.includes(parameter),
  );
  const example = examples.length === 1 ? codeOf(examples[0] ?? '') : undefined;
  return [
    ...(description === '' ? ['a description'] : []),
    ...undocumented.map((parameter) => `@param ${parameter}`),
    ...(examples.length === 1 ? [] : [`one @example (it has ${examples.length})`]),
    ...(examples.length === 1 && example === undefined ? ['a ```ts fence around its @example'] : []),
    ...(example !== undefined && !example.includes("from 'sonde'")
      ? ["an import from 'sonde' in its @example"]
      : []),
  ].map((what) => `${place} ${name}: ${what}`);
}

test('every public function says what it does, what it takes, and shows it', () => {
  expect(publicFunctions().flatMap(missing)).toEqual([]);
});

const root = path.join(import.meta.dirname, '..');

test('the published types are read by the compiler of the notebooks: TypeScript 5.0, resolution of node 10', async () => {
  const compiler = path.join(root, 'node_modules/@tslab/typescript-for-tslab/lib/tsc.js');
  const options = ['--noEmit', '--strict', '--module', 'commonjs', '--moduleResolution', 'node10'];
  const environment = ['--target', 'es2022', '--lib', 'es2022', '--types', 'node', '--esModuleInterop'];
  const file = path.join(root, 'dist/index.d.ts');
  const version = await run([process.execPath, compiler, '--version']);
  expect(version.stdout).toContain('5.0.');
  const { stdout, code } = await run([process.execPath, compiler, ...options, ...environment, file], 240_000);
  // Packages may be written for newer compilers; what is ours may not.
  const ours = stdout.split('\n').filter((line) => line.includes('error') && !line.includes('node_modules/'));
  expect(ours).toEqual([]);
  expect(code === 0 || stdout.includes('node_modules/')).toBe(true);
}, 300_000);

test('the compiler of the tests is the one of the build', () => {
  expect(ts.version).toMatch(/^5\.9\./);
});
