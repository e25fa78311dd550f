import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputFormats } from '../../src/tools/format.js';
import { ParseError } from '../../src/parse-error.js';
import { decodeOutput } from '../../src/tools/text/output-bytes.js';
import { faultsOf } from './output-schema.js';

const folder = path.join(import.meta.dirname, 'golden');

/** Which format reads a recording of the tools of tables. */
function formatOf(tool: string, file: string): string {
  if (tool !== 'ip') return tool;
  if (file.endsWith('.json')) return 'ip-json';
  return file.startsWith('route') ? 'ip-route' : file.startsWith('neigh') ? 'ip-neigh' : 'ip-link';
}

const recordings = ['ss', 'netstat', 'ip', 'arp'].flatMap((tool) =>
  readdirSync(path.join(folder, tool))
    .filter((file) => !file.endsWith('.md'))
    .map((file) => ({
      name: `${tool}/${file}`,
      format: formatOf(tool, file),
      text: readFileSync(path.join(folder, tool, file), 'utf8'),
    })),
);

async function read(format: string, text: string): Promise<unknown> {
  const reader = await outputFormats.find(({ name }) => name === format)?.load();
  return reader?.(text);
}

/** What it gives, or the error when it is the one that parsers are allowed. */
async function attempt(format: string, text: string): Promise<unknown> {
  try {
    return await read(format, text);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return error;
  }
}

/** The rows of all tables, without what tells that the last one was cut. */
function rowsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.map((row: object) => ({ ...row, complete: undefined }));
  const {
    sockets,
    tables,
    transports = {},
  } = value as {
    readonly sockets?: readonly unknown[];
    readonly tables?: readonly {
      readonly data?: readonly unknown[];
      readonly sockets?: readonly unknown[];
    }[];
    readonly transports?: object;
  };
  return (
    sockets ?? tables?.flatMap(({ data, sockets: rows }) => data ?? rows ?? []) ?? Object.entries(transports)
  );
}

describe.each(recordings)('$name', ({ format, text }) => {
  test('is read whole, as the schema says', async () => {
    const value = await read(format, text);
    expect(faultsOf(format, value)).toEqual([]);
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });

  test('is read the same with the line ends and the mark of Windows', async () => {
    const windows = `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`;
    expect(await read(format, windows)).toEqual(await read(format, text));
  });

  test('cut anywhere, keeps the rows that are whole, and says that it was cut', async () => {
    const whole = rowsOf(await read(format, text));
    const at = fc.integer({ min: 0, max: text.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, async (cut) => {
        const part = text.slice(0, cut);
        const value = await attempt(format, part);
        // All that is there may be the start of a line that says nothing, and JSON is read whole or not at all.
        if (value instanceof ParseError) {
          // A summary is one row, made of its first two lines.
          const isStart = part.startsWith('Total:')
            ? !/\n.*\n/.test(part)
            : !/\n\S/.test(part.replace(/^=+\r?\n/, '').trim());
          expect(format === 'ip-json' || isStart).toBe(true);
          return;
        }
        if (part.trim() === '' || format === 'ip-json') return;
        const rows = rowsOf(value);
        // The last one may lack some of what it says.
        expect(rows.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, rows.length - 1)));
        if (!part.endsWith('\n') && rows.length > 0)
          expect(JSON.stringify(value)).toContain('"complete":false');
      }),
      { numRuns: 60 },
    );
  });

  test('interrupted, or copied with the prompts of its shell, is read as it is', async () => {
    if (format === 'ip-json') return;
    const value = await read(format, text);
    expect(await read(format, `student@vm:~$ sudo command -x\n${text}student@vm:~$ `)).toEqual(value);
    expect(await read(format, `C:\\Users\\moi>command\r\n${text}\r\nC:\\Users\\moi>`)).toEqual(value);
    const interrupted = await read(format, `${text}^C\n[root@vm ~]# `);
    expect(rowsOf(interrupted).length).toBe(rowsOf(value).length);
    expect(JSON.stringify(interrupted)).toContain('"complete":false');
  });

  test('is read the same in colour, and through the encodings of Windows', async () => {
    const value = await read(format, text);
    const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await read(format, decodeOutput(wide))).toEqual(value);
    expect(await read(format, decodeOutput(wide.subarray(2)))).toEqual(value);
    expect(await read(format, decodeOutput(Buffer.from(wide).swap16()))).toEqual(value);
    expect(await read(format, decodeOutput(Buffer.from(wide).subarray(2).swap16()))).toEqual(value);
    if (format === 'ip-json') return;
    // A program that took UTF-16 for UTF-8 kept the null of each character.
    expect(await read(format, wide.toString('utf8'))).toEqual(value);
    expect(await read(format, text.replace(/\S+/g, '\u001b[1;36m$&\u001b[0m\u001b[K'))).toEqual(value);
  });

  test('changed anywhere, gives no number that is not one', async () => {
    const change = fc.record({
      at: fc.integer({ min: 0, max: text.length }),
      removed: fc.integer({ min: 0, max: 6 }),
      put: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('-1', '9'.repeat(40), 'NaN', '\n', '\0', '((', '∞'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, removed, put }) => {
        const value = await attempt(format, text.slice(0, at) + put + text.slice(at + removed));
        expect(JSON.stringify(value, (_, each: unknown) => (isWrong(each) ? 'wrong' : each))).not.toContain(
          '"wrong"',
        );
      }),
      { numRuns: 60 },
    );
  });
});

function isWrong(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

describe.each(['ss', 'netstat', 'ip-route', 'ip-neigh', 'ip-link', 'ip-json', 'arp'])('%s', (format) => {
  test('garbage is a ParseError, soon', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        await attempt(format, text);
        await attempt(format, `${text}\n`);
      }),
    );
    const long = [
      ' '.repeat(60_000),
      'users:(('.repeat(5000),
      '('.repeat(60_000),
      '1:'.repeat(30_000),
      'a.'.repeat(30_000),
    ];
    for (const text of long) {
      expect(await attempt(format, `tcp LISTEN 0 0 ${text}\n`)).toBeInstanceOf(ParseError);
    }
  });

  test('a language that is not known is a ParseError with its line', async () => {
    expect(await attempt(format, 'Befehl nicht gefunden: Netzwerk\n')).toMatchObject({ line: 1 });
  });
});
