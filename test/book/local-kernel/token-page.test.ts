import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeTokenPage } from '../../../src/book/local-kernel/access.js';

test('a page to the book that only this user can read, and that goes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sonde-token-'));
  const address = 'http://127.0.0.1:8000/#tslab=abc';
  const { url, remove } = await writeTokenPage(address, path.join(folder, '_build'));
  // What the list of processes shows of the browser.
  expect(url).not.toContain('abc');
  const file = fileURLToPath(url);
  expect(await readFile(file, 'utf8')).toContain(`url=${address}"`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  remove();
  expect(existsSync(path.dirname(file))).toBe(false);
  await rm(folder, { recursive: true });
});
