/**
 * A door that loads nothing by itself: `require('sonde')` costs a millisecond, and a name loads the files it needs when it is
 * first used. tsc writes doors that load all of their room, a third of a second on a slow machine.
 *
 * For an ES module that imports a door this is lost: Node reads every name that it finds in a CommonJS file before the importer
 * runs, a name that it does not find cannot be imported, and a binding calls no getter.
 * `createRequire(import.meta.url)('sonde')` is lazy there too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

/** What a door exports: a name of a file, or the whole file where `member` is absent. */
interface DoorExport {
  readonly name: string;
  readonly file: string;
  readonly member?: string;
}

/**
 * Writes a door whose exports are getters in the place of the one that tsc compiled.
 *
 * @param source the door's source, which only exports names of other files
 * @param compiled the compiled door, beside the compiled files
 * @throws Error when two files export the same name, or the source does more than export
 */
export function writeLazyDoor(source: string, compiled: string): void {
  const { statements } = ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.ES2022);
  const exported = statements.flatMap(exportsOf);
  const names = exported.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`${source} exports ${twice} twice`);
  writeFileSync(compiled, doorText(exported));
}

/** Under isolatedModules, what is a type is said by the syntax. */
function exportsOf(statement: ts.Statement): readonly DoorExport[] {
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier)
    throw new Error('a door only exports names of other files');
  if (statement.isTypeOnly) return [];
  const file = (statement.moduleSpecifier as ts.StringLiteral).text;
  const clause = statement.exportClause;
  if (!clause) throw new Error(`a door names what it exports: export * from '${file}'`);
  if (ts.isNamespaceExport(clause)) return [{ name: clause.name.text, file }];
  return clause.elements
    .filter((element) => !element.isTypeOnly)
    .map(({ name, propertyName }) => ({ name: name.text, file, member: (propertyName ?? name).text }));
}

/** Each `require` is written out, for bundlers; so are the names at the end, for Node's reader of CommonJS names. */
function doorText(exported: readonly DoorExport[]): string {
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
