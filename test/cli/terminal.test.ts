import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, inLine, oneLine } from '../../src/harmless.js';

const source = path.join(import.meta.dirname, '../../src/cli');

test.each<[string, string, string]>([
  ['an escape sequence', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['the same in one character of C1', '\u009b31mred', '\\u009b31mred'],
  ['the title of a window', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['a carriage return that hides what was before', 'bad\rgood', 'bad\\u000dgood'],
  ['a backspace', 'bad\b\b\bgood', 'bad\\u0008\\u0008\\u0008good'],
  ['an override of direction', 'a\u202egpj.exe', 'a\\u202egpj.exe'],
  ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['what is not seen', 'a\u200bb\ufeffc\u00add', 'a\\u200bb\\ufeffc\\u00add'],
  ['a tag, which takes two units', '\u{e0041}', '\\udb40\\udc41'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  [
    'lines, tabs, accents and narrow spaces',
    'é\tü\n1\u202fs «\u00a0a\u00a0»',
    'é\tü\n1\u202fs «\u00a0a\u00a0»',
  ],
])('%s', (_, text, shown) => {
  expect(harmless(text)).toBe(shown);
});

test('a name stays on its line', () => {
  expect(inLine('a\n  SUCCESS\tb')).toBe('a\\u000a  SUCCESS\\u0009b');
});

test('a line of a report stays one, and keeps its tabs', () => {
  expect(oneLine('RAW\t  a\n  SUCCESS')).toBe('RAW\t  a\\u000a  SUCCESS');
});

test('JSON still says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = harmless(JSON.stringify({ [text]: [text] }, null, 2));
      expect(shown).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(shown)).toEqual({ [text]: [text] });
    }),
  );
});

test('no command writes to a stream by itself', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(30);
  // That a reader has left is heard at the stream; nothing is written there.
  const direct = /\bconsole\.|process\.std(?:out|err)(?!\.(?:once|off)\('error')/;
  const offenders = files.filter(
    (file) => file !== 'terminal.ts' && direct.test(readFileSync(path.join(source, file), 'utf8')),
  );
  expect(offenders).toEqual([]);
});
