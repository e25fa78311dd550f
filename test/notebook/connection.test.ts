import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { writeConnection } from '../../src/notebook/connection.js';
import { temporaryFolder } from './temporary-notebooks.js';

const folder = temporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

test.skipIf(process.platform === 'win32')(
  'needs no network: its sockets are files that we alone reach',
  async () => {
    const { connection, file, remove } = await writeConnection();
    expect(connection).toMatchObject({ transport: 'ipc', shell_port: 1, hb_port: 5 });
    expect(path.dirname(connection.ip)).toBe(path.dirname(file));
    expect(file.startsWith(tmpdir())).toBe(true);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(connection);
    await remove();
    expect(existsSync(path.dirname(file))).toBe(false);
  },
);

test('no two have the same key', async () => {
  const both = [await writeConnection(), await writeConnection()];
  expect(new Set(both.map(({ connection }) => connection.key)).size).toBe(2);
  for (const { connection, remove } of both) {
    expect(connection.key).toMatch(/^[0-9a-f]{64}$/);
    await remove();
  }
});

test('a path too long for a socket gives ports of the loopback, free and all different', async () => {
  const deep = path.join(folder, 'x'.repeat(90));
  mkdirSync(deep);
  vi.stubEnv('TMPDIR', deep);
  const { connection, remove } = await writeConnection();
  expect(connection).toMatchObject({ transport: 'tcp', ip: '127.0.0.1' });
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
  const ports = [shell_port, iopub_port, stdin_port, control_port, hb_port];
  expect(new Set(ports).size).toBe(5);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(shell_port, '127.0.0.1', resolve));
  server.close();
  await remove();
});
