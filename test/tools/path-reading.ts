import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../src/parse-error.js';
import type { Golden } from './path-golden.js';

type Parse = (text: string) => { readonly complete: boolean };

/** What reading anything may give: a result that JSON keeps as it is, or a ParseError with its line. */
function read(parse: Parse, text: string): ReturnType<Parse> | undefined {
  try {
    const result = parse(text);
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(result)), result))
      expect.fail('JSON changes the result');
    return result;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.offset > text.length) expect.fail(`offset ${error.offset} of ${text.length}`);
    return undefined;
  }
}

/** The tests that the parser of every path tool must pass. */
export function readsItsGoldenFiles(parse: Parse, files: readonly Golden[]): void {
  test.each(files)('$name', ({ text, expected }) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each(files)('$name with the ends of lines of another system', ({ text, expected }) => {
    const unix = text.replace(/\r\n/g, '\n');
    // A flood and SIGQUIT write carriage returns of their own, which are notices.
    expect(parse(`\uFEFF${unix.replace(/\n/g, '\r\n')}`)).toEqual(expected);
    expect(parse(unix)).toEqual(expected);
  });

  describe('hostile text', { timeout: 60_000 }, () => {
    test('cut at any byte, it is refused or read as far as it goes, and says so', () => {
      for (const { text, expected } of files) {
        const bytes = Buffer.from(text);
        for (let length = 0; length < bytes.length; length += 1) {
          const result = read(parse, bytes.subarray(0, length).toString('utf8'));
          if (result?.complete) expect(sameButNotices(result)).toEqual(sameButNotices(expected as object));
        }
      }
    });

    test('damaged, it is read or refused', () => {
      const sample = fc.constantFrom(...files.map(({ text }) => text));
      const change = fc.record({ at: fc.nat(3000), remove: fc.nat(12), insert: fc.string({ maxLength: 8 }) });
      fc.assert(
        fc.property(sample, fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
          const damaged = changes.reduce((now, { at, remove, insert }) => {
            const place = at % (now.length + 1);
            return now.slice(0, place) + insert + now.slice(place + remove);
          }, text);
          read(parse, damaged);
        }),
        { numRuns: 500 },
      );
    });

    test('anything else is refused with its line', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void read(parse, text)));
      expect(() => parse('')).toThrow(ParseError);
      expect(() => parse('\n\n')).toThrow(ParseError);
      expect(() => parse('Antwort von 192.0.2.1: Bytes=32 Zeit=12ms TTL=118\n')).toThrow(ParseError);
    });

    test('of a megabyte without an end of line, or of patterns that repeat, it is refused at once', () => {
      const started = performance.now();
      for (const { text } of files.slice(0, 3)) {
        const start = text.slice(0, text.indexOf('\n') + 1);
        for (const unit of [
          '1',
          ' ',
          '* ',
          '1 ms ',
          'a (',
          ' icmp_seq=',
          '?',
          ': ',
          '[AS1/',
          ' reached',
          '`|-- ',
          '" ',
        ]) {
          read(parse, unit.repeat(500_000));
          for (const first of ['', ' 1  ', 'From ', '64 bytes from ', 'Réponse de ']) {
            read(parse, `${start}${first}${unit.repeat(Math.floor(60_000 / unit.length))}\n`);
          }
        }
      }
      expect(performance.now() - started).toBeLessThan(10_000);
    });
  });
}

/** A line that the tool writes after its end may be missing. */
function sameButNotices(result: object): object {
  return { ...result, notices: [] };
}
