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

describe('what a figure loads', () => {
  const dist = path.join(import.meta.dirname, '../../dist');

  /** The files of the library that a program loads, from its folder. */
  const loadedBy = (program: string): readonly string[] => {
    const after = `console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(dist + path.sep)}))));`;
    const files = JSON.parse(printed('-e', `${program}; ${after}`)) as readonly string[];
    return files.map((file) => path.relative(dist, file).replaceAll(path.sep, '/'));
  };

  test('a line chart is drawn with fewer than ten files, none of which reads packets', () => {
    const files = loadedBy(`
      const { figure } = require(${JSON.stringify(path.join(dist, 'index.js'))});
      const series = [{ name: 'eth0', x: [0, 1, 2], y: [10, null, 30] }];
      const axes = { x: { title: 'Temps (s)' }, y: { title: 'Débit (Mbit/s)' } };
      if (figure.lineChart({ title: 'Débit', ...axes, series, origin: 'live' }).data.length !== 1) throw new Error()`);
    expect(files).toContain('figure/line-chart.js');
    expect(files.length).toBeLessThan(10);
    expect(files.filter((file) => !/^(index|origin|harmless|figure\/.*)\.js$/.test(file))).toEqual([]);
  });

  test('each of the others loads what it draws with; the dissector is for those that read a capture', () => {
    const program = `
      const door = ${JSON.stringify(path.join(dist, 'figure/index.js'))};
      const loaded = {};
      for (const name of Object.keys(require(door))) {
        for (const file of Object.keys(require.cache)) delete require.cache[file];
        require(door)[name];
        loaded[name] = Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(dist)}));
      }
      console.log(JSON.stringify(loaded));`;
    const loaded = Object.entries(JSON.parse(printed('-e', program)) as Record<string, readonly string[]>);
    const large = loaded.filter(([, files]) => files.length >= 12).map(([name]) => name);
    expect(large.sort()).toEqual(['conversationSequence', 'requestPhases']);
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
