/** Tables of danfojs on our stand-ins for TensorFlow, mathjs and request; the values are those that the packages gave, but for digits they lost. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as dfd from 'danfojs-node';
import { afterAll, describe, expect, test } from 'vitest';

const { DataFrame, Series } = dfd;

const table = new DataFrame(
  [
    [1, 2.5, -3],
    [4, 0, 6],
    [7.25, 8, 9],
  ],
  { columns: ['x', 'y', 'z'] },
);
const places = new DataFrame(
  [
    ['a', 1],
    ['b', 2],
    ['a', 30],
    ['c', 4],
    ['b', 5],
  ],
  { columns: ['k', 'v'] },
);

describe('arithmetic of whole tables', () => {
  test.each([
    ['add', 2, [3, 4.5, -1]],
    ['sub', 2, [-1, 0.5, -5]],
    ['mul', 2, [2, 5, -6]],
    ['div', 2, [0.5, 1.25, -1.5]],
    ['pow', 2, [1, 6.25, 9]],
    ['mod', 2, [1, 0.5, 1]],
  ] as const)('%s of a number', (operation, number, first) => {
    const result = table[operation](number);
    expect(result.values[0]).toEqual(first);
    expect(result.columns).toEqual(['x', 'y', 'z']);
  });

  test('a list goes along an axis, a table value by value; other lengths are refused', () => {
    expect(table.add([1, 2, 3], { axis: 1 }).values[1]).toEqual([5, 2, 9]);
    expect(table.add([1, 2, 3], { axis: 0 }).values[1]).toEqual([6, 2, 8]);
    expect(table.mul(table, {}).values[2]).toEqual([52.5625, 64, 81]);
    expect(() => table.add([1, 2])).toThrow(/broadcast together with shapes 3,3 and 1,2/);
  });

  test('a counter keeps its digits', () => {
    const counters = new DataFrame([[2 ** 40 + 1, 3]]);
    expect(counters.add(1).values).toEqual([[1_099_511_627_778, 4]]);
  });

  test('comparisons, changes and differences', () => {
    expect(table.gt(3).values).toEqual([
      [false, false, false],
      [true, false, true],
      [true, true, true],
    ]);
    expect(table.diff(1, { axis: 1 }).values).toEqual([
      [NaN, NaN, NaN],
      [3, -2.5, 9],
      [3.25, 8, 3],
    ]);
    expect(table.pctChange(1, { axis: 1 }).values[1]).toEqual([3, -1, -3]);
  });
});

describe('statistics', () => {
  test('of columns and of a series', () => {
    expect(table.describe().column('x').values).toEqual([3, 4.083, 3.126, 1, 4, 7.25, 9.771].map(close));
    const series = new Series([3, 1, 2, 3, 9]);
    expect([series.mean(), series.median(), series.mode(), series.std(), series.var()]).toEqual([
      3.6,
      3,
      [3],
      close(3.13),
      9.8,
    ]);
    expect([series.argMax(), series.argMin()]).toEqual([4, 1]);
    expect(new Series([4, 1, 3, 2]).median()).toBe(2.5);
    expect(new Series([5]).std()).toBe(0);
  });

  test('of groups', () => {
    const groups = places.groupby(['k']).col(['v']);
    expect(groups.mean().values).toEqual([
      ['a', 15.5],
      ['b', 3.5],
      ['c', 4],
    ]);
    expect(groups.std().column('v_std').values).toEqual([close(20.506), close(2.121), 0]);
    expect(groups.count().column('v_count').values).toEqual([2, 2, 1]);
  });

  test('scaled columns', () => {
    const scaled = new dfd.MinMaxScaler().fitTransform(new Series([3, 1, 2, 3, 9])) as dfd.Series;
    expect(scaled.values).toEqual([0.25, 0, 0.125, 0.25, 1]);
    const scaler = new dfd.StandardScaler();
    const [first] = (scaler.fitTransform(table) as dfd.DataFrame).values;
    expect(first).toEqual([-1.208, -0.299, -1.373].map(close));
  });

  test('a sample has rows of the table, the same for the same seed', async () => {
    const [one, two] = [await places.sample(3, { seed: 7 }), await places.sample(3, { seed: 7 })];
    expect(one.values).toEqual(two.values);
    expect(new Set(one.index).size).toBe(3);
    const all = await places.sample(5);
    expect([...all.index].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('reading', () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/table.csv' ? 200 : 404;
    response.end('nom,port\nssh,22\nhttp,80\n');
  });
  afterAll(() => {
    server.close();
  });

  test('CSV of an address; its refusals are errors', async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await dfd.readCSV(`${address}/table.csv`)).values).toEqual([
      ['ssh', 22],
      ['http', 80],
    ]);
    await expect(dfd.readCSV(`${address}/none`)).rejects.toThrow('HTTP 404');
    await expect(dfd.readCSV('http://127.0.0.1:1/')).rejects.toThrow(/HTTP 0: .*(ECONNREFUSED|bad port)/);
  });

  test('a spreadsheet is refused with what to do instead', () => {
    expect(() => {
      dfd.toExcel(table, { filePath: 'x.xlsx' });
    }).toThrow(/save the sheet as CSV/);
  });
});

test('none of the packages that danfojs names and its tables do without is installed', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly version?: string }>>;
  };
  const installed = Object.entries(packages).filter(
    ([folder, { link }]) => folder.startsWith('node_modules/') && !link,
  );
  const names = installed.map(([folder]) => folder.replace(/^.*node_modules\//, ''));
  expect(names).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(@tensorflow\/|request$|xlsx$)/)]),
  );
  for (const name of ['request', 'form-data', 'xlsx', 'mathjs', 'har-validator', 'qs', 'uuid'])
    expect(names).not.toContain(name);
  // What jsdom brings is past the published advisory (below 4.1.3).
  const cookies = installed.filter(([folder]) => /node_modules\/tough-cookie$/.test(folder));
  for (const [, { version }] of cookies) expect(Number(version?.split('.')[0])).toBeGreaterThanOrEqual(5);
});

function close(value: number): unknown {
  return expect.closeTo(value, 3);
}
