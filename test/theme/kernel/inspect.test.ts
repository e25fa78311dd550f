import { format, inspect as nodeInspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../../theme/client/kernel/cell-fault.js';
import { format as pageFormat, inspect } from '../../../theme/client/kernel/inspect.js';

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
class Compte {
  readonly #caché = 1;
  readonly vu = this.#caché + 1;
  get double(): number {
    return this.vu * 2;
  }
}

/** An error whose stack is the same wherever it is made. */
function fault(message: string, options?: ErrorOptions): Error {
  const error = new RangeError(message, options);
  error.stack = `RangeError: ${message}\n    at cellule [1]:2:3`;
  return error;
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
  ['typed arrays', [Float64Array.of(1.5, -0, NaN), Uint8ClampedArray.of(300), BigUint64Array.of(2n ** 63n)]],
  ['a view of a buffer', new DataView(new ArrayBuffer(4), 1, 2)],
  ['maps of maps', new Map([['a', new Map([['b', new Set([[1, { c: 2 }]])]])]])],
  ['a private field and an accessor', [new Compte(), class extends Point {}]],
  ['a class with a tag', { [Symbol.toStringTag]: 'Balise', a: 1 }],
  [
    'errors with causes',
    { fault: fault('trop loin', { cause: fault('lien coupé', { cause: 'débranché' }) }) },
  ],
  ['errors together', new Map([['pannes', [fault('a'), Object.assign(fault('b'), { code: 'EPERM' })]]])],
  ['circles', [self, { map: new Map<unknown, unknown>([['moi', self]]) }]],
  [
    'getters that throw',
    {
      get état(): never {
        throw new Error('jamais appelé');
      },
      set état(_: unknown) {},
    },
  ],
  ['proxies', [new Proxy({ a: 1 }, {}), new Proxy([1, 2], {}), { inside: new Proxy(new Point(1, 2), {}) }]],
  ['symbols', [Symbol(), Symbol('clé'), Symbol.iterator, { [Symbol.iterator]: 1 }, Object(Symbol('s'))]],
  ['dates with properties', Object.assign(new Date(0), { lieu: 'Paris' })],
  ['boxed bigints', [Object(1n), 2n ** 70n, -1n]],
  ['a very deep object', { a: { b: { c: { d: { e: {} } } } } }],
  [
    'long lists inside',
    { list: Array.from({ length: 300 }, (_, i) => ({ i })), texts: Array(101).fill('x') },
  ],
  [
    'strings',
    ['c’est « l’hôte »', 'l\'hôte dit "oui"', "`${a}` et 'b'", '\u001b[31mrouge', '\r\n\0', 'é\u0301'],
  ],
  ['French text in columns', 'Où est passé le paquet n° 3, élève distrait ? Ça dépend de l’hôte'.split(' ')],
  ['generators', [(function* () {})(), (async function* () {})()]],
  ['globals', [Math, JSON, globalThis.Reflect, new URLSearchParams('a=1'), new TextEncoder()]],
  ['lists without a prototype', [Object.setPrototypeOf([1], null), Object.create(null)]],
  [
    'what says itself how it is printed',
    { [Symbol.for('nodejs.util.inspect.custom')]: (): string => 'un réseau de 3 machines' },
  ],
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

describe('values that would stop the page', () => {
  test.each<readonly [string, object]>([
    ['a list', Array.from({ length: 3_000_000 }, (_, i) => i)],
    ['bytes', new Uint8Array(30_000_000)],
    ['a list among others', { samples: { list: new Float64Array(3_000_000) } }],
  ])('%s of millions is printed at once, as Node does', (_, value) => {
    const startMs = performance.now();
    expect(inspect(value)).toBe(nodeInspect(value));
    expect(performance.now() - startMs).toBeLessThan(1000);
  });

  test('what a list has besides its elements is printed, and the engine is left as it was', () => {
    const before = Object.getOwnPropertyDescriptors;
    const list = Object.assign(Array(1000).fill(0), { origin: 'live' });
    expect(inspect(list)).toBe(nodeInspect(list));
    expect(Object.getOwnPropertyDescriptors).toBe(before);
  });

  test('a proxy whose traps throw is a fault of the cell, and is told as one', () => {
    const hostile: unknown = new Proxy(
      {},
      {
        get: () => {
          throw new Error('piège');
        },
        getPrototypeOf: () => {
          throw new Error('piège');
        },
      },
    );
    expect(() => inspect(hostile)).toThrow('piège');
    expect(faultOf(hostile, 1)).toMatchObject({ why: 'run', trace: '' });
    expect(Object.getOwnPropertyDescriptors({ a: 1 })).toHaveProperty('a');
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
    expect(pageFormat(...words)).toBe(format(...words));
  });
});
