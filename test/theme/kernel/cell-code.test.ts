import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNotebook } from '../../../src/notebook/notebook-file.js';
import { compileCell } from '../../../theme/client/kernel/cell-code.js';
import { CellSyntaxError } from '../../../theme/client/kernel/syntax-error.js';

const notebooks = path.resolve(import.meta.dirname, '../../../notebooks');

/** The fault of a cell that cannot be read. */
function faultOf(source: string): CellSyntaxError {
  try {
    compileCell(source);
  } catch (error) {
    if (error instanceof CellSyntaxError) return error;
    throw error;
  }
  throw new Error('no fault');
}

describe('a cell becomes JavaScript on the same lines', () => {
  test('types go, lines stay', () => {
    const source = 'interface Saut {\n  ttl: number;\n}\nconst saut: Saut = { ttl: 3 };\nsaut.ttl as number;';
    const { body, declared } = compileCell(source);
    expect(declared).toEqual(['saut']);
    expect(body.split('\n')).toEqual(['', '', '', 'const saut = { ttl: 3 };', 'return [(saut.ttl)] ;']);
  });

  test('every way to declare a name', () => {
    const source = [
      'const { a, b: [c, , d = 1], ...e } = x, f = 2;',
      'let g: number;',
      'var h = () => { const inside = 1; return inside; };',
      'function i(argument: string) { let inside; }',
      'async function* j() {}',
      'class Écho { champ = 1 }',
      'enum Etat { Ouvert }',
      'for (const tour of []) { let inside; }',
      'export const k = 1;',
    ].join('\n');
    expect(compileCell(source).declared).toEqual('a c d e f g h i j Écho Etat k'.split(' '));
  });

  test('every way to import', () => {
    const source =
      "import lui, { open, ping as sonder, type Network } from 'sonde';\nimport * as tout from \"sonde\";\nimport type { Rien } from 'sonde';\nimport 'sonde';\nopen;";
    const { imports, body } = compileCell(source);
    expect(imports).toEqual([
      {
        module: 'sonde',
        names: [
          { imported: 'default', local: 'lui' },
          { imported: 'open', local: 'open' },
          { imported: 'ping', local: 'sonder' },
        ],
      },
      { module: 'sonde', names: [{ imported: '*', local: 'tout' }] },
      { module: 'sonde', names: [] },
    ]);
    expect(body).toBe('\n\n\n\nreturn [(open)];');
  });

  test('a default import by another name, and what is exported from a module', () => {
    const { imports, declared, body } = compileCell(
      [
        "import { default as lui, 'a b' as c } from 'sonde';",
        "export { /* là */ pingg, open as ouvrir, default } from 'sonde';",
        "export * from 'sonde/pakcet';",
        "export * as tout from 'sonde';",
        "export default 'sonde';",
      ].join('\n'),
    );
    expect(imports).toEqual([
      {
        module: 'sonde',
        names: [
          { imported: 'default', local: 'lui' },
          { imported: 'a b', local: 'c' },
        ],
      },
      { module: 'sonde', names: [], reexported: ['pingg', 'open', 'default'] },
      { module: 'sonde/pakcet', names: [] },
      { module: 'sonde', names: [] },
    ]);
    expect(declared).toEqual([]);
    expect(body).toBe('\n\n\n\n');
  });

  test('import() is the kernel’s own function, on the same columns', () => {
    expect(compileCell("const { ping } = await import('sonde');\nimport ('sonde')").body).toBe(
      "const { ping } = await $load ('sonde');\nreturn [($load  ('sonde'))]",
    );
    expect(compileCell("const f = () => import(`sonde/${x}`);\n'import(1)';").body).toBe(
      "const f = () => $load (`sonde/${x}`);\nreturn [('import(1)')];",
    );
    expect(compileCell("export default await import('sonde');").body).toBe('');
  });

  test('only the last statement gives its value, when it is an expression', () => {
    expect(compileCell('1;\n2 // deux').body).toBe('1;\nreturn [(2)] // deux');
    expect(compileCell('1;\nconst x = 2;').body).toBe('1;\nconst x = 2;');
    expect(compileCell('await f({\n  a,\n});').body).toBe('return [(await f({\n  a,\n}))];');
    expect(compileCell('').body).toBe('');
    expect(compileCell('// rien').body).toBe('// rien');
  });
});

describe('a cell that cannot be read tells where', () => {
  test.each([
    ['const a = ;', 1, 11],
    ['const a = 1;\nfoo(', 2, 5],
    ['const a = 1;\nconst a = 2;', 2, 7],
    ["import { ping } from 'sonde';\n\nlet ping = 1;", 3, 5],
    ['const t = `abc', 1, 12],
  ])('%j', (source, line, column) => {
    expect(faultOf(source)).toMatchObject({ name: 'SyntaxError', line, column });
  });

  test('any text is a cell, or a fault with a line of it', () => {
    const words = fc.constantFrom(
      'const',
      'let',
      'x',
      '=',
      '{',
      '}',
      '(',
      ')',
      '`',
      '${',
      '\n',
      ';',
      'import',
      "'a'",
      'await',
      '/',
      '*',
      '<',
      'é',
      ':',
      'type',
      '=>',
      'class',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 25 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          expect(compileCell(source).body.split('\n')).toHaveLength(source.split('\n').length);
        } catch (error) {
          expect(error).toBeInstanceOf(CellSyntaxError);
          const { line } = error as CellSyntaxError;
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(source.split(/\r\n|[\n\r\u2028\u2029]/).length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the cells of the course', () => {
  const files = readdirSync(notebooks).filter((name) => name.endsWith('.ipynb'));
  test.each(files)('%s compiles, line for line', (name) => {
    const { cells } = parseNotebook(readFileSync(path.join(notebooks, name), 'utf8'));
    for (const cell of cells) {
      if (cell.cell_type !== 'code') continue;
      const { body } = compileCell(cell.source);
      expect(body.split('\n')).toHaveLength(cell.source.split('\n').length);
      expect(() => new Script(`with ({}) (async function () { 'use strict'; ${body}\n})`)).not.toThrow();
    }
  });
});
