import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveBook } from '../../src/book/serve.js';

let root = '';
let directory = '';

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sonde-serve-'));
  directory = path.join(root, 'site');
  await mkdir(path.join(directory, 'ping'), { recursive: true });
  await writeFile(path.join(directory, 'index.html'), 'accueil');
  await writeFile(path.join(directory, 'ping/index.html'), 'ping');
  await writeFile(path.join(root, 'secret.txt'), 'secret');
});

afterAll(() => rm(root, { recursive: true }));

/** Asks for a path as it is, with any Host header: `fetch` would tidy both. */
function get(url: string, target: string, host?: string): Promise<{ status: number; text: string }> {
  const { hostname, port, host: ownHost } = new URL(url);
  return new Promise((resolve, reject) => {
    request(
      { hostname, port, path: target, headers: { host: host ?? ownHost }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      },
    )
      .on('error', reject)
      .end();
  });
}

test('serves pages on 127.0.0.1', async () => {
  const server = await serveBook({ directory, port: 0 });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await get(server.url, '/')).toEqual({ status: 200, text: 'accueil' });
  expect(await get(server.url, '/ping/index.html')).toEqual({ status: 200, text: 'ping' });
  expect((await get(server.url, '/rien')).status).toBe(404);
  await server.close();
});

test('takes the next port when one is taken', async () => {
  const first = await serveBook({ directory, port: 0 });
  const port = Number(new URL(first.url).port);
  const second = await serveBook({ directory, port });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  await Promise.all([first.close(), second.close()]);
});

test('refuses a request that names another host (DNS rebinding)', async () => {
  const server = await serveBook({ directory, port: 0 });
  expect((await get(server.url, '/', 'sonde.example')).status).toBe(421);
  expect((await get(server.url, '/', '127.0.0.1.example:80')).status).toBe(421);
  expect((await get(server.url, '/', 'localhost:1234')).status).toBe(200);
  await server.close();
});

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/ping/../../secret.txt'])(
  'gives nothing outside the book: %s',
  async (target) => {
    const server = await serveBook({ directory, port: 0 });
    expect((await get(server.url, target)).status).toBe(404);
    await server.close();
  },
);
