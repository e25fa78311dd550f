import fc from 'fast-check';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KernelFile } from '../../../src/host/kernel/kernel-file.js';
import { netWireless } from '../../../src/host/kernel/net-wireless.js';
import { ParseError } from '../../../src/parse-error.js';
import { type Treatment, kernelSamples, soundText, WIRELESS } from './kernel-samples.js';

/** A result whose numbers are all finite, or a ParseError with its place; anything else fails the test. */
function outcome(parse: (text: string) => unknown, text: string): { readonly result: unknown } | ParseError {
  try {
    const result = parse(text);
    expectFinite(result);
    return { result };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.offset).toBeLessThanOrEqual(text.length);
    return error;
  }
}

/** Plain data, with no NaN, Infinity or hole anywhere in it. */
function expectFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectFinite);
  else expect(['string', 'boolean', 'bigint']).toContain(typeof value);
}

/** What a parser did with a text. */
function treatment(parse: (text: string) => unknown, text: string, added = ''): Treatment {
  const done = outcome(parse, text);
  if (done instanceof ParseError) return 'refused';
  return added !== '' && JSON.stringify(done.result).includes(added) ? 'kept' : 'nothing';
}

/** `damage` takes the words of the last line and gives others. */
function withLastLine(text: string, damage: (words: readonly string[]) => readonly string[]): string {
  const lines = text.trimEnd().split('\n');
  // Each word with the blanks before it, so that what is not damaged stays as the kernel wrote it.
  const words = lines.at(-1)?.match(/\s*\S+/g) ?? [];
  return `${[...lines.slice(0, -1), damage(words).join('')].join('\n')}\n`;
}

/** What may stand in the place of a field. */
const wrongFields: readonly (readonly [string, string])[] = [
  ['missing', ''],
  ['negative', ' -5'],
  ['overlong', ` ${'9'.repeat(400)}`],
  ['beyond 64 bits', ' 99999999999999999999'],
  ['not a number', ' zz%'],
  ['NaN', ' NaN'],
  ['infinite', ' 1e999'],
  ['doubled', ' 1 1'],
  ['a null character', ' 1\0'],
];

test('every kernel file of src/host is here', async () => {
  const folder = path.join(import.meta.dirname, '../../../src/host/kernel');
  const sources = (await readdir(folder)).filter((name) => name.startsWith('net-'));
  const modules = (await Promise.all(sources.map((name) => import(path.join(folder, name))))) as object[];
  const paths = modules.flatMap((module) =>
    Object.values(module).flatMap((each: object) =>
      'parse' in each ? [(each as KernelFile<unknown>).path] : [],
    ),
  );
  expect(paths.sort()).toEqual(kernelSamples.map((sample) => sample.path).sort());
});

describe.each(kernelSamples)('/proc/$path', ({ file, path: at, heading, newer, ...documented }) => {
  /** What a text means; columns of sockets as objects. */
  const parse = (text: string): unknown => {
    const data = file.parse(text) as object;
    return Symbol.iterator in data ? [...(data as Iterable<unknown>)] : data;
  };

  test('sound, it is read', async () => {
    const text = await soundText(at);
    expect(text.split('\n').length).toBeGreaterThan(heading + 1);
    expect(outcome(parse, text)).not.toBeInstanceOf(ParseError);
  });

  test('cut anywhere but at the end of a line, it is refused', async () => {
    const text = (await soundText(at)).slice(0, 1500);
    for (let end = 1; end < text.length; end += 1) {
      const cut = outcome(parse, text.slice(0, end));
      if (text[end - 1] !== '\n') expect(cut).toBeInstanceOf(ParseError);
    }
  });

  test.each(wrongFields)('a field that is %s is refused, or no number', async (_, wrong) => {
    const text = await soundText(at);
    const count = text.trimEnd().split('\n').at(-1)?.match(/\S+/g)?.length ?? 0;
    for (let i = 0; i < count; i++)
      outcome(
        parse,
        withLastLine(text, (words) => words.map((word, at) => (at === i ? wrong : word))),
      );
  });

  test('without its last fields, it is refused', async () => {
    const text = await soundText(at);
    const cut = withLastLine(text, (words) => words.slice(0, Math.min(2, words.length - 1)));
    expect(outcome(parse, cut)).toBeInstanceOf(ParseError);
  });

  test('empty, its heading alone, one column more: as documented', async () => {
    const text = await soundText(at);
    const lines = text.split(/(?<=\n)/);
    expect({
      empty: treatment(parse, ''),
      headingOnly: treatment(parse, lines.slice(0, heading).join('')),
      oneMore: treatment(parse, newer(text), '424242'),
    }).toEqual(documented);
  });

  test('lines ended as Windows does mean the same', async () => {
    const text = await soundText(at);
    expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(parse(text));
  });

  test('garbage is a ParseError or means something, never a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        outcome(parse, text);
        outcome(parse, `${text}\n`);
      }),
    );
  });

  test('so is a recording with some characters changed', async () => {
    const text = await soundText(at);
    const change = fc.tuple(
      fc.nat(text.length),
      fc.constantFrom('', ' ', '\n', '-', ':', '9', 'x', '\t', '99999999999999999999'),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const mutant = changes.reduce((old, [at, by]) => old.slice(0, at) + by + old.slice(at + 1), text);
        outcome(parse, mutant);
      }),
    );
  });
});

test('Wi-Fi: what is new since the last reading has a dot; a noise that is not known is -256', () => {
  const [wlan, ath] = netWireless.parse(WIRELESS);
  expect(wlan).toMatchObject({
    interface: 'wlan0',
    status: 0,
    link: { value: 54, updated: true },
    level: { value: -56, updated: true },
    noise: { value: -256, updated: false },
    discardedRetry: 2,
    discardedMisc: 239,
    missedBeacons: 0,
  });
  expect(ath).toMatchObject({
    ...{ interface: 'ath1', status: 0xf1, link: { value: 70, updated: false } },
    ...{ level: { value: -39, updated: false }, noise: { value: -95, updated: true } },
    ...{ discardedNetworkId: 12, discardedCrypt: 3, discardedFragment: 1, missedBeacons: 417 },
  });
});
