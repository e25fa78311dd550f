import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputFormats } from '../../src/tools/format.js';
import { readIperf3Sequence } from '../../src/tools/iperf3/read-iperf3.js';
import { ParseError } from '../../src/parse-error.js';
import { faultsOf } from './output-schema.js';

const root = path.join(import.meta.dirname, '..', '..');
const golden = 'test/tools/golden';

/** Where the recordings of each format are, and what their names look like. */
const places: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  ping: [[`${golden}/ping`, /\.txt$/]],
  traceroute: [[`${golden}/traceroute`, /\.txt$/]],
  tracert: [[`${golden}/tracert`, /\.txt$/]],
  tracepath: [[`${golden}/tracepath`, /\.txt$/]],
  mtr: [[`${golden}/mtr`, /^report.*\.txt$/]],
  'mtr-json': [[`${golden}/mtr`, /^json.*\.txt$/]],
  ss: [[`${golden}/ss`, /\.txt$/]],
  netstat: [[`${golden}/netstat`, /\.txt$/]],
  // What Linux prints of its routes, netstat and route print alike.
  route: [[`${golden}/netstat`, /rn6?\.txt$/]],
  'ip-route': [[`${golden}/ip`, /^route.*\.txt$/]],
  'ip-neigh': [[`${golden}/ip`, /^neigh.*\.txt$/]],
  'ip-link': [[`${golden}/ip`, /^(link|addr).*\.txt$/]],
  'ip-json': [[`${golden}/ip`, /\.json$/]],
  arp: [[`${golden}/arp`, /\.txt$/]],
  'nmap-xml': [
    ['data/nmap', /\.xml$/],
    [`${golden}/nmap`, /\.xml$/],
  ],
  'iperf3-json': [
    ['data/iperf3', /\.json$/],
    // A server that served several tests wrote several documents.
    [`${golden}/iperf3`, /^(?!server-several).*\.json$/],
  ],
};

function recordingsOf(format: string): readonly (readonly [string, string])[] {
  return (places[format] ?? []).flatMap(([folder, names]) =>
    readdirSync(path.join(root, folder))
      .filter((file) => names.test(file))
      .map((file) => [file, readFileSync(path.join(root, folder, file), 'utf8')] as const),
  );
}

describe.each(outputFormats)('$name', ({ name, load }) => {
  test.each(recordingsOf(name))('%s is read as its schema says, and JSON keeps it', async (_, text) => {
    const read = await load();
    const value = read(text);
    expect(faultsOf(name, value)).toEqual([]);
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });

  test('has recordings', () => {
    expect(recordingsOf(name)).not.toEqual([]);
  });

  test('refuses what is empty with a ParseError', async () => {
    const read = await load();
    // A table without any row is sound: `ip route` prints nothing where there is no route, even with -j.
    const mayBeEmpty = [
      'ip-route',
      'ip-neigh',
      'ip-link',
      'ip-json',
      'arp',
      'ss',
      'netstat',
      'route',
    ].includes(name);
    const outcome = await Promise.resolve('')
      .then(read)
      .catch((error: unknown) => error);
    expect(mayBeEmpty || outcome instanceof ParseError).toBe(true);
  });
});

/** Formats that one reader serves. */
const SAME = ['mtr-json', 'route'];

describe('no reader takes the text of another tool', async () => {
  const readers = await Promise.all(
    outputFormats.map(async ({ name, load }) => ({ name, read: await load() })),
  );

  test.each(outputFormats.filter(({ name }) => !SAME.includes(name)))('$name', ({ name }) => {
    const own = ({ name: other }: { readonly name: string }): boolean =>
      other === name || (SAME.includes(other) && /^(?:mtr|netstat)$/.test(name));
    for (const [file, text] of recordingsOf(name)) {
      for (const { name: other, read } of readers.filter((each) => !own(each))) {
        expect(() => read(text), `${file} as ${other}`).toThrow(ParseError);
      }
    }
  });

  test.each([
    ['ls -R', 'folder:\nfile\n'],
    ['ls -R', 'folder:\n    file 7\n'],
    ['mdadm', '/dev/md0:\n           Version : 1.2\n     Raid Level : raid1\n'],
    ['sysctl', `${'='.repeat(47)}\nVirtual Memory: (Total: 278176K Active: 261408K)\n`],
    ['df', 'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 100 50 50 50% /\n'],
    ['a prompt', 'student@vm:~$ \n'],
    ['dig +short', '192.0.2.1\n192.0.2.2\n'],
    ['getent', '192.0.2.1       www.example.net\n'],
  ])('%s', (_, text) => {
    for (const { name, read } of readers) expect(() => read(text), name).toThrow(ParseError);
  });
});

test('a server of iperf3 that served several tests: each is read as the schema says', () => {
  const text = readFileSync(path.join(root, golden, 'iperf3/server-several.json'), 'utf8');
  const runs = readIperf3Sequence(text);
  expect(runs.length).toBeGreaterThan(1);
  for (const run of runs) expect(faultsOf('iperf3-json', run)).toEqual([]);
});
