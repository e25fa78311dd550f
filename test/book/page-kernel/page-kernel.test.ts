import { existsSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataAssets } from '../../../src/book/page-kernel/page-assets.mjs';
import { pageBundle } from '../../../src/book/page-kernel/page-scripts.mjs';
import { pageTwins, twins } from '../../../src/book/page-kernel/page-twins.mjs';
import { assetScript } from '../../../src/book/site-files.js';
import { dataBytes } from '../../../src/data-file.js';
import { libraryNames } from '../../../src/package/doors.js';
import { repository } from '../sample-book.js';

test.each(Object.entries(twins))('%s has a twin in the page', (original, twin) => {
  expect(existsSync(path.join(repository, 'src', original.replace(/\.js$/, '.ts')))).toBe(true);
  expect(existsSync(path.join(repository, 'theme/client/kernel/twins', twin))).toBe(true);
});

test('a fault in JSON is told at its place in a page too', async () => {
  const library = path.join(repository, 'dist');
  const kernel = path.join(repository, 'theme/client/kernel');
  const { outputFiles } = await build({
    ...pageBundle,
    stdin: {
      contents: `try { require('#dist/document/json.js').parseJson('[1,\\n]') } catch ({ message }) { said(message); }`,
      resolveDir: repository,
    },
    plugins: [pageTwins({ library, kernel })],
    write: false,
  });
  const heard: string[] = [];
  runInNewContext(outputFiles[0]?.text ?? '', { said: (message: string) => heard.push(message) });
  expect(heard).toEqual(['not JSON: unexpected "]" (line 2, column 1)']);
});

describe('what a page loads comes as classic scripts', () => {
  test('any data is the same once the script has run', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (name, value) => {
        fc.pre(name !== '__proto__');
        const page: { readonly sondeAssets?: Readonly<Record<string, unknown>> } = {};
        runInNewContext(assetScript(name, value), page);
        expect(JSON.stringify(page.sondeAssets?.[name])).toBe(JSON.stringify(value));
      }),
    );
  });

  test('files of the course, byte for byte, without the programs that made them', async () => {
    const folders = await dataAssets();
    const { 'captures/ping.pcapng': capture, 'captures/origin.yaml': text } =
      folders.get('data-captures') ?? {};
    expect(Buffer.from(capture?.[0] ?? '', 'base64')).toEqual(
      Buffer.from(await dataBytes('captures/ping.pcapng')),
    );
    expect(text).toBe(Buffer.from(await dataBytes('captures/origin.yaml')).toString());
    const names = [...folders.values()].flatMap((files) => Object.keys(files));
    expect(names.filter((name) => /\.(mjs|py)$/.test(name))).toEqual([]);
  });
});

test('the editor knows the names of the library, and what each does in a sentence', () => {
  const doors = libraryNames();
  const names = new Map(doors.sonde?.map((each) => [each.name, each]));
  expect(names.get('ping')).toEqual({
    ...{ name: 'ping', kind: 'function' },
    says: 'Pings a host and waits for the end.',
  });
  expect(names.get('figure.ttlHops')?.kind).toBe('function');
  expect(doors['sonde/prometheus']).toContainEqual(
    expect.objectContaining({ name: 'SeriesStore', kind: 'class' }),
  );
  for (const { says = '' } of Object.values(doors).flat()) expect(says).not.toMatch(/\{@|\n/);
});
