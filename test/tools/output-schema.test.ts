import path from 'node:path';
import { createFormatter, createParser, DEFAULT_CONFIG, SchemaGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { outputFormats } from '../../src/tools/format.js';
import { schemaFolder } from './output-schema.js';

const root = path.join(import.meta.dirname, '../..');
const table = path.join(root, 'src/tools/format.ts');

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
  ts.sys,
  root,
);
const program = ts.createProgram([table], options);
const checker = program.getTypeChecker();
const config = { ...DEFAULT_CONFIG, topRef: false };
const generator = new SchemaGenerator(
  program,
  createParser(program, config),
  createFormatter(config),
  config,
);

/** The type that the reader of a format returns, as it is written: `readonly IpRoute[]`. */
function resultTypeOf(format: string): ts.TypeNode {
  const rows = nodesIn(program.getSourceFile(table)).filter(ts.isObjectLiteralExpression);
  const row = rows.find((each) => fieldOf(each, 'name')?.getText() === `'${format}'`);
  const load = row && fieldOf(row, 'load');
  const [loading] = load ? checker.getTypeAtLocation(load).getCallSignatures() : [];
  const reader = loading && checker.getAwaitedType(loading.getReturnType());
  const declaration = reader?.getCallSignatures()[0]?.getDeclaration();
  if (!declaration?.type) throw new Error(`the reader of ${format} does not say what it returns`);
  return declaration.type;
}

function nodesIn(node: ts.Node | undefined): readonly ts.Node[] {
  const children = node?.getChildren() ?? [];
  return [...children, ...children.flatMap(nodesIn)];
}

function fieldOf(row: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return row.properties.filter(ts.isPropertyAssignment).find((each) => each.name.getText() === name)
    ?.initializer;
}

test.each(outputFormats)(
  'the schema of $name is that of the type (npm run schemas writes it)',
  async (format) => {
    const { $schema, ...schema } = generator.createSchemaFromNodes([resultTypeOf(format.name)]);
    const heading = { title: `sonde parse ${format.name}`, description: format.title };
    const named = Object.assign({ $schema, ...heading }, schema, heading);
    const file = path.join(schemaFolder, `${format.name}.json`);
    await expect(`${JSON.stringify(named, null, 2)}\n`).toMatchFileSnapshot(file);
  },
);
