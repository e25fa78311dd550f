import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doors } from '../../src/package/doors.js';
import { writeLazyDoor } from '../../src/package/lazy-door.js';

/** What a program of its own prints. */
const printed = (...argv: readonly string[]): string =>
  execFileSync(process.execPath, argv, { encoding: 'utf8' }).trim();

describe.each(doors())('the door $name of this build', ({ folder }) => {
  const compiled = path.join(import.meta.dirname, '../../dist', folder, 'index.js');

  test('its import loads no other file', () => {
    const program = `require(${JSON.stringify(compiled)}); console.log(Object.keys(require.cache).length)`;
    expect(printed('-e', program)).toBe('1');
  });

  test('every name of the source is there, and is the same thing at each use', async () => {
    const source = (await import(path.join(import.meta.dirname, '../../src', folder, 'index.ts'))) as object;
    const program = `
      const door = require(${JSON.stringify(compiled)});
      const names = Object.keys(door);
      console.log(JSON.stringify(names.filter((name) => door[name] !== undefined && door[name] === door[name])));`;
    expect((JSON.parse(printed('-e', program)) as string[]).sort()).toEqual(Object.keys(source).sort());
  });
});

describe('a door of three files', () => {
  let folder = '';
  const file = (name: string): string => path.join(folder, name);
  const write = (source: string): void => {
    writeFileSync(file('index.ts'), source);
    writeLazyDoor(file('index.ts'), file('index.js'));
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sonde-door-'));
    writeFileSync(
      file('one.js'),
      'globalThis.loaded = (globalThis.loaded ?? 0) + 1; exports.a = 1; exports.b = 2;',
    );
    writeFileSync(file('two.js'), 'exports.c = 3; exports.default = 4;');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('a name, another name, a whole file; types leave nothing', () => {
    write(`export { a, b as bee, type T } from './one.js';
      export { c } from './two.js';
      export * as two from './two.js';
      export type { U } from './absent.js';`);
    const door = createRequire(file('index.js'))('./index.js') as Record<string, unknown>;
    expect(globalThis).not.toHaveProperty('loaded');
    expect({ ...door }).toEqual({ a: 1, bee: 2, c: 3, two: { c: 3, default: 4 } });
    expect(globalThis).toHaveProperty('loaded', 1);
  });

  test('it is written again, though it is lazy already', () => {
    write(`export { a } from './one.js';`);
    const before = readFileSync(file('index.js'), 'utf8');
    write(`export { a } from './one.js';`);
    expect(readFileSync(file('index.js'), 'utf8')).toBe(before);
  });

  test.each([
    [`export { a } from './one.js'; export { b as a } from './one.js';`, /exports a twice/],
    [`export const a = 1;`, /only exports names of other files/],
    [`export * from './two.js';`, /names what it exports/],
  ])('%s is refused', (source, reason) => {
    expect(() => {
      write(source);
    }).toThrow(reason);
  });
});
