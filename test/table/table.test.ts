import { createRequire } from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { showTable, type TableOptions } from 'sonde';
import { dataFrame } from 'sonde/table';

/** A kernel, as far as `showTable` can see: a loaded module of that name. */
const kernelFile = '/somewhere/node_modules/tslab/dist/jupyter.js';
const { cache } = createRequire(import.meta.url);

afterEach(() => {
  Reflect.deleteProperty(cache, kernelFile);
  vi.restoreAllMocks();
});

const sockets = [
  { state: 'LISTEN', local: { address: '0.0.0.0', port: 22 }, processes: [] },
  { state: 'ESTAB', local: { address: '10.0.0.1', port: 51234 }, processes: ['curl', 'sh'] },
];

describe('outside a notebook, a table is printed', () => {
  test('with its title, its origin, the columns asked for, numbers to the right', () => {
    const columns = { state: 'État', 'local.port': 'Port', processes: 'Processus' };
    expect(
      printed(() => {
        showTable(sockets, { columns, title: 'Prises', origin: 'recorded' });
      }),
    ).toBe(
      ['Prises [enregistré]', 'État     Port  Processus', 'LISTEN     22', 'ESTAB   51234  curl, sh'].join(
        '\n',
      ),
    );
  });

  test('with every column when none is named, and what was left out', () => {
    const text = printed(() => {
      showTable(sockets, { maxRows: 1 });
    });
    expect(text).toContain('state   local.address  local.port  processes');
    expect(text).toContain('… et 1 autre ligne');
  });

  test('fifty rows at most, unless more are asked for; a strange number of rows is refused', () => {
    const rows = Array.from({ length: 60 }, (_, rttMs) => ({ rttMs }));
    const lines = (options: TableOptions) =>
      printed(() => {
        showTable(rows, options);
      }).split('\n');
    expect(lines({})).toHaveLength(52);
    expect(lines({}).at(-1)).toBe('… et 10 autres lignes');
    expect(lines({ maxRows: 60 })).toHaveLength(61);
    expect(lines({})[0]).toBe('rtt (ms)');
    for (const maxRows of [0, -1, 1.5, NaN]) expect(() => lines({ maxRows })).toThrow(RangeError);
  });

  test('even when it is empty', () => {
    expect(
      printed(() => {
        showTable([], { title: 'Prises' });
      }),
    ).toMatch(/Prises\n+aucune ligne/);
  });

  test('numbers as French writes them, and nothing that moves the cursor', () => {
    const text = printed(() => {
      showTable([{ a: 1.23456, b: 12345678901234567890n, c: true, d: '\u001b[2J\u202e' }]);
    });
    expect(text).toContain('1,235');
    expect(text).toContain('12\u202f345\u202f678\u202f901\u202f234\u202f567\u202f890');
    expect(text).toContain('oui');
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('in a notebook, a table is HTML', () => {
  test('in which nothing from the rows is markup', () => {
    const sent = inKernel(() => {
      showTable([{ '<i>': '<script>alert(1)</script>', b: '"\'&' }], { title: '<b>' });
    });
    expect(sent['text/html']).not.toMatch(/<(script|b|i)\b/);
    expect(sent['text/html']).toContain('&#60;script&#62;');
    expect(sent['text/plain']).toContain('<script>');
  });

  test('with a caption, headings, and numbers against the right edge', () => {
    const html = inKernel(() => {
      showTable(sockets, { columns: { 'local.port': 'Port' }, origin: 'live' });
    })['text/html'];
    expect(html).toContain('<caption>[mesuré en direct]</caption>');
    expect(html).toContain('<th scope="col" align="right" style="text-align:right">Port</th>');
  });
});

describe('a danfojs data frame', () => {
  test('has a column for each value, however deep, and is shown as the rows are', async () => {
    const frame = await dataFrame(sockets);
    expect(frame.columns).toEqual(['state', 'local.address', 'local.port', 'processes']);
    expect((frame['local.port'] as { values: unknown }).values).toEqual([22, 51234]);
    const columns = { 'local.port': 'Port' };
    expect(
      printed(() => {
        showTable(frame, { columns });
      }),
    ).toBe(
      printed(() => {
        showTable(sockets, { columns });
      }),
    );
  });

  test('keeps a counter above 2^53 exact, as text', async () => {
    const frame = await dataFrame([{ n: 2n ** 60n }, { n: 3n }]);
    expect(frame.values).toEqual([['1152921504606846976'], [3]]);
  });

  test('has no columns without a row', async () => {
    await expect(dataFrame([])).rejects.toThrow(/at least one row/);
  });
});

function printed(show: () => void): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  show();
  return log.mock.calls.pop()?.join(' ') ?? '';
}

function inKernel(show: () => void): Record<string, string> {
  let sent: Record<string, string> = {};
  const lastWriteDisplayData = (message: { data: Record<string, string> }): void => {
    sent = message.data;
  };
  cache[kernelFile] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
  show();
  return sent;
}
