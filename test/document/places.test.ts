import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  DocumentError,
  type DocumentPath,
  FieldFault,
  type TextDocument,
} from '../../src/document/document.js';
import { parseJson, parseJsonSequence } from '../../src/document/json.js';
import { dictionary, fields, knownFields } from '../../src/document/schema.js';
import { element, parseXml } from '../../src/document/xml.js';
import { parseYaml, WrittenScalar } from '../../src/document/yaml.js';

const yaml = (text: string): TextDocument => parseYaml(text, { maxCharacters: 10_000_000 });
const go = (text: string): TextDocument => parseYaml(text, { maxCharacters: 10_000_000, asGo: true });

/** Every text, number, boolean and null of a value, and where it is. */
function leaves(value: unknown, path: DocumentPath = []): readonly (readonly [DocumentPath, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Array.isArray(value)
    ? value.flatMap((item, i) => leaves(item, [...path, i]))
    : Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]));
}

function faultOf(read: () => unknown): DocumentError {
  try {
    read();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('it was read');
}

// A text of JSON is one of YAML, too.
test.each([
  ['JSON', parseJson],
  ['YAML', yaml],
])('%s: every part is found where it is written', (_, parse) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value, null, 1);
      const document = parse(text);
      expect(document.value).toEqual(JSON.parse(text));
      for (const [path, leaf] of leaves(JSON.parse(text))) {
        expect(text.startsWith(JSON.stringify(leaf), document.position(path).offset)).toBe(true);
      }
    }),
  );
});

test('a part that is missing is told at what should have it, a name at itself', () => {
  const text = '{\n  "a": {\n    "b": 1\n  }\n}';
  for (const document of [parseJson(text), yaml(text)]) {
    expect(document.position(['a', 'c'])).toEqual({ line: 2, column: 8, offset: 9 });
    expect(document.position(['a', 'b'], 'key')).toEqual({ line: 3, column: 5, offset: 15 });
  }
});

test('faults of documents that follow one another are told by their place in the whole text', () => {
  const {
    documents: [, second],
  } = parseJsonSequence('{"a": 1}\n{"a": "x"}');
  const error = faultOf(() => second?.read(knownFields({ a: v.number('a number') })));
  expect(error).toMatchObject({ problem: 'a number', path: 'a', line: 2, column: 7 });
  expect(faultOf(() => parseJsonSequence('{"a": 1}\n{"a": }'))).toMatchObject({ line: 2, column: 7 });
});

test('what a schema calls tells a part by its path', () => {
  const schema = v.pipe(
    v.unknown(),
    v.transform((): never => {
      throw new FieldFault(['links', 1], 'a contradiction', 'key');
    }),
  );
  expect(faultOf(() => yaml('links:\n- a\n- b').read(schema)).message).toBe(
    'links.1: a contradiction (line 3, column 3)',
  );
});

describe('names', () => {
  test('a name that is not known is told before what is missed for it', () => {
    const error = faultOf(() => yaml('titel: a').read(fields({ title: v.string() })));
    expect(error.message).toBe('titel: unknown field "titel" (line 1, column 1)');
    expect(faultOf(() => yaml('{}').read(fields({ title: v.string() }))).problem).toBe(
      'missing field "title"',
    );
  });

  test('of JavaScript are names like others', () => {
    const text = '{"constructor": "a", "__proto__": "b"}';
    for (const document of [parseJson(text), yaml(text)]) {
      expect(Object.entries(document.read(dictionary(v.string(), v.string())))).toEqual([
        ['constructor', 'a'],
        ['__proto__', 'b'],
      ]);
    }
  });
});

describe('YAML as Go reads it', () => {
  test('numbers and booleans know how they are written', () => {
    expect(go('[1.10, 0x10, true, "1", null]').value).toEqual([
      new WrittenScalar(1.1, '1.10'),
      new WrittenScalar(16, '0x10'),
      new WrittenScalar(true, 'true'),
      '1',
      null,
    ]);
  });

  test('an alias is what it stands for, and is told where that is written', () => {
    const document = go('a: &x [1]\nb: *x');
    expect(document.value).toEqual({ a: [new WrittenScalar(1, '1')], b: [new WrittenScalar(1, '1')] });
    expect(document.position(['b', 0])).toMatchObject({ line: 1, column: 8 });
    expect(faultOf(() => yaml('a: &x [1]\nb: *x')).problem).toBe('YAML aliases are not allowed here');
  });

  test('documents after the first are not looked at', () => {
    expect(go('a\n---\nb').value).toBe('a');
    expect(() => yaml('a\n---\nb')).toThrow(DocumentError);
  });

  test('a text that unfolds without end is refused', () => {
    const names = 'abcdefghij'.split('');
    const lines = names.map((name, i) => {
      const before = names[i - 1];
      return `${name}: &${name} [${Array(10)
        .fill(before === undefined ? 'x' : `*${before}`)
        .join(', ')}]`;
    });
    expect(() => go(lines.join('\n'))).toThrow('excessive aliasing');
    expect(() => go('&a [*a]')).toThrow('max depth');
    expect(() => go('[['.repeat(100) + ']]'.repeat(100))).toThrow('max depth');
  });
});

describe('a name that is given twice is told where it is given again', () => {
  test.each([
    ['{"a": 1, "b": {"c": "c\\":",\n "d": [{"c": 1}], "c": 2}}', '"c" is given twice', 2, 19],
    ['[{"a": 1},\n {"a": 1, "\\u0061": 2}]', '"a" is given twice', 2, 11],
  ])('JSON: %s', (text, problem, line, column) => {
    expect(faultOf(() => parseJson(text))).toMatchObject({ problem, line, column });
  });

  test('YAML, in our words and in those of Go', () => {
    const text = 'a: 1\nb:\n  c: 1\n  c: 2\n';
    expect(faultOf(() => yaml(text)).message).toBe(
      'mapping key "c" already defined at line 3 (line 4, column 3)',
    );
    expect(faultOf(() => go(text))).toMatchObject({
      problem: 'yaml: unmarshal errors:\n  mapping key "c" already defined at line 3',
      line: 4,
      column: 3,
    });
  });
});

test.each([
  ['[', ']'],
  ['{a: ', '}'],
  ['- ', ''],
  ['? ', ''],
  ['[{a: ', '}]'],
])('YAML: %j in one another are refused at their place, however many', (open, close) => {
  const places = [160, 800, 5000, 50_000].map((times) => {
    const text = `a: 1\nb:\n  ${open.repeat(times)}x${close.repeat(times)}\n`;
    const { problem, line = 0, column = 0 } = faultOf(() => yaml(text));
    return [problem, line, column > 100 && column < 1000];
  });
  expect(places).toEqual(Array(4).fill(['exceeded max depth', 3, true]));
});

describe('XML that is well-formed, and not read', () => {
  const read = (text: string): unknown => parseXml(text, { maxCharacters: 1_000_000 }).value;
  test.each([
    ['<a>\n <__proto__ x="1"/>\n</a>', 'an element may not be called __proto__', 2, 2],
    ['<a>\n<b/><constructor>x</constructor></a>', 'an element may not be called constructor', 2, 5],
    [`<a>\n${'<b>'.repeat(70)}${'</b>'.repeat(70)}</a>`, 'elements in one another, more than 64', 2, 190],
    ['<a x=">"/>\nhello', 'text outside of the document', 2, 1],
    ['<a/><![CDATA[x]]>', 'text outside of the document', 1, 5],
    ['<a></a>\n<b/>', 'an element after the document', 2, 1],
  ])('%s', (text, problem, line, column) => {
    const error = faultOf(() => read(text));
    expect(error).toMatchObject({ problem: `not read as XML: ${problem}`, line, column });
  });

  test('text after an element with a text of its own is told there', () => {
    expect(faultOf(() => read('<a><![CDATA[</a>]]></a>\n <!-- b -->x'))).toMatchObject({
      line: 2,
      column: 12,
    });
  });

  test('nothing at all has a place, too', () => {
    expect(faultOf(() => read(''))).toMatchObject({ line: 1, column: 1, offset: 0 });
    expect(faultOf(() => read('<!-- a -->\n'))).toMatchObject({ line: 2, column: 1 });
  });

  test('comments and instructions may stand after the document', () => {
    expect(read('\uFEFF<?xml version="1.0"?><!-- <b> --><a x="/>">c</a><!-- > -->\n<?b c?>\n')).toMatchObject(
      {
        a: [{ '@x': '/>', '#text': 'c' }],
      },
    );
  });
});

test.each(['[', '{"a":', '[{"a":'])('%s a hundred thousand times is refused', (text) => {
  expect(() => parseJson(text.repeat(100_000))).toThrow(DocumentError);
});

test('a part of a document too deep for places is told at its start', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(faultOf(() => parseJson(deep).read(v.string()))).toMatchObject({ line: 1, column: 1 });
});

test('an element is read under our names, and its parts are told in the words of XML', () => {
  const hop = knownFields({
    hop: v.array(element({ ttl: ['@ttl', v.picklist(['1'], '1')], name: ['#text', v.string()] })),
  });
  const read = (text: string): unknown => parseXml(text, { maxCharacters: 1000 }).read(hop);
  expect(read('<hop ttl="1">a &amp; b</hop>')).toEqual({ hop: [{ ttl: '1', name: 'a & b' }] });
  expect(faultOf(() => read('<hop host="ttl=" ttl="2"/>')).message).toBe(
    'expected 1 as ttl of <hop>, found "2" (line 1, column 18)',
  );
  expect(faultOf(() => read('<hop/>')).message).toBe(
    'expected the attribute ttl of <hop> (line 1, column 1)',
  );
  expect(faultOf(() => read('<hops/>')).message).toBe('expected <hop> (line 1, column 1)');
});
