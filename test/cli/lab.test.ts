import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { labCommand } from '../../src/cli/lab.js';
import { run } from '../network/run-dist.js';

const DIST = path.join(import.meta.dirname, '../../dist');

let folder: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sonde-lab-'));
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function sondeLab(...words: string[]): Promise<void> {
  await labCommand().parseAsync(words, { from: 'user' });
}

describe('sonde lab', () => {
  test('export writes the files of another engine and says what is left out', async () => {
    const output = path.join(folder, 'kathara');
    await sondeLab('export', 'ecmp', '--to', 'kathara', '--output', output);
    expect(await readdir(output)).toContain('partage.startup');
    expect(await readFile(path.join(output, 'lab.conf'), 'utf8')).toContain('partage[2]="C5"');
    expect(printed.join('')).toContain('les services ne sont pas lancés');
  });

  test('export takes a file as well as a name', async () => {
    const file = path.join(import.meta.dirname, '../../data/scenarios/ecmp.yaml');
    await sondeLab('export', file, '--to', 'containerlab', '--output', folder);
    expect(await readdir(folder)).toEqual(['ecmp.clab.yml']);
  });

  test('list answers a program in JSON', async () => {
    await sondeLab('list', '--json');
    expect(JSON.parse(printed.join(''))).toBeInstanceOf(Array);
  });

  test.skipIf(process.getuid?.() !== 0)('up says who may do it, and makes nothing', async () => {
    const program = `const { labCommand } = require('${DIST}/cli/lab.js');
      process.setuid(65534);
      labCommand().parseAsync(['up', 'ecmp', '--name', 'nobodys'], { from: 'user' }).catch((error) => console.log(error.message));`;
    const { stdout } = await run([process.execPath, '-e', program]);
    expect(stdout).toContain('demande Linux et root\u202f: relancez avec sudo');
    expect(existsSync('/run/sonde/labs/nobodys.json')).toBe(false);
  });
});
