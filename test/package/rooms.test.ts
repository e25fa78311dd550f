import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** A small house: what each file says, and the rule that it breaks. */
const house: readonly (readonly [file: string, text: string, rule?: string])[] = [
  ['src/index.ts', `export * from './packet/index.js';`],
  ['src/origin.ts', ''],
  ['src/packet/index.ts', `export * from './ipv4.js';`],
  ['src/packet/ipv4.ts', `import type { Origin } from '../origin.js';`],
  ['src/probe/ping.ts', `import '../packet/ipv4.js';`],
  ['dist/index.js', ''],
  ['dist/types/probe.d.ts', ''],
  ['dist/probe/index.js', ''],
  ['dist/probe/ping.js', ''],
  ['theme/client/book.ts', `import '#dist/probe/ping.js';`],

  ['src/packet/upwards.ts', `import '../probe/ping.js';`, 'packet-looks-up'],
  ['src/packet/door.ts', `import '../index.js';`, 'the-door-from-inside'],
  ['src/packet/compiled.ts', `import '#dist/probe/ping.js';`, 'around-the-arrows'],
  ['src/packet/path.ts', `export const ping = import('../../dist/probe/ping.js');`, 'around-the-arrows'],
  ['src/packet/name.ts', `import 'sonde';`, 'around-the-arrows'],
  ['src/packet/name-of-door.ts', `import type { Ping } from 'sonde/probe';`, 'around-the-arrows'],
  ['src/packet/not-built.ts', `import 'sonde/nowhere';`, 'around-the-arrows'],
  ['src/packet/theme.ts', `import '../../theme/client/book.js';`, 'around-the-arrows'],
  ['src/ground.ts', `import type { Ipv4 } from './packet/ipv4.js';`, 'ground-looks-up'],
  ['src/attic/box.ts', `import '../origin.js';`, 'room-without-floor'],
  ['src/attic/empty.ts', ''],
  ['src/cli/attic.ts', `import '../attic/empty.js';`, 'room-without-floor'],
  ['theme/client/name.ts', `import 'sonde/probe';`, 'page-through-a-door'],
  ['theme/client/door.ts', `import '#dist/probe/index.js';`, 'page-through-a-door'],
  ['theme/client/source.ts', `import '../../src/probe/ping.js';`, 'page-through-a-door'],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sonde-rooms-'));
  for (const [file, text] of house) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(folder, path.join(folder, 'node_modules/sonde'));
  for (const file of ['package.json', 'tsconfig.json'])
    symlinkSync(path.join(root, file), path.join(folder, file));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what breaks an arrow of the house is refused, and nothing else', () => {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = path.join(root, '.dependency-cruiser.mjs');
  const argv = [cruiser, '--config', config, '--output-type', 'json', 'src', 'theme/client'];
  const said = execFileSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(said) as {
    summary: { violations: readonly { from: string; rule: { name: string } }[] };
  };
  const broken = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  const meant = house.flatMap(([file, , rule]) => (rule === undefined ? [] : [`${file}: ${rule}`]));
  expect(broken.sort()).toEqual(meant.sort());
});
