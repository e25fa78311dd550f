/**
 * The public face that loads nothing by itself: `require('sonde')` costs a millisecond, and a name loads the files it needs
 * when it is first used. tsc writes a face that loads all of them, a third of a second on a slow machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** What the face exports: a name of a file, or the whole file where `member` is absent. */
interface FaceExport {
  readonly name: string;
  readonly file: string;
  readonly member?: string;
}

/**
 * Writes a face whose exports are getters in the place of the one that tsc compiled.
 *
 * @param source the face's source, which only exports from other files; read again at each build, for tsc does not compile
 *   it again when a file behind an `export *` gains a name
 * @param compiled the compiled face, beside the compiled files
 * @throws Error when two files export the same name, or the source does more than export
 */
export function writeLazyFace(source: string, compiled: string): void {
  const load = createRequire(path.resolve(compiled));
  const { statements } = ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.ES2022);
  const exported = statements.flatMap((statement) => exportsOf(statement, load));
  const names = exported.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`${source} exports ${twice} twice`);
  writeFileSync(compiled, faceText(exported));
}

/** Under isolatedModules, what is a type is said by the syntax. */
function exportsOf(statement: ts.Statement, load: NodeJS.Require): readonly FaceExport[] {
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier)
    throw new Error('a public face only exports from other files');
  if (statement.isTypeOnly) return [];
  const file = (statement.moduleSpecifier as ts.StringLiteral).text;
  const clause = statement.exportClause;
  if (!clause) {
    const members = Object.keys(load(file) as object).filter((name) => name !== 'default');
    return members.map((name) => ({ name, file, member: name }));
  }
  if (ts.isNamespaceExport(clause)) return [{ name: clause.name.text, file }];
  return clause.elements
    .filter((element) => !element.isTypeOnly)
    .map(({ name, propertyName }) => ({ name: name.text, file, member: (propertyName ?? name).text }));
}

/** Each `require` is written out, for bundlers; so are the names at the end, for Node's reader of CommonJS names. */
function faceText(exported: readonly FaceExport[]): string {
  const getters = exported.map(({ name, file, member }) => {
    const loaded = `require(${JSON.stringify(file)})${member === undefined ? '' : `.${member}`}`;
    return `lazily(${JSON.stringify(name)}, () => ${loaded});`;
  });
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function lazily(name, load) {
  Object.defineProperty(exports, name, {
    enumerable: true,
    configurable: true,
    get() {
      const value = load();
      Object.defineProperty(exports, name, { enumerable: true, value });
      return value;
    },
  });
}
${getters.join('\n')}
0 && (module.exports = { ${exported.map(({ name }) => name).join(', ')} });
`;
}
