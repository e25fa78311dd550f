// @vitest-environment node
import type * as nodeFsSync from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import * as nodeOs from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileModules } from '../../../theme/client/kernel/file-modules.js';

type Files = typeof nodeFs;

const { 'fs/promises': promises, fs, os, path: pathModule } = fileModules;
const pageFs = promises as Files;

/** What a cell does with a scratch folder, told as text: results and errors alike. */
async function told(files: Files, temporary: string): Promise<readonly string[]> {
  const folder = await files.mkdtemp(path.join(temporary, 'sonde-'));
  const at = (name: string): string => path.join(folder, name);
  const steps: readonly (() => Promise<unknown>)[] = [
    () => files.writeFile(at('a.txt'), 'un\n'),
    () => files.appendFile(at('a.txt'), new Uint8Array([0xc3, 0xa9])),
    () => files.readFile(at('a.txt'), 'utf8'),
    async () => (await files.readFile(at('a.txt'))).toString(),
    async () => [...(await files.readFile(at('a.txt')))],
    () => files.readFile(at('absent'), { encoding: 'utf8' }),
    () => files.readFile(folder),
    () => files.writeFile(folder, ''),
    () => files.writeFile(at('nulle/part'), ''),
    () => files.writeFile(at('a.txt/b'), ''),
    () => files.mkdir(at('d')),
    () => files.mkdir(at('d')),
    () => files.mkdir(at('d/e/f'), { recursive: true }),
    () => files.readdir(folder),
    () => files.readdir(at('a.txt')),
    async () => (await files.stat(at('a.txt'))).size,
    async () => (await files.stat(at('d'))).isDirectory(),
    () => files.access(at('d/absent')),
    () => files.rmdir(at('d')),
    () => files.rmdir(at('a.txt')),
    () => files.rm(at('absent')),
    () => files.rm(at('absent'), { force: true }),
    () => files.rm(at('d'), { recursive: true }),
    () => files.unlink(at('a.txt')),
    () => files.unlink(at('a.txt')),
    () => files.rmdir(folder),
    () => files.access(folder),
  ];
  const lines: string[] = [];
  for (const step of steps) lines.push(await step().then(String, String));
  return lines.map((line) => line.replaceAll(folder, 'FOLDER'));
}

test('files of a page do what those of a machine do, errors included', async () => {
  const page = await told(pageFs, '/tmp');
  const machine = await told(nodeFs, nodeOs.tmpdir());
  // mkdir tells the first folder that it made: nobody in a cell has a use for it.
  expect(page.map((line, i) => (i === 12 ? 'undefined' : line))).toEqual(
    machine.map((line, i) => (i === 12 ? 'undefined' : line)),
  );
});

test('the same files, whoever looks at them', () => {
  const files = fs as typeof nodeFsSync;
  files.writeFileSync('notes.txt', 'ici');
  expect(files.readFileSync('/cours/notes.txt', 'utf8')).toBe('ici');
  const temporary = (os as typeof nodeOs).tmpdir();
  expect(files.existsSync((pathModule as typeof path).join(temporary, 'notes.txt'))).toBe(false);
});

test.each(['/proc/net/dev', '/etc/passwd', '../../etc/passwd', '/tmp/../etc/hosts', '/'])(
  '%s is a machine’s',
  async (file) => {
    await expect(pageFs.readFile(file)).rejects.toThrow('n’existe pas dans une page');
    await expect(pageFs.writeFile(file, '')).rejects.toThrow('n’existe pas dans une page');
  },
);

test('the folders of the page stay, and what a page does not do says so', async () => {
  await pageFs.rm('/tmp', { recursive: true });
  await pageFs.writeFile('/tmp/encore', '');
  expect(() => pageFs.watch('/tmp')).toThrow('le module «\u00a0node:fs/promises\u00a0»');
  await expect(pageFs.readFile(undefined as unknown as string)).rejects.toThrow(TypeError);
});

test('the memory has an end', async () => {
  const large = new Uint8Array(150_000_000);
  await pageFs.writeFile('/tmp/large', large);
  await expect(pageFs.writeFile('/tmp/plus', large)).rejects.toThrow(
    'ENOSPC: no space left on device, write',
  );
  await pageFs.rm('/tmp/large');
});
