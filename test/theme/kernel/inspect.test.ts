import { format, inspect as nodeInspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatWords } from '../../../theme/client/kernel/format.js';
import { inspect } from '../../../theme/client/kernel/inspect.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

class Liste extends Array<number> {}
class Annuaire extends Map<string, number> {}
class PanneError extends Error {
  readonly code = 7;
}

const self: { name: string; itself?: unknown; inside?: unknown } = { name: 'boucle' };
self.itself = self;
self.inside = { back: self };

const bare = Object.assign(Object.create(null) as object, { a: 1 });

const samples: readonly (readonly [string, unknown])[] = [
  ['primitives', [1, -0, NaN, 10n, 'a', true, null, undefined, Symbol('s')]],
  ['quotes', ["l'hôte", `"l'hôte"`, '`"\'', 'tab\t', '\u0007', '\ud800', 'a\nb', '\u009f', '\\']],
  ['a long text of several lines', { text: `${'une ligne assez longue\n'.repeat(6)}fin` }],
  ['a very long text', { text: 'x'.repeat(10_003) }],
  ['keys', { a: 1, é: 2, 'a-b': 3, 4: 5, [Symbol('clé')]: 6, "l'": 7 }],
  ['empty ones', [{}, [], new Map(), new Set(), new Uint8Array(0), new Point(1, 2)]],
  ['nested', { a: { b: { c: { d: 1 } } }, e: [[[[1]]]], f: [[[[]]]], g: { h: { i: {} } } }],
  ['numbers in columns', Array.from({ length: 40 }, (_, i) => i * i)],
  ['words in columns', Array.from({ length: 30 }, (_, i) => 'mot'.repeat(i % 4))],
  ['more than a hundred', Array.from({ length: 130 }, (_, i) => i)],
  ['more than a hundred words', Array.from({ length: 101 }, () => 'a')],
  ['ideograms in columns', Array.from({ length: 12 }, (_, i) => '網'.repeat(1 + (i % 3)))],
  ['holes', Object.assign([1, , 3, , , 6], { extra: true })],
  ['bytes', Uint8Array.from({ length: 64 }, (_, i) => i)],
  ['bigints', BigInt64Array.of(1n, -2n)],
  ['a buffer', new Uint8Array([1, 2, 255]).buffer],
  [
    'maps and sets',
    new Map<unknown, unknown>([
      ['a', { b: new Set([1, 'x']) }],
      [{ k: 1 }, [1, 2]],
    ]),
  ],
  [
    'classes',
    [new Point(1, 2), Point, Liste.of(1, 2), new Annuaire([['a', 1]]), bare, { bare: { bare: { bare } } }],
  ],
  [
    'functions',
    [() => 1, function named() {}, async () => {}, function* many() {}, Object.assign(() => 1, { a: 1 })],
  ],
  ['dates and patterns', [new Date(0), new Date(NaN), /a+/gi]],
  ['wrapped', [Object('a'), Object(1), Object(true)]],
  ['a circle', self],
  [
    'getters',
    Object.defineProperties(
      {},
      { a: { get: () => 1, enumerable: true }, b: { set: () => undefined, enumerable: true } },
    ),
  ],
  ['a promise', { wait: new Promise(() => undefined) }],
  ['rows', Array.from({ length: 3 }, (_, i) => ({ ttl: i, from: '192.0.2.1', rttMs: [1.5, 2.5, null] }))],
  [
    'a result',
    {
      origin: 'simulated',
      events: [{ kind: 'reply', rttMs: 1.234, from: { address: '2001:db8::1', names: ['a'] } }],
    },
  ],
];

describe('values are printed as Node prints them', () => {
  test.each(samples)('%s', (_, value) => {
    expect(inspect(value)).toBe(nodeInspect(value));
  });

  test('any data, of any shape', () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withDate: true,
      withSparseArray: true,
      withNullPrototype: true,
      maxDepth: 4,
      size: '+1',
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(inspect(value)).toBe(nodeInspect(value));
      }),
      { numRuns: 2000 },
    );
  });

  test('lists of numbers and words, whose columns depend on all widths', () => {
    const cell = fc.oneof(fc.integer(), fc.double(), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.integer(), { maxLength: 130 }), fc.array(cell, { maxLength: 130 })),
        (list) => {
          expect(inspect({ list })).toBe(nodeInspect({ list }));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('errors: the stack, then what they carry', () => {
    const cause = new RangeError('trop loin');
    cause.stack = 'RangeError: trop loin\n    at cellule [1]:2:3';
    const fault = new PanneError('le lien est coupé', { cause });
    fault.stack = 'Error: le lien est coupé\n    at cellule [2]:1:1';
    expect(inspect(fault)).toBe(nodeInspect(fault));
    expect(inspect({ fault })).toBe(nodeInspect({ fault }));
    const flat = Object.assign(new Error('sans pile'), { stack: 'Error: sans pile' });
    expect(inspect([flat])).toBe(nodeInspect([flat]));
  });
});

describe('console.log puts words together as Node does', () => {
  test.each<readonly [string, readonly unknown[]]>([
    ['words and values', ['a', 1, { b: 2 }]],
    ['values first', [{ a: 1 }, 'texte', null]],
    [
      'marks',
      ['%s a %d octets, %i, %f, %j, %%, %c.', 'eth0', '12', 3.9, '1.5', { a: 1 }, 'color: red', 'reste'],
    ],
    ['numbers', ['%d %s', 10n, -0]],
    ['a lonely sign', ['100 %', 5]],
    ['an object', ['%O', { a: { b: { c: {} } } }]],
    ['too few words', ['%s %s', 1]],
    ['a class', ['%s', [1, [2]]]],
    ['nothing', []],
  ])('%s', (_, words) => {
    expect(formatWords(words)).toBe(format(...words));
  });
});
